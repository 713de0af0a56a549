/** One world per test: a server, devices, people; and the questions every test asks at the end. */

import { afterEach, expect } from 'vitest';
import { Client } from '#lib/data/client';
import type { Cipher, Sealed } from '#lib/data/crypto';
import { openDraft } from '#lib/data/drafts';
import { keyOf, type OutboxRow, type SyncState } from '#lib/data/rows';
import { Pending } from '#lib/data/overlay';
import { readState } from '#lib/data/store';
import { openCommands } from '#lib/data/views';
import type { Draft, Enqueued } from '#lib/data/types';
import type { Doc } from '#lib/data/wire';
import type { Workspace } from '#lib/data/workspace';
import { Device, type Tab } from './device';
import { RULES } from './rules';
import { Scheduler } from './scheduler';
import { FakeServer, type Person } from './server';

export { CUT, FINE, slowCipher, STORMY } from './device';

const WARD = '19753';
let installed: Scheduler | null = null;
afterEach(() => {
	installed?.uninstall();
	installed = null;
});

export interface World {
	time: Scheduler;
	server: FakeServer;
	device(name?: string): Device;
	an: Person;
	binh: Person;
	officer: Person;
}

export function world({ seed = 1, shuffle = false }: { seed?: number; shuffle?: boolean } = {}): World {
	installed?.uninstall();
	const time = new Scheduler(seed, shuffle);
	time.install();
	installed = time;
	const server = new FakeServer(time);
	const person = (n: number, login: string, role: Person['role']): Person =>
		server.add({ id: `01930000-0000-7000-8000-00000000000${n}`, login, ward: WARD, role });
	return {
		time,
		server,
		device: (name = 'phone') => new Device(time, server, name),
		an: person(1, 'an', 'volunteer'),
		binh: person(2, 'binh', 'volunteer'),
		officer: person(3, 'officer', 'officer')
	};
}

/** A tab with the app open in it. */
export class App {
	constructor(
		readonly time: Scheduler,
		readonly tab: Tab,
		readonly client: Client
	) {}

	get workspace(): Workspace {
		const open = this.client.workspace.value;
		if (!open) throw new Error('nobody is signed in');
		return open;
	}

	do<T>(work: Promise<T>): Promise<T> {
		return this.time.until(work);
	}

	/** Saves a command and insists that it was saved. */
	async save(type: string, entity: string, args: Record<string, unknown> = {}): Promise<string[]> {
		return saved(await this.do(this.workspace.enqueue([{ type, entity, args }])));
	}

	async edit(entity: string, values: Record<string, unknown>): Promise<string[]> {
		return saved(await this.do(this.workspace.edit('dossier.edit', entity, values)));
	}

	state(): Promise<SyncState> {
		return this.do(this.workspace.store.read(['meta'], readState));
	}

	outbox(): Promise<OutboxRow[]> {
		return this.do(this.workspace.store.read(['outbox'], (db) => db.outbox.orderBy('seq').toArray()));
	}

	async docs(table: 'base' | 'view'): Promise<Map<string, Doc>> {
		const rows = await this.do(this.workspace.store.read([table], (db) => db.table<{ key: string; doc: never }>(table).toArray()));
		const docs = await this.do(Promise.all(rows.map((row) => this.workspace.owner.cipher.open<Doc>(row.doc))));
		return new Map(rows.map((row, i) => [row.key, docs[i] as Doc] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
	}

	async shown(id: string, type = 'dossier'): Promise<Doc | undefined> {
		return (await this.docs('view')).get(keyOf(type, id));
	}

	count(table: 'journal' | 'outcomes' | 'conflicts' | 'drafts' | 'outbox' | 'base' | 'view'): Promise<number> {
		return this.do(this.workspace.store.read([table], (db) => db.table(table).count()));
	}

	get status() {
		return this.workspace.board.value;
	}
}

/** What the device has on its disk of a draft. */
export async function readDraft<T = Record<string, unknown>>(workspace: Workspace, id: string): Promise<Draft<T> | null> {
	const row = await workspace.store.read(['drafts'], (db) => db.drafts.get(id));
	return row ? openDraft<T>(workspace.owner.cipher, row) : null;
}

export function saved(result: Enqueued): string[] {
	expect(result).toMatchObject({ ok: true });
	return result.ok ? result.commands : [];
}

export interface Opening {
	cipher?: Cipher;
	version?: string;
}

/** Opens the app in a new tab of the device; whoever was there is there again. */
export async function openApp(device: Device, opening: Opening = {}): Promise<App> {
	const tab = device.tab(opening);
	const client = new Client(tab.env);
	client.rules.define(RULES);
	await device.world.until(client.start());
	return new App(device.world, tab, client);
}

export async function signedIn(device: Device, person: Person, opening: Opening = {}): Promise<App> {
	const app = await openApp(device, opening);
	const reply = await device.world.until(app.client.signIn(person.login, 'to-so-demo'));
	expect(reply).toMatchObject({ ok: true });
	return app;
}

/** A world in which An is signed in on a phone that has all the server had for it. */
export async function atWork(options: Parameters<typeof world>[0] = {}): Promise<World & { phone: Device; app: App }> {
	const made = world(options);
	const phone = made.device();
	const app = await signedIn(phone, made.an);
	await made.time.run(2_000);
	return { ...made, phone, app };
}

/** What the device holds is what the server would show this person now, and the screen shows that. */
export async function expectConverged(app: App, server: FakeServer, person: Person): Promise<void> {
	const truth = Object.fromEntries(server.readable(person));
	expect(Object.fromEntries(await app.docs('base'))).toEqual(truth);
	expect(Object.fromEntries(await app.docs('view'))).toEqual(truth);
	expect(await app.outbox()).toEqual([]);
}

let made = 0;
/** Ids for records: readable in a failure. */
export function recordId(): string {
	made += 1;
	return `01940000-0000-7000-8000-${String(made).padStart(12, '0')}`;
}

/** view == base + pending, computed anew from one moment of the store. */
export async function expectViewIsBasePlusPending(app: App): Promise<void> {
	const { owner, store } = app.workspace;
	const [base, view, outbox] = await app.do(
		store.read(['base', 'view', 'outbox'], (db) => Promise.all([db.base.toArray(), db.view.toArray(), db.outbox.toArray()]))
	);
	const open = async (rows: { key: string; doc: Sealed }[]): Promise<Map<string, Doc>> =>
		new Map(await Promise.all(rows.map(async (row) => [row.key, await owner.cipher.open<Doc>(row.doc)] as const)));
	const truth = await app.do(open(base));
	const pending = new Pending(owner.rules, await app.do(openCommands(owner.cipher, outbox)), owner.personId);
	const expected = new Map<string, Doc>();
	for (const key of new Set([...truth.keys(), ...pending.keys()])) {
		const doc = pending.apply(key, truth.get(key) ?? null, (what, error) => {
			throw new Error(what, { cause: error });
		});
		if (doc !== null) expected.set(key, doc);
	}
	expect(Object.fromEntries(await app.do(open(view)))).toEqual(Object.fromEntries(expected));
}
