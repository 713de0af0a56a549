/** A correction is saved and its half-written form gone in one step. */

import { beforeEach, describe, expect, test, vi } from 'vitest';

const sent: unknown[] = [];
vi.mock('#lib/data', () => ({
	sameValue: (_path: string, one: unknown, other: unknown) => one === other,
	edit: (_type: string, _id: string, values: unknown, options?: unknown) => Promise.resolve({ ok: true, commands: [sent.push({ values, options })] }),
	enqueue: (_type: string, _id: string, args: unknown, options?: unknown) => Promise.resolve({ ok: true, commands: [sent.push({ args, options })] })
}));
const { editDossier } = await import('#lib/features/dossiers/commands');
type Now = Parameters<typeof editDossier>[3];

const GONE = { deleteDrafts: ['d1:desk.edit'] };
const now = { note: 'mới', applicant: { phone: '0905' } } as unknown as Now;
const save = (values: Record<string, unknown>, base: Record<string, unknown>) => editDossier('d1', values, base, now, GONE);
beforeEach(() => void (sent.length = 0));

describe('a correction', () => {
	test('takes its form along', async () => {
		await save({ note: 'x' }, { note: 'mới' });
		expect(sent).toEqual([{ values: { note: 'x' }, options: GONE }]);
	});
	test('that somebody overtook in part goes in two, and the form with the last', async () => {
		await save({ note: 'x', 'applicant.phone': '0906' }, { note: 'cũ', 'applicant.phone': '0905' });
		expect(sent).toEqual([
			{ values: { 'applicant.phone': '0906' }, options: undefined },
			{ args: { changes: [{ field: 'note', base: 'cũ', new: 'x' }] }, options: GONE }
		]);
	});
	test('that somebody else has made meanwhile says nothing more, and its form is gone', async () => {
		await save({ note: 'mới' }, { note: 'cũ' });
		expect(sent).toEqual([{ values: {}, options: GONE }]);
	});
});
