/** Nothing a person was told is saved may ever be lost. */

import { describe, expect, test } from 'vitest';
import {
	CUT,
	expectConverged,
	expectViewIsBasePlusPending,
	FINE,
	openApp,
	recordId,
	saved,
	signedIn,
	slowCipher,
	world,
	type App
} from './world';
import { readConflicts, readOutcomes } from '#lib/data/reads';
import type { Device } from './world/device';

async function reopened(device: Device, app: App): Promise<App> {
	app.tab.kill();
	return openApp(device);
}

describe('a crash', () => {
	test('at any step of a save leaves all of it or nothing, and all of it once it was told', { timeout: 60_000 }, async () => {
		let told = 0;
		for (let step = 0; step < 400 && told < 5; step++) {
			const { time, device, an } = world();
			const phone = device();
			const app = await signedIn(phone, an);
			await time.run(2_000);
			phone.weather = CUT;
			const id = recordId();
			let said = false;
			void app.workspace.enqueue([{ type: 'dossier.create', entity: id, args: { title: 'x' } }]).then(({ ok }) => (said = ok));
			await time.steps_(step);
			if (said) told += 1;
			const after = await reopened(phone, app);
			const queued = (await after.outbox()).some((row) => row.entity === id);
			if (said) expect(queued).toBe(true);
			expect(Boolean(await after.shown(id))).toBe(queued);
		}
		expect(told).toBe(5);
	});

	test('at any step of a sync loses and doubles nothing', { timeout: 60_000 }, async () => {
		for (let step = 0; step < 300; step += 3) {
			const { time, server, device, an } = world({ seed: step });
			const phone = device();
			const app = await signedIn(phone, an);
			await time.run(2_000);
			const id = recordId();
			await app.save('dossier.create', id, { title: 'x' });
			await time.steps_(step, 100);
			const after = await reopened(phone, app);
			await time.run(10_000);
			await expectConverged(after, server, an);
			expect(server.effects.size).toBe(1);
			expect([...server.effects.values()]).toEqual([1]);
		}
	});

	test('half-way through a form brings every keystroke of the last third of a second before it', async () => {
		const { time, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		const id = recordId();
		app.workspace.drafts.save(id, 'dossier', { name: 'Ng' });
		app.workspace.drafts.save(id, 'dossier', { name: 'Nguyễn' });
		await time.run(300);
		const after = await reopened(phone, app);
		const row = await after.do(after.workspace.store.read(['drafts'], (db) => db.drafts.get(id)));
		expect(row?.doc).toEqual({ data: { name: 'Nguyễn' } });
	});
});

describe('the store', () => {
	test('that aborts a transaction is told of, and nothing is half written', async () => {
		const { device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		phone.full = true;
		const id = recordId();
		const result = await app.do(app.workspace.enqueue([{ type: 'dossier.create', entity: id, args: { title: 'x' } }]));
		expect(result).toMatchObject({ ok: false, error: { code: 'storage_full' } });
		phone.full = false;
		expect(await app.outbox()).toEqual([]);
		expect(await app.shown(id)).toBeUndefined();
	});

	test('that is full gives up its reserve so that text is still saved', async () => {
		const { device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await app.do(app.workspace.store.keepReserve());
		phone.full = true;
		const connection = app.workspace.store.connection;
		const run = connection.run.bind(connection);
		// Deleting the reserve makes room, as it does on a real disk.
		connection.run = async (work) => {
			const before = await run((db) => db.meta.get('reserve'));
			const result = await run(work).finally(async () => {
				const after = await run((db) => db.meta.get('reserve'));
				if (before && !after) phone.full = false;
			});
			return result;
		};
		await app.save('dossier.create', recordId(), { title: 'x' });
		expect(app.workspace.store.full).toBe(true);
		expect(await app.outbox()).toHaveLength(1);
	});

	test('too full for a page still takes the results, and loads the page later', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
		await app.save('dossier.create', recordId(), { title: 'x' });
		server.put('notice', recordId(), { text: 'tin' }, ['cat']);
		const commit = app.workspace.store.commit.bind(app.workspace.store);
		let pages = 0;
		app.workspace.store.commit = async (plan) =>
			commit(async () => {
				const planned = await plan();
				if (planned.state !== null && planned.writes.base?.put?.length && pages++ < 1) {
					throw new DOMException('no room', 'QuotaExceededError');
				}
				return planned;
			});
		await time.run(5_000);
		expect(app.status).toMatchObject({ waiting: 0 });
		await time.run(70_000);
		await expectConverged(app, server, an);
		expect(pages).toBeGreaterThan(1);
	});

	test('whose connection the browser drops is opened again', async () => {
		const { time, server, device, an } = world();
		const app = await signedIn(device(), an);
		await time.run(2_000);
		app.tab.loseConnections();
		await app.save('dossier.create', recordId(), { title: 'x' });
		const saving = app.workspace.enqueue([{ type: 'dossier.create', entity: recordId(), args: { title: 'y' } }]);
		await time.steps_(5);
		app.tab.loseConnections();
		expect(await app.do(saving)).toMatchObject({ ok: true });
		await time.run(10_000);
		await expectConverged(app, server, an);
		expect(server.readable(an).size).toBe(2);
	});

	test('with a cipher that takes its time keeps its transactions alive', async () => {
		const w = world();
		const phone = w.device();
		const app = await signedIn(phone, w.an, { cipher: slowCipher(w.time) });
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		await app.edit(id, { title: 'y' });
		await w.time.run(10_000);
		await expectConverged(app, w.server, w.an);
		expect(await app.shown(id)).toMatchObject({ title: 'y' });
	});

	test('opened by a newer version of the app is let go, and says so', async () => {
		const { device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		const upgrade = phone.factory.open(`to-so-${an.id}`, 99);
		await app.do(new Promise((resolve) => (upgrade.onsuccess = resolve)));
		const result = await app.do(app.workspace.enqueue([{ type: 'dossier.create', entity: recordId(), args: {} }]));
		expect(result).toMatchObject({ ok: false, error: { code: 'storage_outdated' } });
		expect(app.client.outdated.value).toBe(true);
	});
});

describe('people', () => {
	test('who sign out with unsent work find it when they come back', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
		phone.weather = CUT;
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		expect(await app.do(app.client.signOut())).toEqual({ kept: true, unsent: 1 });
		phone.weather = FINE;
		expect(await app.do(app.client.knownPeople())).toMatchObject([{ login: 'an', unsent: 1, current: false }]);
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
		const { time, server, device, an, binh } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
		phone.weather = CUT;
		const id = recordId();
		await app.save('dossier.create', id, { title: 'của An' });
		phone.weather = FINE;
		await app.do(app.client.signIn('binh', 'to-so-demo'));
		await time.run(10_000);
		expect(await app.docs('view')).toEqual(new Map());
		expect(server.effects.size).toBe(0);
		expect(await app.do(app.client.knownPeople())).toMatchObject([
			{ login: 'binh', unsent: 0, current: true },
			{ login: 'an', unsent: 1, current: false }
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
		const { time, server, device, an } = world();
		const app = await signedIn(device(), an);
		await time.run(2_000);
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
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
		phone.weather = CUT;
		for (let i = 0; i < 40; i++) await app.save('dossier.create', recordId(), { title: `x${i}` });
		server.locked.add(an.id);
		phone.weather = FINE;
		await time.run(10 * 60_000);
		expect(Object.values(server.data.ledger).filter((entry) => entry.result.status === 'quarantined')).toHaveLength(40);
		expect(app.client.workspace.value).toBeNull();
		expect((await app.do(phone.factory.databases())).map((db) => db.name)).toEqual(['to-so-device']);
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
		const { time, server, device, an } = world();
		const app = await signedIn(device(), an);
		await time.run(2_000);
		server.fail = ({ path, body }) =>
			path === '/api/v1/sync' && (body as { pull?: unknown }).pull ? { status: 426, body: { code: 'CLIENT_TOO_OLD' } } : null;
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
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
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

	test('restored shows nothing less on the phone meanwhile', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
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

describe('a refusal', () => {
	test('keeps its content readable until the person has dealt with it', async () => {
		const { time, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		const id = recordId();
		await app.save('dossier.create', id, { title: 'bad', note: 'gõ lâu lắm' });
		await time.run(5_000);
		expect(app.status).toMatchObject({ refused: 1, waiting: 0 });
		expect(await app.shown(id)).toBeUndefined();
		const after = await reopened(phone, app);
		const [outcome] = await after.do(readOutcomes(after.workspace));
		expect(outcome).toMatchObject({
			status: 'rejected',
			code: 'VALIDATION',
			errors: { title: ['validation.invalid'] },
			command: { type: 'dossier.create', entity: id, args: { title: 'bad', note: 'gõ lâu lắm' } },
			subject: { title: 'bad', note: 'gõ lâu lắm' }
		});
	});

	test('is closed by mending, in one transaction with the new command', async () => {
		const { time, server, device, an } = world();
		const app = await signedIn(device(), an);
		const id = recordId();
		const [refused] = await app.save('dossier.create', id, { title: 'bad' });
		await time.run(5_000);
		saved(await app.do(app.workspace.mend(refused as string, [{ type: 'dossier.create', entity: id, args: { title: 'tốt' } }])));
		expect(await app.count('outcomes')).toBe(0);
		await time.run(5_000);
		await expectConverged(app, server, an);
		expect(server.readable(an).get(`dossier/${id}`)).toMatchObject({ title: 'tốt' });
	});

	test('takes down only what was built on it', async () => {
		const { time, server, device, an } = world();
		const app = await signedIn(device(), an);
		const [bad, good] = [recordId(), recordId()];
		await app.save('dossier.create', bad, { title: 'bad' });
		await app.save('dossier.submit', bad, { expect: { work_state: 'draft', submission: 0 } });
		await app.save('dossier.create', good, { title: 'tốt' });
		await time.run(5_000);
		expect(app.status).toMatchObject({ refused: 2, waiting: 0 });
		expect([...server.readable(an).keys()]).toEqual([`dossier/${good}`]);
		const outcomes = await app.do(readOutcomes(app.workspace));
		expect(outcomes.map((o) => o.code).sort()).toEqual(['DEPENDENCY_REJECTED', 'VALIDATION']);
	});

	test('because the record is no longer yours is told and kept by the server', async () => {
		const { time, server, device, an, binh } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		await time.run(5_000);
		phone.weather = CUT;
		await app.save('dossier.comment', id, { text: 'muộn' });
		server.give(id, binh.id);
		phone.weather = FINE;
		app.workspace.engine.poke('manual');
		await time.run(10_000);
		expect(app.status).toMatchObject({ refused: 1, waiting: 0 });
		const [outcome] = await app.do(readOutcomes(app.workspace));
		expect(outcome).toMatchObject({ status: 'quarantined', code: 'NO_LONGER_YOURS', command: { args: { text: 'muộn' } } });
		await expectConverged(app, server, an);
	});
});

test('a conflict keeps both values until a person decides', async () => {
	const { time, server, device, an, officer } = world();
	const phoneDevice = device('phone');
	const phone = await signedIn(phoneDevice, an);
	const desk = await signedIn(device('desk'), officer);
	const id = recordId();
	await phone.save('dossier.create', id, { title: 'x', applicant: { phone: '0901234567' } });
	await phone.save('dossier.submit', id, { expect: { work_state: 'draft', submission: 0 } });
	await time.run(70_000);
	phoneDevice.weather = CUT;
	await phone.edit(id, { 'applicant.phone': '0908 111 222', title: 'của An' });
	await desk.edit(id, { 'applicant.phone': '0977000111' });
	await time.run(10_000);
	phoneDevice.weather = FINE;
	phone.workspace.engine.poke('manual');
	await time.run(70_000);
	expect(await phone.shown(id)).toMatchObject({ title: 'của An', applicant: { phone: '0977000111' } });
	for (const app of [phone, desk]) {
		const [conflict] = await app.do(readConflicts(app.workspace, id));
		expect(conflict).toMatchObject({ entity: id, field: 'applicant.phone', theirs: '0977000111', mine: '0908 111 222' });
		expect(app.status.conflicts).toBe(1);
	}
	const [conflict] = await desk.do(readConflicts(desk.workspace));
	await desk.save('conflict.resolve', id, { conflict_id: conflict?.id, choose: 'theirs' });
	await time.settle();
	expect(desk.status.conflicts).toBe(0);
	await time.run(70_000);
	expect(phone.status.conflicts).toBe(0);
	await expectConverged(phone, server, an);
	await expectConverged(desk, server, officer);
});

describe('a poisonous command', () => {
	test('that breaks every request it is in is found by halving and set aside; the others go on', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
		phone.weather = CUT;
		const ids = Array.from({ length: 20 }, recordId);
		for (const id of ids) await app.save(ids[7] === id ? 'dossier.poison' : 'dossier.create', id, { title: 'x' });
		server.fail = poisoned(400, 'MALFORMED');
		phone.weather = FINE;
		app.workspace.engine.poke('manual');
		await time.run(60_000);
		expect(server.readable(an).size).toBe(19);
		expect(app.status).toMatchObject({ stuck: 1, waiting: 1, allSent: false });
	});

	test('that makes the server fall over is blamed only when the line is known to be good', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
		phone.weather = CUT;
		const ids = Array.from({ length: 6 }, recordId);
		for (const id of ids) await app.save(ids[2] === id ? 'dossier.poison' : 'dossier.create', id, { title: 'x' });
		await time.run(24 * 3_600_000);
		// A day without a network made nothing look bad.
		expect(app.status).toMatchObject({ stuck: 0, waiting: 6 });
		server.fail = poisoned(500, 'INTERNAL');
		phone.weather = FINE;
		app.workspace.engine.poke('manual');
		await time.run(30 * 60_000);
		expect(server.readable(an).size).toBe(5);
		expect(app.status).toMatchObject({ stuck: 1, waiting: 1 });
		server.fail = null;
		app.workspace.engine.poke('manual');
		await time.run(10_000);
		expect(app.status).toMatchObject({ stuck: 0, waiting: 0, refused: 1 });
	});

	test('is tried again by itself, alone', async () => {
		const { time, server, device, an } = world();
		const app = await signedIn(device(), an);
		await time.run(2_000);
		server.fail = poisoned(413, 'TOO_LARGE');
		await app.save('dossier.poison', recordId(), { title: 'x' });
		await time.run(30_000);
		expect(app.status.stuck).toBe(1);
		server.fail = null;
		await time.run(10 * 60_000);
		expect(app.status).toMatchObject({ stuck: 0, waiting: 0, refused: 1 });
	});
});

function poisoned(status: number, code: string) {
	return ({ path, body }: { path: string; body: unknown }) => {
		const { commands = [] } = (body ?? {}) as { commands?: { type: string }[] };
		return path === '/api/v1/sync' && commands.some((c) => c.type === 'dossier.poison') ? { status, body: { code } } : null;
	};
}
