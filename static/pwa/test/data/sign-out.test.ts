/** Signing out: at once, also without a network; what exists nowhere else stays, nothing else does. */

import { describe, expect, test } from 'vitest';
import { CUT, FINE, openApp, recordId, signedIn, world, type App } from './world';
import type { Device } from './world/device';

const DAY = 86_400_000;
const names = async (app: App, device: Device): Promise<(string | undefined)[]> => (await app.do(device.factory.databases())).map((db) => db.name);
const signedOut = async (device: Device): Promise<App> => {
	for (const tab of [...device.tabs]) tab.kill();
	return openApp(device);
};

describe('without a network', () => {
	test('is done on this phone at once, and told to the server when there is one again', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
		// Nothing moves on the wire: no error either, which is the worst kind of dead.
		phone.exchange = () => new Promise(() => undefined);
		const began = time.mono;
		await app.do(app.client.signOut());
		expect(time.mono - began).toBeLessThanOrEqual(2_500);
		expect(app.client.person.value).toBeNull();
		expect(server.sessions.size).toBe(1);
		delete (phone as { exchange?: unknown }).exchange;
		app.tab.fire('online');
		await time.run(5_000);
		expect(server.sessions.size).toBe(0);
	});

	test('is told by the next start of the app, and never by a question takes back', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		phone.weather = CUT;
		await app.do(app.client.signOut());
		phone.weather = FINE;
		// The cookie still says An: nobody here may take that for a sign-in.
		await app.do(app.client.refresh());
		expect(await app.do(app.client.switchPerson(an.id))).toBeNull();
		const again = await signedOut(phone);
		await time.run(5_000);
		expect(again.client.person.value).toBeNull();
		expect(server.sessions.size).toBe(0);
	});

	test('does not throw out whoever signs in next', async () => {
		const { time, server, device, an, binh } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		phone.weather = CUT;
		await app.do(app.client.signOut());
		const { handle } = server;
		server.handle = (request) => (request.method === 'DELETE' ? { status: 503, body: { code: 'BUSY' } } : handle(request));
		phone.weather = FINE;
		await app.do(app.client.signIn('binh', 'to-so-demo'));
		server.handle = handle;
		app.tab.fire('online');
		await time.run(5_000);
		expect([...server.sessions.values()]).toContain(binh.id);
		expect(app.client.person.value).toMatchObject({ login: 'binh', signedIn: true });
	});
});

test('pressed twice is pressed once', async () => {
	const { time, device, an } = world();
	const app = await signedIn(device(), an);
	await time.run(2_000);
	const both = Promise.all([app.client.signOut(), app.client.signOut()]);
	const [one, two] = await app.do(both);
	expect(two).toEqual(one);
	expect(app.tab.reports).toEqual([]);
	expect(await app.do(app.client.signOut())).toEqual({ kept: false, unsent: 0 });
});

test('leaves somebody else’s session alone when it was only their notebook that was open', async () => {
	const { time, server, device, an, binh } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	await app.do(app.client.signIn('binh', 'to-so-demo'));
	await app.do(app.client.switchPerson(an.id));
	await app.do(app.client.signOut());
	await time.run(5_000);
	expect([...server.sessions.values()]).toContain(binh.id);
	await app.do(app.client.switchPerson(binh.id));
	await app.save('dossier.create', recordId(), { title: 'x' });
	await time.run(5_000);
	expect(app.status).toMatchObject({ phase: 'idle', waiting: 0 });
});

describe('what stays', () => {
	test('is counted before one leaves: not sent, half-finished, refused, and what only a restore could lose', async () => {
		const { time, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await app.save('dossier.create', recordId(), { title: 'x' });
		await app.save('dossier.create', recordId(), { title: 'bad' });
		await time.run(5_000);
		phone.weather = CUT;
		await app.save('dossier.create', recordId(), { title: 'y' });
		expect(await app.do(app.workspace.holdings())).toEqual({ unsent: 1, drafts: 0, refused: 1, journal: 1 });
		await app.do(app.client.signOut());
		expect(await app.do(app.client.knownPeople())).toMatchObject([{ fullName: 'an', unsent: 1, drafts: 0, refused: 1 }]);
	});

	test('is no name where nothing waits for its owner, and no copy after two weeks', async () => {
		const { time, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(5_000);
		await app.do(app.client.signOut());
		expect(await app.do(app.client.device.people())).toMatchObject([{ full_name: '', login: '', memberships: [] }]);
		expect(await app.do(app.client.knownPeople())).toEqual([]);
		phone.clockOffset += 13 * DAY;
		expect(await names(await signedOut(phone), phone)).toContain(`to-so-${an.id}`);
		phone.clockOffset += 2 * DAY;
		const later = await signedOut(phone);
		await time.run(1_000);
		expect(await names(later, phone)).toEqual(['to-so-device']);
		// They may always come back.
		await app.do(later.client.signIn('an', 'to-so-demo'));
		expect(later.client.person.value).toMatchObject({ fullName: 'an' });
	});

	test('is nothing to read, even when the phone died while it was being cleared', async () => {
		const { time, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		await time.run(5_000);
		app.workspace.forgetReadable = () => new Promise(() => undefined);
		await app.do(app.client.signOut());
		const again = await signedOut(phone);
		await time.run(1_000);
		await app.do(again.client.signIn('an', 'to-so-demo'));
		phone.weather = CUT;
		expect(await again.count('base')).toBe(0);
		expect(await again.count('journal')).toBe(1);
	});
});
