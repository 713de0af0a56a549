/** A phone without room, and a store that does not open: said, never passed over. */

import { describe, expect, test } from 'vitest';
import { expectConverged, openApp, recordId, signedIn, world } from './world';
import { randomBytes } from '#lib/data/browser-env';
import { Client } from '#lib/data/client';
import { RESERVE_BYTES } from '#lib/data/store';
import { pillOf } from '#lib/features/sync/model';

describe('without room for the news', () => {
	test('says so instead of "all sent", sends on, and asks ever more rarely', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
		server.put('notice', recordId(), { text: 'tin' }, ['cat']);
		phone.full = 'base';
		for (let i = 0; i < 60; i++) await app.save('dossier.create', recordId(), { title: `x${i}` });
		await time.run(30_000);
		expect(app.status).toMatchObject({ waiting: 0, allSent: false, notSaved: false, lastError: { code: 'storage_full' } });
		expect(pillOf(app.status).short).toContain('hết chỗ');
		const pulls = (): number => phone.log.filter(({ path, body }) => path === '/api/v1/sync' && 'pull' in (body as object)).length;
		await time.run(600_000);
		const before = pulls();
		await time.run(600_000);
		expect(pulls() - before).toBeLessThan(12);
		phone.full = false;
		await time.run(330_000);
		await expectConverged(app, server, an);
		expect(app.status).toMatchObject({ allSent: true, lastError: null });
	});
});

test('without room for a save the pill says that nothing is saved, until something is again', async () => {
	const { time, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	await time.run(2_000);
	phone.full = true;
	const put = { type: 'dossier.create', entity: recordId(), args: { title: 'x' } };
	expect(await app.do(app.workspace.enqueue([put]))).toMatchObject({ ok: false, error: { code: 'storage_full' } });
	expect(app.status.notSaved).toBe(true);
	expect(pillOf(app.status)).toMatchObject({ tone: 'need', short: 'Chưa lưu được' });
	phone.full = false;
	await app.save('dossier.create', recordId(), { title: 'x' });
	expect(app.status.notSaved).toBe(false);
});

describe('a store that cannot be opened', () => {
	test('at all is told of at the start and at sign-in, and nothing hangs', async () => {
		const { device } = world();
		const phone = device();
		phone.factory.open = () => {
			throw new DOMException('not in a private window', 'InvalidStateError');
		};
		const app = await openApp(phone);
		expect(app.client.workspace.value).toBeNull();
		expect(app.client.trouble.value).toMatchObject({ code: 'storage_lost' });
		expect(await app.do(app.client.signIn('an', 'to-so-demo'))).toMatchObject({ ok: false, kind: 'problem', code: 'storage_lost' });
	});

	test('because another tab holds it is told of after ten seconds', async () => {
		const { time, device, an } = world();
		const phone = device();
		(await signedIn(phone, an)).tab.kill();
		const { open } = phone.factory;
		phone.factory.open = (name, version) => (name.includes(an.id) ? (new EventTarget() as IDBOpenDBRequest) : open.call(phone.factory, name, version));
		const client = new Client(phone.tab().env);
		void client.start();
		await time.run(9_000);
		expect(client.trouble.value).toBeNull();
		await time.run(2_000);
		expect(client.trouble.value).toMatchObject({ code: 'storage_lost', detail: 'blocked' });
	});
});

test('a newer version that takes the store lets what was typed last reach the disk first', async () => {
	const { device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	const id = recordId();
	app.workspace.drafts.save(id, 'dossier', { name: 'Nguyễn' });
	const upgrade = phone.factory.open(`to-so-${an.id}`, 99);
	const db = await app.do(new Promise<IDBDatabase>((resolve) => (upgrade.onsuccess = () => resolve(upgrade.result))));
	expect(app.client.taken.value).toBe(true);
	const read = db.transaction('drafts').objectStore('drafts').get(id);
	const row = await app.do(new Promise((resolve) => (read.onsuccess = () => resolve(read.result))));
	expect(row).toMatchObject({ id, type: 'dossier' });
});

test('bytes for the reserve are random beyond what a browser gives at once', () => {
	const bytes = randomBytes(RESERVE_BYTES);
	expect(bytes).toHaveLength(RESERVE_BYTES);
	for (let from = 0; from < RESERVE_BYTES; from += 32_768) {
		expect(new Set(bytes.subarray(from, from + 1_024)).size).toBeGreaterThan(100);
	}
});
