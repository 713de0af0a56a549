/** Drafts of earlier versions: taken over where something can come of them, and no longer counted for ever. */

import { beforeEach, expect, test, vi } from 'vitest';
import { readDrafts } from '#lib/data/reads';
import { signedIn, world, type World } from '../data/world';
import { frontOf } from './tabs';

let w: World;
beforeEach(() => void (w = world()));

async function withOldDrafts() {
	const app = await signedIn(w.device(), w.an);
	await w.time.run(2_000);
	app.workspace.drafts.save(`visit.${w.an.id}`, 'visit', { id: 'v1', place: { hamlet_id: 'h1' } });
	app.workspace.drafts.save('d1:desk.conflicts', 'desk.conflicts', { open: 'Lê Thị Lựu', resolved: 'x', unknown: 'y' });
	app.workspace.drafts.save('d1:desk.return', 'desk.return', { reason: 'Mờ' });
	await app.do(app.workspace.drafts.flush());
	vi.resetModules();
	const docs: Record<string, unknown> = { open: { doc: { resolved: null } }, resolved: { doc: { resolved: { choose: 'mine' } } } };
	vi.doMock('#lib/data', () => ({ ...frontOf(app), readDoc: (_type: string, id: string) => Promise.resolve(docs[id] ?? null) }));
	return { app, ...(await import('#lib/features/sync/old-drafts')) };
}

test('a third value moves to its conflict, what nothing can come of is forgotten, and the rest stays', async () => {
	const { app, takeOverOldDrafts } = await withOldDrafts();
	expect((await app.do(app.workspace.holdings())).drafts).toBe(3);
	await app.do(takeOverOldDrafts(w.an.id));
	const left = await app.do(readDrafts(app.workspace));
	expect(left.map(({ id, data }) => [id, data]).sort()).toEqual([
		['d1:conflict.open', { value: 'Lê Thị Lựu' }],
		['d1:desk.return', { reason: 'Mờ' }]
	]);
	expect((await app.do(app.workspace.holdings())).drafts).toBe(2);
});

test('done twice it changes nothing more', async () => {
	const { app, takeOverOldDrafts } = await withOldDrafts();
	await app.do(takeOverOldDrafts(w.an.id));
	const once = await app.do(readDrafts(app.workspace));
	await app.do(takeOverOldDrafts(w.an.id));
	expect(await app.do(readDrafts(app.workspace))).toEqual(once);
});
