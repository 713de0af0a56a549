/** Nothing saved is lost: people who come and go, and what the server may do. */

import { describe, expect, test } from 'vitest';
import { atWork, CUT, expectConverged, expectViewIsBasePlusPending, FINE, openApp, recordId, signedIn, world, type App } from './world';
import type { Device } from './world/device';

async function reopened(device: Device, app: App): Promise<App> {
	app.tab.kill();
	return openApp(device);
}

describe('people', () => {
	test('who sign out with unsent work find it when they come back', async () => {
		const { time, server, an, phone, app } = await atWork();
		phone.weather = CUT;
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		expect(await app.do(app.client.signOut())).toEqual({ kept: true, unsent: 1 });
		phone.weather = FINE;
		expect(await app.do(app.client.knownPeople())).toMatchObject([{ login: 'an', held: { unsent: 1 }, current: false }]);
		await app.do(app.client.signIn('an', 'to-so-demo'));
		expect(await app.shown(id)).toMatchObject({ title: 'x' });
		await time.run(5_000);
		await expectConverged(app, server, an);
	});

	test('who sign out with nothing left leave nothing to read behind', async () => {
		const { time, device, an, server } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(5_000);
		server.backup();
		await time.run(20 * 60_000);
		server.backup();
		await time.run(2 * 60_000);
		expect(await app.count('journal')).toBe(0);
		expect(await app.do(app.client.signOut())).toEqual({ kept: false, unsent: 0 });
		const names = await app.do(phone.factory.databases());
		expect(names.map((db) => db.name)).toEqual(['to-so-device']);
	});

	test('who sign out while a restore could still lose their work leave only the journal', async () => {
		const { time, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(5_000);
		const { workspace } = app;
		expect(await app.do(app.client.signOut())).toEqual({ kept: true, unsent: 0 });
		expect(workspace.personId).toBe(an.id);
		const again = await signedIn(phone, an);
		expect(await again.count('journal')).toBe(1);
	});

	test('on one phone have stores of their own, and neither sends the other’s work', async () => {
		const { time, server, an, binh, phone, app } = await atWork();
		phone.weather = CUT;
		const id = recordId();
		await app.save('dossier.create', id, { title: 'của An' });
		phone.weather = FINE;
		await app.do(app.client.signIn('binh', 'to-so-demo'));
		await time.run(10_000);
		expect(await app.docs('view')).toEqual(new Map());
		expect(server.effects.size).toBe(0);
		expect(await app.do(app.client.knownPeople())).toMatchObject([
			{ login: 'binh', held: { unsent: 0 }, current: true },
			{ login: 'an', held: { unsent: 1 }, current: false }
		]);
		await app.do(app.client.switchPerson(an.id));
		await time.run(10_000);
		// The cookie is Bình's: An's work waits for An.
		expect(app.status).toMatchObject({ phase: 'sign_in', waiting: 1 });
		expect(server.effects.size).toBe(0);
		await app.do(app.client.signIn('an', 'to-so-demo'));
		await time.run(5_000);
		expect(server.readable(an).get(`dossier/${id}`)).toMatchObject({ owner_id: an.id });
		expect(server.readable(binh).size).toBe(0);
	});
});

describe('the server', () => {
	test('that knows no session pauses sending and keeps everything', async () => {
		const { time, server, an, app } = await atWork();
		server.sessions.clear();
		const ids = [recordId(), recordId()];
		for (const id of ids) await app.save('dossier.create', id, { title: 'x' });
		await time.run(3_600_000);
		expect(app.status).toMatchObject({ phase: 'sign_in', waiting: 2, allSent: false });
		await app.do(app.client.signIn('an', 'to-so-demo'));
		await time.run(5_000);
		await expectConverged(app, server, an);
	});

	test('that ended the session lets the app open offline the next day', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		await time.run(5_000);
		server.sessions.clear();
		phone.weather = CUT;
		const after = await reopened(phone, app);
		expect(after.client.person.value).toMatchObject({ login: 'an' });
		expect(await after.shown(id)).toMatchObject({ title: 'x' });
		await after.save('dossier.comment', id, { text: 'vẫn làm được' });
	});

	test('that revoked the device keeps every command in quarantine before the phone is wiped', async () => {
		const { time, server, an, phone, app } = await atWork();
		phone.weather = CUT;
		for (let i = 0; i < 40; i++) await app.save('dossier.create', recordId(), { title: `x${i}` });
		server.locked.add(an.id);
		phone.weather = FINE;
		await time.run(10 * 60_000);
		expect(Object.values(server.data.ledger).filter((entry) => entry.result.status === 'quarantined')).toHaveLength(40);
		expect(app.client.workspace.value).toBeNull();
		expect((await app.do(phone.factory.databases())).map((db) => db.name)).toEqual(['to-so-device']);
	});

	test('that revoked the device has it say so until somebody comes, after a restart too', async () => {
		const { time, server, an, phone, app } = await atWork();
		server.locked.add(an.id);
		await time.run(10 * 60_000);
		expect(app.client.person.value).toBeNull();
		const again = await reopened(phone, app);
		expect(await again.do(again.client.device.read())).toMatchObject({ current: null, session: null, shut_out: true });
		server.locked.delete(an.id);
		expect(await again.do(again.client.signIn('an', 'to-so-demo'))).toMatchObject({ ok: true });
		expect(await again.do(again.client.device.read())).toMatchObject({ shut_out: false });
	});

	test('that refuses a revoked device outright leaves the unsent, and nothing else to read', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(5_000);
		phone.weather = CUT;
		await app.save('dossier.create', recordId(), { title: 'y' });
		server.fail = ({ path }) => (path === '/api/v1/sync' ? { status: 403, body: { code: 'DEVICE_REVOKED' } } : null);
		phone.weather = FINE;
		await time.run(10 * 60_000);
		expect(app.status).toMatchObject({ phase: 'revoked', waiting: 1 });
		expect(await app.count('base')).toBe(0);
		expect(await app.count('view')).toBe(0);
		expect(await app.outbox()).toHaveLength(1);
	});

	test('that finds the app too old still takes its commands', async () => {
		const { time, server, app } = await atWork();
		server.tooNew = true;
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		await time.run(10 * 60_000);
		expect(server.effects.size).toBe(1);
		expect(app.status).toMatchObject({ updateNeeded: true, waiting: 0 });
		expect(app.client.outdated.value).toBe(true);
		// Applied, not read back: still shown.
		expect(await app.shown(id)).toMatchObject({ title: 'x' });
	});

	test('restored from last night gets the day back from the phones', async () => {
		const { time, server, device, an, officer } = world();
		const phone = await signedIn(device('phone'), an);
		const desk = await signedIn(device('desk'), officer);
		await time.run(2_000);
		const night = server.backup();
		const id = recordId();
		await phone.save('dossier.create', id, { title: 'x' });
		await phone.edit(id, { title: 'y' });
		await phone.save('dossier.submit', id, { expect: { work_state: 'draft', submission: 0 } });
		await time.run(70_000);
		await desk.save('dossier.accept', id, { expect: { work_state: 'submitted', submission: 1 } });
		await desk.save('dossier.comment', id, { text: 'nhận rồi' });
		await time.run(70_000);
		server.restore(night);
		expect(server.readable(officer).size).toBe(0);
		await time.run(30 * 60_000);
		expect(server.readable(an).get(`dossier/${id}`)).toMatchObject({ title: 'y', work_state: 'accepted', comments: [{ text: 'nhận rồi' }] });
		await expectConverged(phone, server, an);
		await expectConverged(desk, server, officer);
		expect([...server.effects.values()].every((count) => count === 1)).toBe(true);
	});

	test('restored while nobody was in contact is known for one before it judges anything', async () => {
		const { time, server, an, phone, app } = await atWork();
		const night = server.backup();
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		await time.run(5_000);
		phone.weather = CUT;
		await app.save('dossier.submit', id, { expect: { work_state: 'draft', submission: 0 } });
		await time.run(30 * 60_000);
		server.restore(night);
		server.knowsOldCursors = false;
		phone.weather = FINE;
		await time.run(30 * 60_000);
		expect(app.status).toMatchObject({ refused: 0, waiting: 0 });
		expect(server.readable(an).get(`dossier/${id}`)).toMatchObject({ work_state: 'submitted' });
	});

	test('restored while the page was hidden is known for one before it judges anything', async () => {
		const { time, server, an, app } = await atWork();
		const night = server.backup();
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		await time.run(5_000);
		app.tab.fire('hidden');
		await time.run(10 * 60_000);
		server.restore(night);
		server.knowsOldCursors = false;
		await app.save('dossier.submit', id, { expect: { work_state: 'draft', submission: 0 } });
		await time.run(30 * 60_000);
		expect(app.status).toMatchObject({ refused: 0, waiting: 0 });
		expect(server.readable(an).get(`dossier/${id}`)).toMatchObject({ work_state: 'submitted' });
	});

	test('restored lets what waits on another phone’s work wait for it, and refuses nothing', async () => {
		const { time, server, device, an, officer } = world();
		const [phoneDevice, deskDevice] = [device('phone'), device('desk')];
		const phone = await signedIn(phoneDevice, an);
		const desk = await signedIn(deskDevice, officer);
		await time.run(2_000);
		const night = server.backup();
		const id = recordId();
		await phone.save('dossier.create', id, { title: 'x' });
		await phone.save('dossier.submit', id, { expect: { work_state: 'draft', submission: 0 } });
		await time.run(70_000);
		phoneDevice.weather = CUT;
		deskDevice.weather = CUT;
		// Not sent yet, and built on what the restore takes away.
		await desk.save('dossier.accept', id, { expect: { work_state: 'submitted', submission: 1 } });
		await time.run(10 * 60_000);
		server.restore(night);
		server.knowsOldCursors = false;
		deskDevice.weather = FINE;
		await time.run(30 * 60_000);
		expect(desk.status).toMatchObject({ refused: 0, waiting: 1 });
		phoneDevice.weather = FINE;
		await time.run(60 * 60_000);
		expect(server.readable(officer).get(`dossier/${id}`)).toMatchObject({ work_state: 'accepted' });
		await expectConverged(desk, server, officer);
	});

	test('with a backup lets commands leave the journal, but not those of the last minutes before it', async () => {
		const { time, server, device, an } = world();
		const app = await signedIn(device(), an);
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(5 * 60_000);
		server.backup();
		await time.run(2 * 60_000);
		expect(await app.count('journal')).toBe(1);
		await time.run(6 * 60_000);
		server.backup();
		await time.run(2 * 60_000);
		expect(await app.count('journal')).toBe(0);
	});

	test('restored does not tell again of what it took into quarantine', async () => {
		const { time, server, device, an, binh } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		await time.run(5_000);
		const night = server.backup();
		phone.weather = CUT;
		const [late] = await app.save('dossier.comment', id, { text: 'muộn' });
		server.give(id, binh.id);
		night.docs = structuredClone(server.data.docs);
		night.rows = structuredClone(server.data.rows);
		night.seqs = structuredClone(server.data.seqs);
		phone.weather = FINE;
		await time.run(5 * 60_000);
		expect(app.status.refused).toBe(1);
		await app.do(app.workspace.dismiss(late as string));
		server.restore(night);
		await time.run(30 * 60_000);
		// It is back in the server's quarantine, and the person has dealt with it long ago.
		expect(server.data.ledger[late as string]?.result.status).toBe('quarantined');
		expect(app.status).toMatchObject({ refused: 0, waiting: 0 });
	});

	test('restored shows nothing less on the phone meanwhile', async () => {
		const { time, server, app } = await atWork();
		const night = server.backup();
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		await time.run(5_000);
		server.restore(night);
		server.busy = () => ({ status: 'retry', code: 'BUSY', retry_after_ms: 60_000 });
		await time.run(70_000);
		expect((await app.state()).epoch).toBe('e_2');
		expect(await app.shown(id)).toMatchObject({ title: 'x' });
		expect(app.status).toMatchObject({ waiting: 1, allSent: false });
		await expectViewIsBasePlusPending(app);
	});

	test('restored to lower seqs is believed all the same', async () => {
		const { time, server, device, an } = world();
		const app = await signedIn(device(), an);
		const [kept, other] = [recordId(), recordId()];
		server.put('notice', kept, { text: 'cũ' }, ['cat']);
		const night = server.backup();
		for (let i = 0; i < 5; i++) server.put('notice', kept, { text: `mới ${i}` }, ['cat']);
		server.put('notice', other, { text: 'mất' }, ['cat']);
		await time.run(70_000);
		expect((await app.docs('view')).get(`notice/${kept}`)).toEqual({ text: 'mới 4' });
		server.restore(night);
		await time.run(70_000);
		expect(await app.docs('view')).toEqual(new Map([[`notice/${kept}`, { text: 'cũ' }]]));
		await expectConverged(app, server, an);
	});

	test('that resets the cursor costs no pending work', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		const [id, pending] = [recordId(), recordId()];
		await app.save('dossier.create', id, { title: 'x' });
		await time.run(5_000);
		phone.weather = CUT;
		await app.save('dossier.create', pending, { title: 'chờ' });
		const commit = app.workspace.store;
		await app.do(commit.commit(async () => {
			const state = await app.workspace.store.read(['meta'], (db) => db.meta.get('state'));
			if (state?.key !== 'state') throw new Error('no state');
			return { state: { ...state, cursor: JSON.stringify({ epoch: 'e_1', person: 'someone else', positions: {} }) }, writes: {}, result: null };
		}));
		phone.weather = FINE;
		app.workspace.engine.poke('manual');
		await time.run(20_000);
		await expectConverged(app, server, an);
		expect(server.readable(an).size).toBe(2);
	});
});

