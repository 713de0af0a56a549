/** Nothing a person was told is saved may ever be lost: crashes and the store. */

import { describe, expect, test } from 'vitest';
import { CUT, expectConverged, openApp, recordId, signedIn, slowCipher, world, type App } from './world';
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
		let room = false;
		app.workspace.store.commit = async (plan) =>
			commit(async () => {
				const planned = await plan();
				const page = planned.state !== null && planned.writes.base?.put?.length;
				if (page && !room) throw new DOMException('no room', 'QuotaExceededError');
				return planned;
			});
		await time.run(5_000);
		expect(app.status).toMatchObject({ waiting: 0, confirmedCount: 1 });
		expect(await app.count('base')).toBe(0);
		room = true;
		await time.run(70_000);
		await expectConverged(app, server, an);
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

	test('that cannot be opened says so, and is left as it is', async () => {
		const { device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		phone.weather = CUT;
		await app.save('dossier.create', recordId(), { title: 'x' });
		app.tab.kill();
		const { open } = phone.factory;
		phone.factory.open = (name, version) => {
			if (name.includes(an.id)) throw new DOMException('corrupt', 'UnknownError');
			return open.call(phone.factory, name, version);
		};
		const broken = await openApp(phone);
		expect(broken.client.workspace.value).toBeNull();
		expect(broken.client.trouble.value).toMatchObject({ code: 'storage_lost' });
		broken.tab.kill();
		phone.factory.open = open;
		expect(await (await openApp(phone)).outbox()).toHaveLength(1);
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

