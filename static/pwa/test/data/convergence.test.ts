/** In the end every device holds what the server would show it now, and nothing else. */

import { expect, test } from 'vitest';
import { readState } from '#lib/data/store';
import { CUT, expectConverged, FINE, openApp, recordId, signedIn, world, type App } from './world';
import type { FakeServer } from './world/server';

const fill = (server: FakeServer, bucket: string, count: number): string[] =>
	Array.from({ length: count }, (_, i) => {
		const id = recordId();
		server.put('notice', id, { text: `tin ${i}` }, [bucket]);
		return id;
	});

test('a first load of many pages brings everything, and says when it is complete', async () => {
	const { time, server, device, an } = world();
	server.limit = 7;
	fill(server, 'cat', 50);
	const app = await signedIn(device(), an);
	const states = new Set<boolean>();
	app.workspace.board.status.subscribe((status) => states.add(status.ready));
	await time.run(10_000);
	await expectConverged(app, server, an);
	expect([...states]).toEqual([false, true]);
	expect(app.status.received).toBe(50);
});

test('changes made by others during the first load are not missed', async () => {
	for (let seed = 0; seed < 10; seed++) {
		const { time, server, device, an } = world({ seed });
		server.limit = 5;
		const ids = fill(server, 'cat', 30);
		const app = await signedIn(device(), an);
		for (const id of ids.slice(0, 10)) {
			await time.run(60);
			server.put('notice', id, { text: 'sửa trong lúc tải' }, ['cat']);
			server.remove('notice', ids[20 + ids.indexOf(id)] as string);
			fill(server, 'cat', 1);
		}
		await time.run(120_000);
		await expectConverged(app, server, an);
	}
});

test('own work saved during the first load is neither lost nor hidden', async () => {
	const { time, server, device, an } = world();
	server.limit = 5;
	fill(server, 'cat', 60);
	const app = await signedIn(device(), an);
	await time.run(150);
	const id = recordId();
	await app.save('dossier.create', id, { title: 'x' });
	expect(await app.shown(id)).toMatchObject({ title: 'x' });
	for (let i = 0; i < 40; i++) {
		await time.run(50);
		expect(await app.shown(id)).toMatchObject({ title: 'x' });
	}
	await time.run(10_000);
	await expectConverged(app, server, an);
});

test('a page that is cut is asked for again', async () => {
	const { time, server, device, an } = world();
	server.limit = 4;
	fill(server, 'cat', 40);
	const phone = device();
	const app = await signedIn(phone, an);
	phone.weather = { ...FINE, loseAnswer: 0.4, loseRequest: 0.2 };
	await time.run(30 * 60_000);
	phone.weather = FINE;
	await time.run(10 * 60_000);
	await expectConverged(app, server, an);
});

test('deltas lead to the same as a fresh load', async () => {
	const { time, server, device, an, binh } = world();
	const app = await signedIn(device('old'), an);
	const ids = fill(server, 'cat', 20);
	await time.run(70_000);
	for (const id of ids.slice(0, 5)) server.put('notice', id, { text: 'mới' }, ['cat']);
	for (const id of ids.slice(5, 10)) server.remove('notice', id);
	for (const id of ids.slice(10, 15)) server.put('notice', id, { text: 'riêng' }, [`o:${binh.id}:19753`]);
	await time.run(70_000);
	const fresh = await signedIn(device('new'), an);
	await time.run(5_000);
	expect(await app.docs('base')).toEqual(await fresh.docs('base'));
	await expectConverged(app, server, an);
});

test('a stale answer is thrown away', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const slow = await signedIn(phone, an);
	await time.run(2_000);
	const [id] = fill(server, 'cat', 1) as [string];
	const { exchange } = phone;
	let held: (() => void) | null = null;
	phone.exchange = (request) =>
		exchange.call(phone, request).then(async (answer) => {
			if (held === null) await new Promise<void>((resolve) => (held = resolve));
			return answer;
		});
	slow.workspace.engine.poke('manual');
	await time.run(1_000);
	// The other tab steals the lock after two minutes, and reads further than the answer that hangs.
	const other = await openApp(phone);
	server.put('notice', id, { text: 'mới nhất' }, ['cat']);
	await time.run(150_000);
	expect((await other.docs('base')).get(`notice/${id}`)).toEqual({ text: 'mới nhất' });
	(held as (() => void) | null)?.();
	await time.run(100);
	expect((await slow.docs('base')).get(`notice/${id}`)).toEqual({ text: 'mới nhất' });
	await time.run(120_000);
	await expectConverged(slow, server, an);
});

