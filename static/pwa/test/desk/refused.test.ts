import { describe, expect, test } from 'vitest';
import type { Outcome } from '#lib/data';
import { correctionChanges, correctionOf, replacedBy, stillRefused } from '#lib/features/desk/model/correction';
import { isOwnStep, lastStepTo } from '#lib/features/desk/model/moved';
import { detailsOf, fromDevice, fromServer, keptText, readHistory, reopening, returnArgs, typedText, type HistoryLine } from '#lib/features/desk/model';
import { correctedText } from '#lib/features/dossiers/words';
import { setLang } from '#lib/i18n';
import { dossier, official } from './make';

const command = (type: string, args: Record<string, unknown>) => ({ command: { type, entity: 'd1', args, madeAt: '' } });

describe('a refused step', () => {
	test('keeps every word that was typed', () => {
		const refused = command('dossier.return', { items: [{ path: 'form.a', message: 'Mờ' }], reason: 'Nhờ chụp lại' });
		expect(keptText(refused, () => 'Ảnh')).toEqual(['Ảnh: Mờ', 'Nhờ chụp lại']);
		expect(keptText(command('dossier.accept', { official_code: 'X', official_due_at: '2026-11-26T17:00:00+07:00' }), String)).toEqual(['X', '2026-11-26']);
	});
	test('so does a form that somebody overtook before it was sent', () => {
		expect(typedText({ picked: { 'form.a': 'Mờ', 'form.b': '' }, reason: 'Nhờ chụp lại', instead: '' }, (path) => `Mục ${path}`)).toEqual([
			'Mục form.a: Mờ',
			'Mục form.b',
			'Nhờ chụp lại'
		]);
		expect(typedText({ code: 'H57.12-261122-0001', dueOn: '2026-11-26' }, String)).toEqual(['H57.12-261122-0001', '2026-11-26']);
		expect(typedText({}, String)).toEqual([]);
	});
	test('does not say the same twice', () => {
		expect(keptText(command('dossier.return', { items: [{ path: 'a', message: 'Mờ' }], reason: 'a: Mờ' }), String)).toEqual(['a: Mờ']);
	});
	test.each([
		['dossier.accept', { official_code: 'X', official_due_at: '2026-11-26T17:00:00+07:00' }, { panel: 'accept', data: { code: 'X', dueOn: '2026-11-26' } }],
		['dossier.return', { items: [{ path: 'a', message: 'b' }], reason: 'c' }, { panel: 'return', data: { picked: { a: 'b' }, reason: 'c' } }],
		[
			'dossier.edit',
			{ changes: [{ field: 'applicant.phone', base: '0905123456', new: '09051' }, { field: 'applicant.date_of_birth', base: null, new: '1950-03-02' }] },
			{
				panel: 'edit',
				data: {
					values: { 'applicant.phone': '09051', 'applicant.date_of_birth': '02/03/1950' },
					base: { 'applicant.phone': '0905123456', 'applicant.date_of_birth': null }
				}
			}
		],
		['dossier.decline', { reason: 'c' }, { panel: 'decline', data: { reason: 'c' } }],
		['dossier.record_official', { status: 4, at: '2026-11-20T17:00:00+07:00', note: 'n' }, { panel: 'record_official', data: { status: '4', on: '2026-11-20', code: null, dueOn: '', note: 'n' } }]
	])('%s goes back into its form', (type, args, expected) => expect(reopening(command(type, args))).toEqual(expected));
	test('what has no form is only read', () => expect(reopening(command('dossier.claim', {}))).toBeNull());
	test('nor has an edit of what the desk does not correct', () => {
		expect(reopening(command('dossier.edit', { changes: [{ field: 'form.child_name', base: null, new: 'An' }] }))).toBeNull();
	});
	test('says in the form what was wrong, until the text is another', () => {
		const refused = {
			...command('dossier.edit', { changes: [{ field: 'applicant.phone', base: null, new: '0999' }, { field: 'applicant.date_of_birth', base: null, new: '1850-03-02' }] }),
			errors: { 'applicant.phone': ['validation.phone'], 'applicant.date_of_birth': ['validation.date_of_birth'] }
		};
		const values = { 'applicant.phone': '0999', 'applicant.date_of_birth': '02/03/1850' };
		expect(stillRefused(refused, values)).toEqual(refused.errors);
		expect(Object.keys(stillRefused(refused, { ...values, 'applicant.phone': '0905123456' }))).toEqual(['applicant.date_of_birth']);
		expect(stillRefused(refused, {})).toEqual({});
	});
	test('shows what a correction would have made of it', () => {
		const refused = command('dossier.edit', {
			changes: [
				{ field: 'applicant.phone', base: '0905123456', new: '09051' },
				{ field: 'applicant.date_of_birth', base: null, new: '1950-03-02' },
				{ field: 'note', base: 'x', new: null }
			]
		});
		expect(keptText(refused, (path) => path)).toEqual(['applicant.phone: 09051', 'applicant.date_of_birth: 02/03/1950', 'note']);
	});
	test('a code that another dossier carries is told once', () => {
		expect(detailsOf({ reason: 'dossier.official_code_in_use', errors: { official_code: ['validation.exists'] } })).toEqual([]);
		expect(detailsOf({ reason: null, errors: { 'applicant.phone': ['validation.phone'] } })).toEqual([['applicant.phone', ['validation.phone']]]);
	});
});

