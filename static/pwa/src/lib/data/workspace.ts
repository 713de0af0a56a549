/** One person's store with everything that works on it. Opens without a network. */

import { Applier } from './apply';
import { Connection, PersonDb } from './db';
import type { Device, PersonRow } from './device';
import { Drafts, plain } from './drafts';
import type { Env } from './env';
import { asDataError } from './failure';
import type { Http } from './http';
import { OutboxMarks } from './marks';
import { Mirror } from './mirror';
import { Outbox, type NewCommand } from './outbox';
import { Pending } from './overlay';
import { countCauses } from './causes';
import { unansweredRecords } from './queue';
import type { Rules } from './reducers';
import type { SyncState } from './rows';
import { newsOf, StatusBoard, written } from './status';
import { readState, Store, type Planned, type Writes } from './store';
import { SyncEngine, type Gate } from './sync';
import type { CommandInput, Done, Enqueued, EnqueueOptions } from './types';
import { openCommands, planViews, type Owner } from './views';
import type { Args, Uuid } from './wire';

/** What a store holds that exists nowhere else. */
export interface Holdings {
	/** Records with a command the server has not answered; causes of refusal nobody has dealt with. */
	unsent: number;
	refused: number;
	drafts: number;
	/** Commands the server has taken of which no backup is known yet. */
	journal: number;
}

/** Whether a store holds something its owner has to come back for. What could not be counted may be that. */
export const isAwaited = (held: Holdings | null): boolean => held === null || held.unsent + held.drafts + held.refused > 0;

/** Nobody who wants to leave waits longer than this for a store that is silent. */
const COUNT_MS = 2_000;

export class Workspace {
	readonly drafts: Drafts;
	readonly board: StatusBoard;
	readonly mirror: Mirror;
	readonly engine: SyncEngine;
	readonly outbox: Outbox;
	#unlisten = (): void => undefined;

	private constructor(
		private readonly env: Env,
		readonly store: Store,
		readonly owner: Owner,
		http: Http,
		gate: Gate
	) {
		const { personId, cipher } = owner;
		this.drafts = new Drafts(env, store, cipher, (done) => {
			if (!done.ok) this.board.set({ lastError: { code: done.error.code, detail: done.error.detail, at: env.clock.now() } });
		});
		this.mirror = new Mirror(store, cipher, owner.report);
		this.board = new StatusBoard(store, env.channel(newsOf(personId)), (view) => {
			this.engine.heard();
			this.mirror.heard(view);
		});
		this.outbox = new Outbox(env, store, owner);
		this.engine = new SyncEngine(env, {
			personId,
			marks: new OutboxMarks(env, store, owner),
			http,
			board: this.board,
			applier: new Applier(env, store, owner),
			gate
		});
	}

	static async open(env: Env, device: Device, person: PersonRow, rules: Rules, http: Http, gate: Gate): Promise<Workspace> {
		let opened: Workspace | null = null;
		const connection = new Connection(
			new PersonDb(env, person.id),
			(gone) => (gone ? gate.gone() : gate.taken()),
			async () => void (await opened?.drafts.flush())
		);
		const store = new Store(env, connection);
		await connection.open();
		await ensureState(env, store, device, person.id);
		const owner: Owner = { personId: person.id, cipher: env.cipher, rules, report: (what, error) => env.report(what, error) };
		const workspace = new Workspace(env, store, owner, http, gate);
		opened = workspace;
		await workspace.#rebuildIfOutdated();
		await workspace.board.recount();
		workspace.#keepReserve();
		store.tidyNotes().catch((error: unknown) => env.report('notes', error));
		workspace.#unlisten = env.page.on((event) => event === 'visible' && workspace.#lookedAt());
		return workspace;
	}

	/** The page is looked at again: others may have written, and its owner may be back from making room. */
	#lookedAt(): void {
		this.mirror.check();
		// What could not be saved is saved before room is set aside.
		if (this.store.full) void this.drafts.flush().then(() => this.#keepReserve());
	}

