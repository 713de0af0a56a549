/** Signing out: at once, also without a network; what exists nowhere else stays, nothing else does. */

import { describe, expect, test } from 'vitest';
import { Client } from '#lib/data/client';
import type { Device as DeviceStore } from '#lib/data/device';
import { atWork, CUT, expectConverged, FINE, openApp, recordId, signedIn, world, readDraft, type App } from './world';
import type { Device } from './world/device';
import { RULES } from './world/rules';

const DAY = 86_400_000;
const names = async (app: App, device: Device): Promise<(string | undefined)[]> => (await app.do(device.factory.databases())).map((db) => db.name);
const signedOut = async (device: Device): Promise<App> => {
	for (const tab of [...device.tabs]) tab.kill();
	return openApp(device);
};

describe('without a network', () => {
	test('is done on this phone at once, and told to the server when there is one again', async () => {
		const { time, server, phone, app } = await atWork();
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

/** Answers to "whose session is this" come when they are let go. */
function holdQuestions(phone: Device): () => void {
	let letGo = (): void => undefined;
	const held = new Promise<void>((resolve) => (letGo = resolve));
	const { exchange } = phone;
	phone.exchange = async (request) => {
		const answer = await exchange.call(phone, request);
		if (request.method === 'GET' && request.path === '/api/v1/session') await held;
		return answer;
	};
	return () => {
		phone.exchange = exchange;
		letGo();
	};
}

describe('a late answer about the one before', () => {
	test('keeps nobody waiting at the door of the same tab, and throws nobody out', async () => {
		const { time, server, binh, phone, app } = await atWork();
		const letGo = holdQuestions(phone);
		const asking = app.client.refresh();
		await time.run(500);
		const began = time.mono;
		await app.do(app.client.signOut());
		expect(server.sessions.size).toBe(0);
		void app.client.refresh();
		await time.run(500);
		await app.do(app.client.signIn('binh', 'to-so-demo'));
		expect(time.mono - began).toBeLessThan(1_500);
		letGo();
		await app.do(asking);
		app.tab.fire('online');
		await time.run(5_000);
		expect([...server.sessions.values()]).toContain(binh.id);
		expect(app.tab.reports).toEqual([]);
	});

	test('asked for by another tab comes before they sign in, or not at all', async () => {
		const { time, server, device, an, binh } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		const other = await openApp(phone);
		await time.run(2_000);
		const letGo = holdQuestions(phone);
		void other.client.refresh();
		await time.run(500);
		const entering = app.client.signIn('binh', 'to-so-demo');
		await time.run(1_000);
		letGo();
		await app.do(entering);
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(5_000);
		expect(app.client.person.value).toMatchObject({ login: 'binh', signedIn: true });
		await expectConverged(app, server, binh);
	});

	test('says nothing about a session that is known to be somebody else’s', async () => {
		const { time, server, binh, app } = await atWork();
		const late = await app.do(app.client.http.session());
		await app.do(app.client.signOut());
		await app.do(app.client.signIn('binh', 'to-so-demo'));
		if (late.ok) await app.do(app.client.device.greet(late.body));
		app.tab.fire('online');
		await time.run(5_000);
		expect(await app.do(app.client.device.read())).toMatchObject({ session: binh.id, sign_out_due: false });
		expect([...server.sessions.values()]).toContain(binh.id);
	});
});

describe('tidying up after somebody', () => {
	/** A start that has looked at who signed out, and goes on only when told to. */
	async function slowStart(phone: Device): Promise<{ goOn: () => void }> {
		let goOn = (): void => undefined;
		const told = new Promise<void>((resolve) => (goOn = resolve));
		const client = new Client(phone.tab().env);
		client.rules.define(RULES);
		const people = client.device.people.bind(client.device);
		(client.device as { people: DeviceStore['people'] }).people = async () => {
			const rows = await people();
			await told;
			return rows;
		};
		void client.start();
		await phone.world.run(1_000);
		return { goOn };
	}

	test.each(['work kept', 'nothing kept'])('who has come back meanwhile takes nothing from them (%s)', async (left) => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		const theirs = recordId();
		server.put('dossier', theirs, { title: 'x', owner_id: an.id, work_state: 'draft', submission: 0, comments: [] }, [`o:${an.id}:19753`]);
		await time.run(70_000);
		phone.weather = CUT;
		if (left === 'work kept') await app.save('dossier.create', recordId(), { title: 'mine' });
		await app.do(app.client.signOut());
		phone.weather = FINE;
		const { goOn } = await slowStart(phone);
		await app.do(app.client.signIn('an', 'to-so-demo'));
		await time.run(5_000);
		phone.weather = CUT;
		const later = recordId();
		await app.save('dossier.create', later, { title: 'later' });
		goOn();
		await time.run(5_000);
		expect((await app.docs('view')).size).toBe(left === 'work kept' ? 3 : 2);
		expect(await app.outbox()).toMatchObject([{ entity: later }]);
		expect(await app.do(app.client.device.people())).toMatchObject([{ login: 'an', full_name: 'an', signed_out: false }]);
	});
});

test('pressed twice is pressed once', async () => {
	const { app } = await atWork();
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
		expect(await app.do(app.client.knownPeople())).toMatchObject([{ fullName: 'an', held: { unsent: 1, drafts: 0, refused: 1 } }]);
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

describe('a phone in trouble', () => {
	const noRoom = (): Promise<never> => Promise.reject(new DOMException('no room', 'QuotaExceededError'));

	test('keeps text that found no room, does not call it sent, and saves it in the room that leaving makes', async () => {
		const { time, app } = await atWork();
		const { store } = app.workspace;
		const { swapDraft } = store;
		store.swapDraft = noRoom;
		store.onWrite(({ view }) => {
			if (view?.clear) store.swapDraft = swapDraft;
		});
		const id = recordId();
		app.workspace.drafts.save(id, 'dossier', { name: 'Nguyễn' });
		await time.run(2_000);
		expect(await app.do(app.workspace.leftBehind())).toBeNull();
		expect(await app.do(app.client.signOut())).toEqual({ kept: true, unsent: null });
		expect(await app.do(app.client.knownPeople())).toMatchObject([{ fullName: 'an', held: { unsent: 0, drafts: 1, refused: 0 } }]);
		await app.do(app.client.signIn('an', 'to-so-demo'));
		expect(await app.do(readDraft(app.workspace, id))).toMatchObject({ data: { name: 'Nguyễn' } });
	});

	test.each([
		['says no', () => Promise.reject(new Error('lost')), 500],
		['says nothing', () => new Promise<never>(() => undefined), 7_000]
	])('whose store %s keeps nobody in, and their store', async (_, answer, atMost) => {
		const { time, server, an, phone, app } = await atWork();
		const { store } = app.workspace;
		store.read = answer;
		const began = time.mono;
		expect(await app.do(app.client.signOut())).toEqual({ kept: true, unsent: null });
		expect(time.mono - began).toBeLessThan(atMost);
		expect(app.client.person.value).toBeNull();
		expect(server.sessions.size).toBe(0);
		expect(await names(app, phone)).toContain(`to-so-${an.id}`);
		if (atMost < 1_000) await expect(app.do(store.connection.open())).rejects.toMatchObject({ code: 'signed_out' });
	});

	test('without room for the word that they are out makes some', async () => {
		const { app } = await atWork();
		const { device: known } = app.client;
		const leave = known.leave.bind(known);
		known.leave = () => ((known.leave = leave), noRoom());
		await app.do(app.client.signOut());
		expect(app.client.person.value).toBeNull();
		expect(await app.do(known.people())).toMatchObject([{ signed_out: true }]);
	});

	test('that cannot write it down at all says so, and goes on working', async () => {
		const { time, server, an, app } = await atWork();
		app.client.device.leave = noRoom;
		const said = await app.do(app.client.signOut().catch((error: unknown) => error));
		expect(said).toMatchObject({ name: 'QuotaExceededError' });
		await app.save('dossier.create', recordId(), { title: 'x' });
		await time.run(5_000);
		await expectConverged(app, server, an);
	});

	test('says of a store that cannot be asked that it does not know, not that all was sent', async () => {
		const { an, phone, app } = await atWork();
		phone.weather = CUT;
		await app.save('dossier.create', recordId(), { title: 'x' });
		await app.do(app.client.signOut());
		const { indexedDb } = app.client.env;
		const { open } = indexedDb.indexedDB;
		indexedDb.indexedDB.open = (name: string, ...rest) => {
			if (name === `to-so-${an.id}`) throw new Error('lost');
			return open(name, ...rest);
		};
		expect(await app.do(app.client.knownPeople())).toMatchObject([{ fullName: 'an', held: null }]);
	});
});
