/** Nothing is applied twice, whatever the wire does. */

import { expect, test } from 'vitest';
import { readState } from '#lib/data/store';
import { atWork, CUT, expectConverged, FINE, openApp, recordId, signedIn, world } from './world';

test('a request that arrives twice has one effect', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	phone.weather = { ...FINE, repeat: 1 };
	const id = recordId();
	await app.save('dossier.create', id, { title: 'x' });
	await app.save('dossier.comment', id, { text: 'một lần' });
	await time.run(120_000);
	expect(server.readable(an).get(`dossier/${id}`)).toMatchObject({ comments: [{ text: 'một lần' }] });
	await expectConverged(app, server, an);
});

test('an answer that is lost is asked for again, with the same commands', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	await time.run(2_000);
	phone.weather = { ...FINE, loseAnswer: 1 };
	const [command] = await app.save('dossier.create', recordId(), { title: 'x' });
	await time.run(30_000);
	expect(server.effects.get(command as string)).toBe(1);
	expect(app.status).toMatchObject({ waiting: 1, phase: 'waiting', allSent: false });
	phone.weather = FINE;
	await time.run(10 * 60_000);
	expect(server.effects.get(command as string)).toBe(1);
	await expectConverged(app, server, an);
});

test('a command never changes after its first attempt', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	const id = recordId();
	await app.save('dossier.create', id, { title: 'x' });
	await time.run(5_000);
	phone.weather = { ...FINE, loseAnswer: 1 };
	const [first] = await app.edit(id, { title: 'một' });
	await time.run(500);
	const [second] = await app.edit(id, { title: 'hai' });
	expect(second).not.toBe(first);
	expect(await app.do(app.workspace.undo(first as string))).toBe(false);
	phone.weather = FINE;
	await time.run(10 * 60_000);
	expect(server.readable(an).get(`dossier/${id}`)).toMatchObject({ title: 'hai' });
	expect(app.status).toMatchObject({ refused: 0, conflicts: 0 });
});

test('two tabs have one sender at a time, and both see the same', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const one = await signedIn(phone, an);
	const two = await openApp(phone);
	await time.run(2_000);
	let under = 0;
	let most = 0;
	const { exchange } = phone;
	phone.exchange = async (request) => {
		most = Math.max(most, ++under);
		return exchange.call(phone, request).finally(() => (under -= 1));
	};
	for (let i = 0; i < 10; i++) await (i % 2 ? one : two).save('dossier.create', recordId(), { title: `${i}` });
	await time.run(10_000);
	expect(most).toBe(1);
	await expectConverged(one, server, an);
	await expectConverged(two, server, an);
	expect([...server.effects.values()]).toEqual(Array(10).fill(1));
	for (const app of [one, two]) expect(app.status).toMatchObject({ waiting: 0, confirmedCount: 10, allSent: true });
});

test('a tab that hangs with the lock in hand loses it to one that is awake', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const hung = await signedIn(phone, an);
	const awake = await openApp(phone);
	await time.run(2_000);
	void hung.tab.env.locks.request(`to-so-sync-${an.id}`, {}, () => new Promise(() => undefined));
	await awake.save('dossier.create', recordId(), { title: 'x' });
	await time.run(60_000);
	expect(server.effects.size).toBe(0);
	await time.run(70_000);
	expect(server.effects.size).toBe(1);
	await expectConverged(awake, server, an);
});

test('a rejection given again tells the person once', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	await time.run(2_000);
	phone.weather = { ...FINE, loseAnswer: 1 };
	await app.save('dossier.create', recordId(), { title: 'bad' });
	await time.run(3_000);
	phone.weather = FINE;
	await time.run(10 * 60_000);
	expect(app.status).toMatchObject({ refused: 1, waiting: 0 });
	expect(server.effects.size).toBe(0);
});