describe('a correction', () => {
	const { doc } = dossier({
		applicant: { full_name: 'Phan Thị Lựu', id_kind: 'cccd', id_number_last4: '1234', date_of_birth: '1950', phone: '0905123456' },
		masked: ['applicant.id_number']
	});
	const wrong = (path: string, value: string) => correctionOf(doc, { [path]: value }).errors[path];
	test.each([
		['applicant.phone', '12345', 'phone'],
		['applicant.id_number', '04619000', 'id_number'],
		['applicant.id_number', 'Hoa@1990', 'not_id_number'],
		['applicant.date_of_birth', '31/02/1950', 'format'],
		['applicant.full_name', '  ', 'required']
	])('%s cannot be %j', (path, value, code) => expect(wrong(path, value)).toEqual([code]));
	test.each([
		['applicant.phone', '0905 123 457', '0905 123 457'],
		['applicant.id_number', '046190001234', '046190001234'],
		['applicant.id_number', ' 046 190 001 234', '046190001234'],
		['applicant.date_of_birth', '02/03/1950', '1950-03-02'],
		['applicant.phone', '', null],
		['note', ' Gọi sau 5 giờ ', 'Gọi sau 5 giờ']
	])('%s may be %j', (path, value, sent) => expect(correctionOf(doc, { [path]: value })).toEqual({ changed: { [path]: sent }, errors: {} }));
	test('what stays as it is, or masked, is none', () => {
		expect(correctionOf(doc, { 'applicant.phone': '0905123456', 'applicant.id_number': '', 'applicant.date_of_birth': '1950' })).toEqual({ changed: {}, errors: {} });
	});
	test('what was wrong before anyone came is not held against it', () => {
		expect(correctionOf(dossier({ applicant: { full_name: 'Lựu', phone: '1' } }).doc, { note: 'x' }).errors).toEqual({});
	});
	test('says what it is based on', () => {
		const changes = correctionChanges(doc, { 'applicant.phone': '0905123457', note: 'x' }, { 'applicant.phone': '0905000000' });
		expect(changes).toEqual([
			{ field: 'applicant.phone', base: '0905000000', new: '0905123457' },
			{ field: 'note', base: null, new: 'x' }
		]);
	});
	test('stands for refused ones of the same fields, and for nothing else', () => {
		const refused = (id: string, type: string, ...fields: string[]): Outcome =>
			({ id, ...command(type, { changes: fields.map((field) => ({ field, base: null, new: '1' })) }) }) as unknown as Outcome;
		const all = [
			refused('same', 'dossier.edit', 'applicant.phone'),
			refused('more', 'dossier.edit', 'applicant.phone', 'note'),
			refused('other', 'dossier.comment')
		];
		expect(replacedBy(all, correctionOf(doc, { 'applicant.phone': '0905123457' })).map(({ id }) => id)).toEqual(['same']);
	});
});

describe('a request for a supplement', () => {
	const label = (path: string) => ({ 'documents.birth': 'Giấy chứng sinh', 'form.name': 'Tên trẻ' })[path] ?? path;
	test('needs a place, and words for each', () => {
		expect(returnArgs({ picked: {}, reason: 'Nhờ bổ sung giúp' }, label)).toBeNull();
		expect(returnArgs({ picked: { 'form.name': '  ' }, reason: 'Nhờ bổ sung giúp' }, label)).toBeNull();
	});
	test('says itself what to mend when no message was written', () => {
		expect(returnArgs({ picked: { 'documents.birth': 'mờ', 'form.name': ' sai dấu ' }, reason: '' }, label)).toEqual({
			items: [
				{ path: 'documents.birth', message: 'mờ' },
				{ path: 'form.name', message: 'sai dấu' }
			],
			reason: 'Giấy chứng sinh: mờ; Tên trẻ: sai dấu'
		});
	});
	test('is not sent with a ready sentence that nobody finished', () => {
		const ready = ['Thiếu chữ ký.', 'Việc này do cơ quan khác giải quyết. Nơi giải quyết: '];
		const [signed = '', begun = ''] = ready.map((one) => one.trim());
		for (const reason of [begun, `${begun} `, `${begun} ${signed}`]) expect(returnArgs({ picked: { note: 'x' }, reason }, label, ready), reason).toBeNull();
		expect(returnArgs({ picked: { note: 'Ghi thêm:' }, reason: '' }, label)).toBeNull();
		expect(returnArgs({ picked: { note: 'x' }, reason: `${begun} Sở Tư pháp` }, label, ready)?.reason).toBe(`${begun} Sở Tư pháp`);
	});
	test('keeps the officer\'s own words', () => {
		expect(returnArgs({ picked: { 'form.name': 'x' }, reason: 'Nhờ xem lại họ tên.' }, label)?.reason).toBe('Nhờ xem lại họ tên.');
		expect(returnArgs({ picked: { 'form.name': 'x' }, reason: 'Gấp' }, label)?.reason).toBe('Gấp. Tên trẻ: x');
	});
});

