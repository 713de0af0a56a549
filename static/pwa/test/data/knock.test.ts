/** A server that comes back, and doors that one has to open oneself. */

import { describe, expect, test } from 'vitest';
import { atWork, CUT, expectConverged, FINE, recordId, signedIn, world } from './world';

describe('a server that comes back while the phone was online all the time', () => {
	test.each([1, 2, 3, 4, 5])('sees the work of whoever looks at it within fifteen seconds (%i)', async (seed) => {
		const { time, server, an, phone, app } = await atWork({ seed });
		phone.weather = CUT;
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(3_600_000 + seed * 7_000);
		phone.weather = FINE;
		await time.run(15_000);
		await expectConverged(app, server, an);
		expect(app.status).toMatchObject({ allSent: true, lastError: null });
	});

	test('is not knocked at when nobody looks, nothing waits, or there is no network', async () => {
		const { time, phone, app } = await atWork();
		phone.weather = CUT;
		const knocks = async (): Promise<number> => {
			let count = 0;
			const { exchange } = phone;
			phone.exchange = (request) => ((count += Number(request.path === '/healthz')), exchange.call(phone, request));
			await time.run(600_000);
			phone.exchange = exchange;
			return count;
		};
		expect(await knocks()).toBe(0);
		await app.save('dossier.create', recordId(), { title: 'x' });
		expect(await knocks()).toBeGreaterThan(30);
		app.tab.fire('offline');
		expect(await knocks()).toBe(0);
		app.tab.fire('online');
		app.tab.fire('hidden');
		expect(await knocks()).toBeLessThan(3);
	});

	test('but still fails is not stormed: the retry budget counts', async () => {
		const { time, server, app } = await atWork();
		let tries = 0;
		server.fail = ({ path }) => (path === '/api/v1/sync' && ++tries ? { status: 500, body: { code: 'INTERNAL' } } : null);
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(3_600_000);
		expect(tries).toBeLessThan(80);
	});

	test('asks for no wake-up by a browser that believes in a network: those would eat the retry budget', async () => {
		const { time, phone, app } = await atWork();
		phone.weather = CUT;
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(60_000);
		expect(app.tab.wakes).toBe(0);
		app.tab.fire('offline');
		await time.run(600_000);
		expect(app.tab.wakes).toBeGreaterThan(0);
	});
});

describe('a password that was handed out', () => {
	test('waits for one’s own, says so, and then sends by itself', async () => {
		const { time, server, an, app } = await atWork();
		server.firstPasswords.add(an.id);
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(120_000);
		expect(app.status).toMatchObject({ phase: 'password', waiting: 1, allSent: false });
		expect(app.client.person.value).toMatchObject({ mustChangePassword: true });
		expect(await app.do(app.client.changePassword('cũ', 'mới mẻ lắm đây'))).toMatchObject({ ok: true });
		await time.run(5_000);
		await expectConverged(app, server, an);
		expect(app.client.person.value).toMatchObject({ mustChangePassword: false });
	});

	test('at the first sign-in is no ended session', async () => {
		const { time, server, device, an } = world();
		server.firstPasswords.add(an.id);
		const app = await signedIn(device(), an);
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(5_000);
		expect(app.status).toMatchObject({ phase: 'password', waiting: 1 });
		await app.do(app.client.changePassword('cũ', 'mới mẻ lắm đây'));
		await time.run(5_000);
		await expectConverged(app, server, an);
	});
});