	/** Sets room for text aside, if there is any. */
	#keepReserve(): void {
		this.store.keepReserve().catch((error: unknown) => this.env.report('reserve', error));
	}

	get personId(): Uuid {
		return this.owner.personId;
	}

	/** Saves commands and lets the drafts go that they replace. */
	async enqueue(inputs: readonly CommandInput[], options: EnqueueOptions = {}): Promise<Enqueued> {
		const commands = inputs.map((input) => ({ ...input, id: input.id ?? this.outbox.newId(), args: plain(input.args) }));
		return this.#add(commands, options);
	}

	edit(type: string, entity: Uuid, values: Record<string, unknown>, options: EnqueueOptions = {}): Promise<Enqueued> {
		return this.#add([{ id: this.outbox.newId(), type, entity, values: plain(values) }], options);
	}

	/** Sends new commands in place of a refused one and closes it. */
	async mend(outcomeId: Uuid, inputs: readonly CommandInput[], options: EnqueueOptions = {}): Promise<Enqueued> {
		const commands = inputs.map((input) => ({ ...input, id: input.id ?? this.outbox.newId(), args: plain(input.args) }));
		return this.#add(commands, { ...options, closes: outcomeId });
	}

	async dismiss(outcomeId: Uuid): Promise<Done> {
		try {
			await this.store.commit(async (): Promise<Planned<void>> => {
				const state = await this.store.read(['meta'], readState);
				return { state, writes: { outcomes: { drop: [outcomeId] } }, result: undefined };
			});
			return { ok: true };
		} catch (error) {
			return { ok: false, error: asDataError(error) };
		}
	}

	undo(commandId: Uuid): Promise<boolean> {
		return this.outbox.takeBack((commands) => commands.filter(({ row }) => row.id === commandId));
	}

	/** All commands of a record at once: only where the server has never heard of it. */
	async discardUnsent(entity: Uuid): Promise<boolean> {
		const known = await this.store.read(['base'], (db) => db.base.filter((row) => row.id === entity).count());
		if (known > 0) return false;
		return this.outbox.takeBack((commands) => commands.filter(({ row }) => row.entity === entity));
	}

	holdings(): Promise<Holdings> {
		return holdingsOf(this.store);
	}

	/**
	 * What leaving would leave here, the last keystrokes with it. null: not known, because text found no room or the
	 * store does not answer.
	 */
	leftBehind(): Promise<Holdings | null> {
		return new Promise((resolve) => {
			const timer = this.env.timers.set(COUNT_MS, () => resolve(null));
			const counted = this.drafts.flush().then((done) => (done.ok ? this.holdings() : null));
			void counted.catch(() => null).then((held) => {
				this.env.timers.clear(timer);
				resolve(held);
			});
		});
	}

	/** Forgets what can be read again; commands, outcomes and journal stay. withDrafts: the unsent forms too. */
	forgetReadable(withDrafts: boolean): Promise<void> {
		return this.store.commit(() => planForgetting(this.store, withDrafts));
	}

	async close(): Promise<void> {
		this.#unlisten();
		await this.drafts.flush();
		this.drafts.close();
		await this.engine.stop();
		this.board.close();
		this.store.close();
	}

	async destroy(): Promise<void> {
		this.#unlisten();
		this.drafts.close();
		await this.engine.stop();
		this.board.close();
		await this.store.destroy();
	}

	async #add(commands: readonly NewCommand[], options: EnqueueOptions & { closes?: Uuid }): Promise<Enqueued> {
		const { deleteDrafts = [] } = options;
		const add = (): Promise<Enqueued> => this.outbox.add(commands, options);
		const saved = deleteDrafts.length > 0 ? await this.drafts.replacing(deleteDrafts, add) : await add();
		if (saved.ok) {
			// "All sent" must not outlive a save by a moment.
			await this.board.recount();
			this.engine.poke('enqueue');
		}
		return saved;
	}

	/** Another version of the app may show documents differently: build every view anew. */
	#rebuildIfOutdated(): Promise<void> {
		const { version } = this.env.app;
		return this.store.commit(async (): Promise<Planned<void>> => {
			const [state, outbox, base, views] = await this.store.read(['meta', 'outbox', 'base', 'view'], async (db) => {
				const present = await readState(db);
				if (present.viewBy === version) return [present, [], [], []] as const;
				return [present, await db.outbox.toArray(), await db.base.toArray(), await db.view.toCollection().primaryKeys()] as const;
			});
			if (state.viewBy === version) return { state: null, result: undefined };
			const pending = new Pending(this.owner.rules, await openCommands(this.owner.cipher, outbox), this.personId);
			const rows = new Map(base.map((row) => [row.key, row]));
			const keys = [...views, ...rows.keys(), ...pending.keys()];
			const view = await planViews(this.owner, keys, rows, pending);
			return { state: { ...state, viewBy: version }, writes: { view }, result: undefined };
		});
	}
}