test('a page for a cursor another tab has moved changes nothing, its results do', async () => {
	const { time, server, device, an } = world();
	const app = await signedIn(device(), an);
	await time.run(2_000);
	const [command] = await app.save('dossier.create', recordId(), { title: 'x' });
	const { state, rows } = await app.do(new Promise<Awaited<ReturnType<typeof depart>>>((resolve) => void depart(app).then(resolve)));
	const request = { proto: 1 as const, client: { device: state.device, app: '1', schema: 1, active: false } };
	const pull = server.pull(an, { cursor: null, limit: 500 });
	const page = pull as { puts: unknown[] };
	page.puts = [{ type: 'notice', id: recordId(), seq: 1, buckets: ['cat'], doc: { text: 'cũ' } }];
	const answer = server.sync(an, { ...request, commands: rows }).body as Record<string, unknown>;
	const { Applier } = await import('#lib/data/apply');
	const { parseSync } = await import('#lib/data/parse');
	const applier = new Applier(app.tab.env, app.workspace.store, app.workspace.owner);
	const response = parseSync({ ...answer, pull: page });
	if (!response) throw new Error('unreadable');
	const applied = await app.do(
		applier.apply({ cursor: 'an older one', epoch: state.epoch, ids: [command as string] }, response)
	);
	expect(applied).toMatchObject({ stale: true, settled: 1 });
	expect((await app.docs('base')).size).toBe(0);
	expect((await app.outbox())[0]).toMatchObject({ id: command, state: 'acked' });
});

test('an answer of an epoch that is over is thrown away whole: what it confirms may be lost', async () => {
	const { time, server, device, an } = world();
	const app = await signedIn(device(), an);
	await time.run(2_000);
	const [command] = await app.save('dossier.create', recordId(), { title: 'x' });
	const { state } = await app.do(depart(app));
	const late = {
		epoch: state.epoch,
		server_time: new Date(server.now()).toISOString(),
		results: [{ id: command, status: 'applied', duplicate: false, stream: '19753', seq: 1, conflicts: [] }]
	};
	// Meanwhile another tab has heard of a restore.
	server.restore(server.backup());
	await app.do(
		app.workspace.store.commit(async () => ({ state: { ...(await app.workspace.store.read(['meta'], readState)), epoch: 'e_2' }, writes: {}, result: null }))
	);
	const { Applier } = await import('#lib/data/apply');
	const { parseSync } = await import('#lib/data/parse');
	const response = parseSync(late);
	if (!response) throw new Error('unreadable');
	const applier = new Applier(app.tab.env, app.workspace.store, app.workspace.owner);
	expect(await app.do(applier.apply({ cursor: state.cursor, epoch: state.epoch, ids: [command as string] }, response))).toMatchObject({ stale: true, settled: 0 });
	expect((await app.outbox())[0]).toMatchObject({ id: command, state: 'attempted' });
	app.workspace.engine.resume();
	await time.run(10 * 60_000);
	await expectConverged(app, server, an);
	expect(server.effects.get(command as string)).toBe(1);
});

async function depart(app: App) {
	const { OutboxMarks } = await import('#lib/data/marks');
	await app.workspace.engine.pause();
	const marks = new OutboxMarks(app.tab.env, app.workspace.store, app.workspace.owner);
	const { state, commands } = await marks.depart({ count: 10, bytes: 1e6 });
	return { state, rows: commands };
}

test('a row that never arrived is found by the checksum, and the bucket is loaded anew', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	await time.run(2_000);
	const [lost] = fill(server, 'cat', 3) as [string];
	server.forget.add(`notice/${lost}`);
	const { pull } = server;
	server.pull = (who, request) => {
		if (request.resnapshot?.includes('cat')) server.forget.clear();
		return pull.call(server, who, request);
	};
	await time.run(70_000);
	await expectConverged(app, server, an);
	const asked = phone.log.flatMap(({ body }) => (body as { pull?: { resnapshot?: string[] } } | null)?.pull?.resnapshot ?? []);
	expect(asked).toEqual(['cat']);
});

