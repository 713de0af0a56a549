/** What needs the volunteer, counted once. */

import { expect, test, vi } from 'vitest';

const item = (id: string, work_state: string, conflicts: string[] = []): unknown => ({ id, doc: { work_state, conflicts }, sync: 'at_ward' });
const given = (value: unknown[]) => () => ({ subscribe: (run: (face: unknown) => void) => (run({ state: 'content', value }), () => undefined) });
vi.mock('#lib/features/dossiers', () => ({
	liveOwnDossiers: given([item('a', 'returned', ['k']), item('b', 'returned'), item('c', 'submitted', ['l', 'm']), item('d', 'draft')])
}));
const activity = (state: string, owner_id: string, team_id: string, on_behalf_of: string | null = null): unknown => ({ state, owner_id, team_id, on_behalf_of });
const activities = vi.hoisted((): { docs: unknown[] } => ({ docs: [] }));
vi.mock('#lib/features/fieldwork', async () => ({
	...(await vi.importActual<object>('#lib/features/fieldwork/model')),
	liveActivities: (where: (doc: unknown) => boolean) => given(activities.docs.filter(where))()
}));

test('a dossier with two values of a field needs somebody, and is one dossier', async () => {
	const { followNeeds, needs } = await import('../../src/routes/(field)/needs.svelte');
	const stop = followNeeds('me');
	expect(needs.clashing.map(({ id }) => id)).toEqual(['a', 'c']);
	expect(needs.dossiers).toBe(3);
	expect([needs.areKnown, needs.toReview]).toEqual([true, 0]);
	stop();
});

test('of a leader it counts what others of the led teams sent in, never their own', async () => {
	const { followNeeds, needs } = await import('../../src/routes/(field)/needs.svelte');
	activities.docs = [
		activity('sent', 'hanh', 'team-1'),
		activity('sent', 'hanh', 'team-1'),
		activity('sent', 'hanh', 'team-2'),
		activity('verified', 'hanh', 'team-1'),
		activity('sent', 'me', 'team-1'),
		activity('sent', 'hanh', 'team-1', 'me')
	];
	const stop = followNeeds('me', ['team-1']);
	expect([needs.areKnown, needs.toReview]).toEqual([true, 2]);
	stop();
});
