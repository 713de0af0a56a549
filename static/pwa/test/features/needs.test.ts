/** What needs the volunteer, counted once. */

import { expect, test, vi } from 'vitest';

const item = (id: string, work_state: string, conflicts: string[] = []): unknown => ({ id, doc: { work_state, conflicts }, sync: 'at_ward' });
const given = (value: unknown[]) => () => ({ subscribe: (run: (face: unknown) => void) => (run({ state: 'content', value }), () => undefined) });
vi.mock('#lib/features/dossiers', () => ({
	liveOwnDossiers: given([item('a', 'returned', ['k']), item('b', 'returned'), item('c', 'submitted', ['l', 'm']), item('d', 'draft')])
}));
vi.mock('#lib/features/fieldwork', () => ({ liveActivities: given([]) }));

test('a dossier with two values of a field needs somebody, and is one dossier', async () => {
	const { followNeeds, needs } = await import('../../src/routes/(field)/needs.svelte');
	const stop = followNeeds('me');
	expect(needs.clashing.map(({ id }) => id)).toEqual(['a', 'c']);
	expect(needs.dossiers).toBe(3);
	stop();
});