test('a row the device lost is found when the app starts, and comes back', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	const ids = fill(server, 'cat', 5);
	await time.run(70_000);
	await app.do(app.workspace.store.connection.run((db) => db.base.delete(`notice/${ids[2]}`)));
	app.tab.kill();
	const after = await openApp(phone);
	await time.run(10_000);
	await expectConverged(after, server, an);
});

test('a checksum that never fits is not asked for for ever', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	server.check = () => ({ count: 99, xor: 'f'.repeat(16) });
	await time.run(10 * 60_000);
	const asked = phone.log.filter(({ body }) => (body as { pull?: { resnapshot?: string[] } } | null)?.pull?.resnapshot);
	expect(asked.length).toBeGreaterThan(0);
	expect(asked.length).toBeLessThan(10);
	expect(app.status.phase).toBe('idle');
});

test('what leaves the scope leaves the device, own pending work does not', async () => {
	const { time, server, device, an, binh } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	const [given, kept] = [recordId(), recordId()];
	await app.save('dossier.create', given, { title: 'x' });
	await time.run(5_000);
	phone.weather = CUT;
	await app.save('dossier.create', kept, { title: 'y' });
	server.give(given, binh.id);
	phone.weather = FINE;
	server.busy = () => ({ status: 'retry', code: 'BUSY', retry_after_ms: 60_000 });
	app.workspace.engine.poke('manual');
	await time.run(5_000);
	expect(await app.shown(given)).toBeUndefined();
	expect(await app.shown(kept)).toMatchObject({ title: 'y' });
	server.busy = null;
	await time.run(120_000);
	await expectConverged(app, server, an);
});

test('a lost grant purges its bucket; what another bucket still holds stays', async () => {
	const { time, server, device, officer } = world();
	const app = await signedIn(device(), officer);
	const shared = recordId();
	server.put('dossier', shared, { title: 'cả hai', owner_id: officer.id, work_state: 'draft', comments: [] }, ['w:19753', `o:${officer.id}:19753`]);
	server.put('dossier', recordId(), { title: 'của phường', work_state: 'submitted', comments: [] }, ['w:19753']);
	await time.run(70_000);
	expect((await app.docs('view')).size).toBe(2);
	officer.role = 'volunteer';
	await time.run(70_000);
	expect([...(await app.docs('view')).keys()]).toEqual([`dossier/${shared}`]);
	await expectConverged(app, server, officer);
});

test('a grant lost while the cursor could not be used is purged all the same', async () => {
	const { time, server, device, officer } = world();
	const phone = device();
	const app = await signedIn(phone, officer);
	server.put('dossier', recordId(), { title: 'của phường', work_state: 'submitted', comments: [] }, ['w:19753']);
	await time.run(70_000);
	phone.weather = CUT;
	officer.role = 'volunteer';
	server.restore(server.backup());
	phone.weather = FINE;
	await time.run(10 * 60_000);
	expect((await app.docs('base')).size).toBe(0);
	await expectConverged(app, server, officer);
});

test('a new grant starts as a snapshot beside the running deltas', async () => {
	const { time, server, device, officer } = world();
	officer.role = 'volunteer';
	server.put('dossier', recordId(), { title: 'của phường', work_state: 'submitted', comments: [] }, ['w:19753']);
	const app = await signedIn(device(), officer);
	await time.run(5_000);
	expect((await app.docs('view')).size).toBe(0);
	officer.role = 'officer';
	await time.run(70_000);
	expect((await app.docs('view')).size).toBe(1);
	await expectConverged(app, server, officer);
});

test('another version of the app builds every view anew', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	const id = recordId();
	await app.save('dossier.create', id, { title: 'x' });
	await time.run(5_000);
	phone.weather = CUT;
	await app.edit(id, { title: 'y' });
	await app.do(app.workspace.store.connection.run((db) => db.view.clear()));
	app.tab.kill();
	const after = await openApp(phone, { version: '1.1.0' });
	expect(await after.shown(id)).toMatchObject({ title: 'y' });
	phone.weather = FINE;
	await time.run(10 * 60_000);
	await expectConverged(after, server, an);
});
