/** When the client speaks, how loud, and what it says of it. */

import { describe, expect, test } from 'vitest';
import { atWork, CUT, expectConverged, FINE, openApp, recordId, signedIn, world } from './world';
import type { Device } from './world/device';

const syncs = (device: Device): { commands?: unknown[]; pull?: unknown; client: { active: boolean } }[] =>
	device.log.flatMap(({ path, body }) => (path === '/api/v1/sync' ? [body as { client: { active: boolean } }] : []));

describe('asking', () => {
	test('a phone asks every minute or so, a desk every three seconds, a hidden page hardly', async () => {
		const { time, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(10_000);
		const during = async (ms: number): Promise<number> => {
			const before = syncs(phone).length;
			await time.run(ms);
			return syncs(phone).length - before;
		};
		expect(await during(600_000)).toBeGreaterThanOrEqual(8);
		expect(await during(600_000)).toBeLessThanOrEqual(13);
		app.workspace.engine.setPace('desk');
		const desk = await during(60_000);
		expect(desk).toBeGreaterThanOrEqual(15);
		expect(desk).toBeLessThanOrEqual(26);
		app.tab.fire('hidden');
		await time.run(10_000);
		expect(await during(3_600_000)).toBeLessThanOrEqual(3);
	});

	test('coming back to the page asks at once', async () => {
		const { time, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		app.tab.fire('hidden');
		await time.run(600_000);
		const before = syncs(phone).length;
		app.tab.fire('visible');
		await time.run(1_000);
		expect(syncs(phone).length).toBe(before + 1);
	});

	test('with nothing new nothing is written to the store', async () => {
		const { time, device, an } = world();
		const app = await signedIn(device(), an);
		app.workspace.engine.setPace('desk');
		await time.run(70_000);
		const { rev } = await app.state();
		await time.run(50_000);
		expect((await app.state()).rev - rev).toBeLessThanOrEqual(1);
		expect(app.status).toMatchObject({ phase: 'idle', allSent: true });
	});

	test('another tab’s contact puts off our own', async () => {
		const { time, device, an } = world();
		const phone = device();
		await signedIn(phone, an);
		await openApp(phone);
		await openApp(phone);
		await time.run(120_000);
		const before = syncs(phone).length;
		await time.run(600_000);
		expect(syncs(phone).length - before).toBeLessThanOrEqual(40);
	});
});

describe('a failure', () => {
	test('is waited out ever longer, up to five minutes, and half an hour when hidden', async () => {
		const { time, phone, app } = await atWork();
		await app.save('dossier.create', recordId(), { title: 'x' });
		phone.weather = CUT;
		let tries = 0;
		const { exchange } = phone;
		phone.exchange = (request) => ((tries += Number(request.path !== '/healthz')), exchange.call(phone, request));
		await app.save('dossier.create', recordId(), { title: 'y' });
		await time.run(3_600_000);
		const visible = tries;
		expect(visible).toBeGreaterThan(12);
		expect(visible).toBeLessThan(60);
		app.tab.fire('hidden');
		await time.run(12 * 3_600_000);
		expect(tries - visible).toBeLessThan(80);
		expect(app.tab.wakes).toBeGreaterThan(0);
		expect(app.status).toMatchObject({ phase: 'waiting', lastError: { code: 'NETWORK' }, allSent: false });
	});

	test('ends when the network comes back, without waiting', async () => {
		const { time, server, an, phone, app } = await atWork();
		phone.weather = CUT;
		app.tab.fire('offline');
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(3_600_000);
		expect(app.status.online).toBe(false);
		phone.weather = FINE;
		app.tab.fire('online');
		await time.run(2_000);
		await expectConverged(app, server, an);
		expect(app.status).toMatchObject({ online: true, allSent: true, lastError: null });
	});

	test('a flapping network does not make a storm', async () => {
		const { time, phone, app } = await atWork();
		phone.weather = CUT;
		await app.save('dossier.create', recordId(), { title: 'x' });
		let tries = 0;
		const { exchange } = phone;
		phone.exchange = (request) => ((tries += Number(request.path !== '/healthz')), exchange.call(phone, request));
		for (let i = 0; i < 600; i++) {
			app.tab.fire('online');
			await time.run(1_000);
		}
		expect(tries).toBeLessThan(40);
	});

	test.each([429, 503, 507])('%i with a time is obeyed, whatever happens meanwhile but a person', async (status) => {
		const { time, server, an, app } = await atWork();
		let refused = 0;
		server.fail = ({ path }) =>
			path === '/api/v1/sync' && ++refused ? { status, body: { code: status === 429 ? 'TOO_MANY' : status === 503 ? 'BUSY' : 'STORAGE_FULL' }, headers: { 'retry-after': '120' } } : null;
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(1_000);
		expect(refused).toBe(1);
		for (let i = 0; i < 10; i++) {
			await app.save('dossier.create', recordId(), { title: 'y' });
			app.tab.fire('online');
			app.workspace.engine.poke('manual');
			await time.run(11_000);
		}
		expect(refused).toBe(1);
		server.fail = null;
		await time.run(60_000);
		await expectConverged(app, server, an);
	});

	test('an exchange in which nothing moves is cut after 90 s', async () => {
		const { time, server, an, phone, app } = await atWork();
		const { exchange } = phone;
		let cut = 0;
		phone.exchange = (request) => {
			request.signal.addEventListener('abort', () => (cut += 1));
			return new Promise(() => undefined);
		};
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(89_000);
		expect(cut).toBe(0);
		await time.run(2_000);
		expect(cut).toBe(1);
		phone.exchange = exchange;
		await time.run(10 * 60_000);
		await expectConverged(app, server, an);
	});

	test('a slow answer that keeps coming is not cut', async () => {
		const { time, server, phone, app } = await atWork();
		const { exchange } = phone;
		phone.exchange = async (request) => {
			const answer = await exchange.call(phone, request);
			for (let i = 0; i < 10; i++) {
				await new Promise<void>((resolve) => time.after(60_000, resolve));
				request.onProgress?.();
			}
			return answer;
		};
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(11 * 60_000);
		expect(server.effects.size).toBe(1);
		expect(app.status).toMatchObject({ waiting: 0, lastError: null });
	});

	test('the login page of a café’s network is no answer', async () => {
		const { time, server, an, app } = await atWork();
		server.fail = () => ({ status: 200, body: '<html>Xin chào</html>', headers: { 'content-type': 'text/html' } });
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(60_000);
		expect(app.status).toMatchObject({ waiting: 1, stuck: 0, allSent: false, lastError: { code: 'NETWORK' } });
		server.fail = null;
		await time.run(10 * 60_000);
		await expectConverged(app, server, an);
	});
});

describe('a batch', () => {
	test('doubles with success and halves with failure', async () => {
		const { time, server, an, phone, app } = await atWork();
		phone.weather = CUT;
		for (let i = 0; i < 250; i++) await app.save('dossier.create', recordId(), { title: `${i}` });
		app.tab.kill();
		phone.weather = FINE;
		const from = phone.log.length;
		const after = await openApp(phone);
		await time.run(30_000);
		const sizes = syncs(phone).slice(-20).map((body) => body.commands?.length ?? 0).filter(Boolean);
		expect(sizes).toEqual([25, 50, 100, 75]);
		expect(from).toBeGreaterThan(0);
		await expectConverged(after, server, an);
	});

	test('is told of while it goes up, and never called sent before the server said so', async () => {
		const { time, phone, app } = await atWork();
		phone.weather = CUT;
		for (let i = 0; i < 8; i++) await app.save('dossier.create', recordId(), { title: `${i}` });
		const seen: string[] = [];
		app.workspace.board.status.subscribe(({ phase, sending, waiting, allSent }) => {
			const line = `${phase} ${sending ? `${sending.done}/${sending.total}` : '-'} ${waiting} ${allSent}`;
			if (seen.at(-1) !== line) seen.push(line);
		});
		phone.weather = FINE;
		app.workspace.engine.poke('manual');
		await time.run(5_000);
		expect(seen).toContain('sending 0/8 8 false');
		expect(seen.at(-1)).toBe('idle - 0 true');
		expect(seen.filter((line) => line.endsWith('true') && !line.includes(' 0 true'))).toEqual([]);
	});

	test('is counted as waiting from the moment it is saved', async () => {
		const { time, device, an } = world();
		const app = await signedIn(device(), an);
		await time.run(5_000);
		expect(app.status.allSent).toBe(true);
		let atOnce: unknown;
		const saving = app.workspace.enqueue([{ type: 'dossier.create', entity: recordId(), args: { title: 'x' } }]);
		await app.do(saving.then(() => (atOnce = { ...app.status })));
		expect(atOnce).toMatchObject({ waiting: 1, allSent: false });
	});

	test('an answer that forgets a command makes us ask again, not for ever and at once', async () => {
		const { time, server, an, phone, app } = await atWork();
		const { sync } = server;
		server.sync = (who, request) => {
			const answer = sync.call(server, who, request);
			(answer.body as { results: unknown[] }).results = [];
			return answer;
		};
		await app.save('dossier.create', recordId(), { title: 'x' });
		const before = syncs(phone).length;
		await time.run(60_000);
		expect(syncs(phone).length - before).toBeLessThan(10);
		server.sync = sync;
		await time.run(10 * 60_000);
		await expectConverged(app, server, an);
	});
});

test('the page says who used it: polls alone never keep a session alive', async () => {
	const { time, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	await time.run(70_000);
	expect(syncs(phone).at(-1)?.client.active).toBe(false);
	app.tab.env.page.lastActive = () => time.mono - 1_000;
	await time.run(70_000);
	expect(syncs(phone).at(-1)?.client.active).toBe(true);
});

test('requests name whose work they carry', async () => {
	const { time, device, an } = world();
	const phone = device();
	await signedIn(phone, an);
	await time.run(2_000);
	const sync = phone.log.find(({ path }) => path === '/api/v1/sync');
	expect(sync?.headers['To-So-Person']).toBe(an.id);
});

test('whoever goes on while the pause still waits is not cut with what was under way', async () => {
	const { time, server, phone, app } = await atWork();
	const { engine } = app.workspace;
	phone.weather = { ...FINE, minMs: 5_000, maxMs: 5_000 };
	await app.save('dossier.create', recordId(), { title: 'x' });
	await time.run(100);
	const paused = engine.pause();
	engine.resume();
	phone.weather = FINE;
	await app.do(paused);
	await time.run(1_000);
	expect(server.effects.size).toBe(1);
	expect(app.status).toMatchObject({ phase: 'idle', waiting: 0, lastError: null });
	expect(app.tab.reports).toEqual([]);
});

test('while someone signs in, nobody sends under the cookie that may come', async () => {
	for (let delay = 0; delay < 200; delay += 10) {
		const { time, server, device, an, binh } = world({ seed: delay });
		const phone = device();
		const app = await signedIn(phone, an);
		const other = await openApp(phone);
		await time.run(2_000);
		const handle = server.handle;
		const wrong: unknown[] = [];
		server.handle = (request) => {
			const who = server.sessions.get(request.cookie ?? '');
			if (request.path === '/api/v1/sync' && request.headers['To-So-Person'] !== who) wrong.push(request.body);
			return handle(request);
		};
		const signingIn = app.client.signIn('binh', 'to-so-demo');
		await time.run(delay);
		await other.save('dossier.create', recordId(), { title: 'của An' });
		await app.do(signingIn);
		await time.run(10_000);
		expect(wrong).toEqual([]);
		expect([...server.readable(binh).keys()]).toEqual([]);
	}
});