async function ensureState(env: Env, store: Store, device: Device, personId: Uuid): Promise<void> {
	const present = await store.read(['meta'], (db) => db.meta.get('state'));
	if (present) return;
	const fresh: SyncState = {
		key: 'state',
		rev: 0,
		device: await device.claimStoreDevice(personId),
		seq: 0,
		gen: 0,
		cursor: null,
		epoch: null,
		buckets: {},
		resnapshot: [],
		confirmed: 0,
		lastContact: null,
		clockSkewMs: null,
		ready: false,
		received: 0,
		viewBy: env.app.version,
		wipe: false
	};
	// Another tab may have been faster.
	await store.connection.run((db) =>
		db.transaction('rw', [db.meta], async () => {
			if (!(await db.meta.get('state'))) await db.meta.put(fresh);
		})
	);
}

async function planForgetting(store: Store, withDrafts: boolean): Promise<Planned<void>> {
	const state = await store.read(['meta'], readState);
	const writes: Writes = { base: { clear: true }, view: { clear: true }, conflicts: { clear: true } };
	if (withDrafts) writes.drafts = { clear: true };
	return { state: { ...state, cursor: null, buckets: {}, resnapshot: [], ready: false, received: 0, viewBy: '' }, writes, result: undefined };
}

export async function holdingsOf(store: Store): Promise<Holdings> {
	const notes = await store.notes.all();
	return store.read(['outbox', 'drafts', 'taken', 'outcomes', 'journal'], async (db) => {
		const taken = await db.taken.bulkGet(notes.map((note) => note.rev));
		const drafts = (await db.drafts.toArray()).filter((row) => !row.bare);
		return {
			unsent: unansweredRecords(await db.outbox.toArray()),
			drafts: new Set([...drafts, ...notes.filter((_note, i) => !taken[i])].map(({ id }) => id)).size,
			refused: countCauses(await db.outcomes.orderBy('seq').reverse().toArray()),
			journal: await db.journal.count()
		};
	});
}

const storeOf = (env: Env, personId: Uuid): Store => new Store(env, new Connection(new PersonDb(env, personId)));

/** Counts in the store of someone who is not the current person. */
export async function peek(env: Env, personId: Uuid): Promise<Holdings> {
	const store = storeOf(env, personId);
	try {
		return await holdingsOf(store);
	} finally {
		store.close();
	}
}

/**
 * Empties what another sign-out, cut half-way, left readable. whileOut: runs the emptying alone with whoever may sign
 * in, and only if its owner is still out; a store that is slow to open keeps nobody waiting.
 */
export async function clearReadable(env: Env, personId: Uuid, whileOut: (clear: () => Promise<void>) => Promise<unknown>): Promise<void> {
	const store = storeOf(env, personId);
	const channel = env.channel(newsOf(personId));
	try {
		// A tab that still shows it has to hear of it.
		store.onWrite((writes) => channel.post(written(writes)));
		const left = await store.read(['base', 'view', 'conflicts'], async (db) => (await db.base.count()) + (await db.view.count()) + (await db.conflicts.count()));
		if (left > 0) await whileOut(() => store.commit(() => planForgetting(store, false)));
	} finally {
		channel.close();
		store.close();
	}
}

export async function destroyStore(env: Env, personId: Uuid): Promise<void> {
	await storeOf(env, personId).destroy();
}

export type { Args };
