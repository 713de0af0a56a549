import { expect, test } from 'vitest';
import { unsaid } from '#lib/features/sync/unsaid';

test('the file of unsent work carries no password, no code, and no words for a number', () => {
	const file = {
		commands: [{ id: '0194f0c2-0000-7000-8000-000000000001', args: { note: 'mật khẩu VNeID là Hoa@1990', applicant: { full_name: 'Phan Thị Lựu', id_number: 'HOA@1990' } } }],
		drafts: [{ data: { dirty: { 'form.reason': 'OTP 482913', 'applicant.id_number': '046199001234' } } }]
	};
	const text = unsaid(JSON.stringify(file));
	for (const secret of ['Hoa@1990', 'HOA@1990', '482913']) expect(text).not.toContain(secret);
	for (const kept of ['Phan Thị Lựu', '046199001234', file.commands[0]!.id]) expect(text).toContain(kept);
});