describe('what happened', () => {
	test('who brought it where it is now', () => {
		const step = (at: string, to: string, name: string): HistoryLine => ({ ...line('dossier.accept', at), to, by: { id: name, name } });
		const lines = [step('2026-11-23T02:12:00Z', 'accepted', 'B'), step('2026-11-23T01:00:00Z', 'accepted', 'A'), step('2026-11-23T03:00:00Z', 'completed', 'C')];
		expect(lastStepTo(lines, 'accepted')?.by?.name).toBe('B');
		expect(lastStepTo(lines, 'declined')).toBeNull();
	});
	test('a step of this very device is known before the server has heard of it', () => {
		const here = { ...dossier({ work_state: 'accepted' }), sync: 'on_phone' as const };
		const before = here.doc.updated_at;
		expect(isOwnStep(here, before)).toBe(true);
		expect(isOwnStep({ ...here, sync: 'at_ward' }, before)).toBe(false);
		expect(isOwnStep(here, '2026-11-22T07:52:00Z')).toBe(false);
	});
	const line = (action: string, at: string, more: Partial<HistoryLine> = {}): HistoryLine => ({ at, action, by: { id: 'hanh', name: 'Hạnh' }, reason: null, frm: null, to: null, fields: [], ...more });
	test('the server tells it, newest first', () => {
		const body = { events: [line('dossier.create', '2026-11-23T07:40:00Z'), line('dossier.submit', '2026-11-23T07:52:00Z')] };
		expect(fromServer(readHistory(body), dossier().doc).map((one) => one.act)).toEqual(['submit', 'create']);
	});
	test('of one batch the later stands first, and late work has the time it was made at', () => {
		const at = '2026-11-24T23:25:00Z';
		const lines = [line('dossier.create', at, { made_at: '2026-11-24T23:19:00Z' }), line('dossier.submit', at, { made_at: '2026-11-24T23:19:00Z' }), line('dossier.claim', at)];
		const told = fromServer(lines, dossier().doc);
		expect(told.map(({ act, at: made, arrived }) => [act, made, arrived])).toEqual([
			['claim', at, undefined],
			['submit', '2026-11-24T23:19:00Z', at],
			['create', '2026-11-24T23:19:00Z', at]
		]);
	});
	test('comments are told with their text', () => {
		const comments = [{ id: 'c', by: 'hanh', text: 'Chiều nay mang tới', at: '2026-11-23T08:00:00.200Z' }];
		const [told] = fromServer([line('dossier.comment', '2026-11-23T08:00:00Z')], dossier({ comments }).doc);
		expect(told?.text).toBe('Chiều nay mang tới');
	});
	test('a code that was put right is told with the old one, by the server and by the device', () => {
		const wrong = { status: 2, at: '2026-11-23T08:00:00Z', noted_at: '2026-11-23T08:10:00.100Z', by: 'hanh', source: 'typed', code: 'H57.12-261122-0001' };
		const right = { ...wrong, noted_at: '2026-11-23T09:10:00.100Z', code: 'H57.12-261122-0010', replaces: 'H57.12-261122-0001' };
		const { doc } = dossier({ official: official({ history: [wrong, right] }) });
		const told = fromServer([line('dossier.record_official', '2026-11-23T08:10:00Z'), line('dossier.record_official', '2026-11-23T09:10:00Z')], doc);
		expect(told.map((one) => correctedText(one.entry))).toEqual(['Sửa mã hồ sơ H57.12-261122-0001 thành H57.12-261122-0010.', '']);
		expect(fromDevice(doc).map((one) => correctedText(one.entry)).filter(Boolean)).toHaveLength(1);
		setLang('en');
		expect(correctedText(right)).toBe('The official code H57.12-261122-0001 was corrected to H57.12-261122-0010.');
		setLang('vi');
	});
	test('offline the device tells what it knows', () => {
		const doc = dossier({
			work_state: 'returned',
			returned: { by: 'ha', reason: 'Mờ', items: [{ path: 'documents.birth', message: 'x' }], at: '2026-11-23T09:00:00Z' },
			official: official({ history: [{ status: 2, at: '2026-11-23T08:30:00Z', by: 'ha', source: 'typed' }] })
		}).doc;
		expect(fromDevice(doc).map((one) => one.act)).toEqual(['return', 'record_official', 'submit', 'create']);
		expect(fromDevice(doc)[0]).toMatchObject({ text: 'Mờ', fields: ['documents.birth'] });
	});
});