test('a batch that was cut half-way goes on where the server stopped', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	await time.run(2_000);
	phone.weather = CUT;
	for (let i = 0; i < 10; i++) await app.save('dossier.create', recordId(), { title: `${i}` });
	let answered = 0;
	server.busy = () => (++answered > 4 && answered <= 10 ? { status: 'retry', code: 'BUSY', retry_after_ms: 2_000 } : null);
	phone.weather = FINE;
	app.workspace.engine.poke('manual');
	await time.run(1_000);
	expect(server.effects.size).toBe(4);
	expect(app.status.waiting).toBe(6);
	await time.run(60_000);
	expect([...server.effects.values()]).toEqual(Array(10).fill(1));
	await expectConverged(app, server, an);
});

test('a store whose device id was copied takes a new one and keeps its command ids', async () => {
	const { time, server, device, an } = world();
	const app = await signedIn(device(), an);
	await time.run(2_000);
	const { device: before, seq } = await app.state();
	server.data.deviceSeqs[`${an.id}|${before}|${seq + 1}`] = 'a command of the copy';
	const [command] = await app.save('dossier.create', recordId(), { title: 'x' });
	await time.run(5_000);
	expect((await app.state()).device).not.toBe(before);
	expect(server.effects.get(command as string)).toBe(1);
	await expectConverged(app, server, an);
});

test('a phone whose new device ids are taken too goes on looking for one in the next round', async () => {
	const { time, server, phone, app } = await atWork();
	const taken = new Set<string>();
	server.fail = ({ path, body }) => {
		const { commands, client } = (body ?? {}) as { commands?: unknown[]; client: { device: string } };
		if (path !== '/api/v1/sync' || !commands) return null;
		if (taken.size < 6) taken.add(client.device);
		return taken.has(client.device) ? { status: 409, body: { code: 'DEVICE_FORKED' } } : null;
	};
	await app.save('dossier.create', recordId(), { title: 'x' });
	await time.run(60_000);
	expect(taken.size).toBe(6);
	expect(app.status.waiting).toBe(0);
	expect(server.effects.size).toBe(1);
	// Three new ones in a round at most, so that a server that is wrong about all of them is not asked for ever.
	expect(phone.log.length).toBeLessThan(30);
});

test('two commands with one seq are sent apart, the second under a new device id', async () => {
	const { time, server, phone, app } = await atWork();
	phone.weather = CUT;
	await app.save('dossier.create', recordId(), { title: 'x' });
	await app.save('dossier.create', recordId(), { title: 'y' });
	const [first, second] = await app.outbox();
	if (!first || !second) throw new Error('not saved');
	const { device } = await app.state();
	const { store } = app.workspace;
	await app.do(store.commit(async () => ({ state: await store.read(['meta'], readState), writes: { outbox: { put: [{ ...second, seq: first.seq }] } }, result: null })));
	phone.weather = FINE;
	app.tab.fire('online');
	await time.run(10 * 60_000);
	expect(app.status.waiting).toBe(0);
	expect([...server.effects.values()]).toEqual([1, 1]);
	expect((await app.state()).device).not.toBe(device);
});

test('a store that was wiped takes a new device id, since the seqs of the old one are used', async () => {
	const { time, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	const { device: before } = await app.state();
	await time.run(2_000);
	app.tab.kill();
	await time.until(new Promise((resolve) => (phone.factory.deleteDatabase(`to-so-${an.id}`).onsuccess = resolve)));
	const after = await openApp(phone);
	expect((await after.state()).device).not.toBe(before);
});

test('the same id with other content is refused and kept', async () => {
	const { time, server, device, an } = world();
	const app = await signedIn(device(), an);
	await time.run(2_000);
	const [command] = await app.save('dossier.create', recordId(), { title: 'x' });
	server.data.ledger[command as string] = { author: an.id, content: 'something else', result: { status: 'applied' } };
	await time.run(5_000);
	expect(app.status).toMatchObject({ refused: 1, waiting: 0 });
});
