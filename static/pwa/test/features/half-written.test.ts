/** What the sheet of sent and unsent work counts as half-written: what the forms themselves keep. */

import { beforeEach, expect, test, vi } from 'vitest';
import type { Doc } from '#lib/data';
import { ACTIVITY, blankActivity } from '#lib/features/fieldwork/draft';
import { isHalfWritten } from '#lib/features/sync/half-written';
import { blankSetup, SETUP } from '#lib/features/vneid/draft';
import { Edited, type Kind } from '#lib/forms/edited.svelte';

const kept = vi.hoisted(() => [] as string[]);
vi.mock('#lib/data', async (original) => ({
	...(await original<object>()),
	newId: () => 'a1',
	readDoc: () => Promise.resolve(null),
	liveDraft: () => ({ subscribe: (run: (face: object) => void) => (run({ state: 'content', value: null }), () => undefined) }),
	saveDraft: (_id: string, kind: string) => kept.push(kind)
}));
beforeEach(() => void (kept.length = 0));

async function keystroke<D extends object, F extends Doc>(kind: Kind<D, F>, blank: F): Promise<string | undefined> {
	const edited = new Edited(kind, 'd1', blank);
	await edited.openNew(blank);
	edited.set({ ...blank, note: 'x' });
	return kept.at(-1);
}

test('set-ups and activities, each under the kind its form keeps', async () => {
	const kinds = [await keystroke(SETUP, blankSetup()), await keystroke(ACTIVITY, blankActivity(new Date()))];
	for (const kind of kinds) {
		expect(isHalfWritten({ kind: kind ?? '' }), kind).toBe(true);
		expect(isHalfWritten({ kind: kind ?? '', bare: true }), kind).toBe(false);
	}
	expect(new Set(kinds).size).toBe(2);
});

test('but no sentence under a record, no counting by hand, and no dossier, which has its own rule', () => {
	for (const kind of ['comment', 'visit_counts', 'desk.return', 'dossier']) expect(isHalfWritten({ kind })).toBe(false);
});
