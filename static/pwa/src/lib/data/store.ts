/**
 * Reading and writing one person's store so that nothing interleaves.
 *
 * Content is opened and sealed by asynchronous ciphers, which must not happen inside a transaction. So every
 * write is: read in one transaction, think, then write in ONE strict transaction that first checks `rev`: if
 * anyone else (another tab) wrote meanwhile, everything is thrown away and thought again.
 */

import type { Connection, PersonDb, TableName } from './db';
import type { Env } from './env';
import { isQuota } from './failure';
import type {
	BaseRow,
	ConflictRow,
	DraftRow,
	JournalRow,
	NoteRow,
	OutboxRow,
	OutcomeRow,
	SyncState,
	ViewRow
} from './rows';
import { notesOf, revOf } from './rows';

interface RowOf {
	base: BaseRow;
	view: ViewRow;
	drafts: DraftRow;
	outbox: OutboxRow;
	journal: JournalRow;
	outcomes: OutcomeRow;
	conflicts: ConflictRow;
}
export type Writable = keyof RowOf;
export type Writes = { [T in Writable]?: { put?: RowOf[T][]; drop?: string[]; clear?: boolean } };

/** What a plan decided: the new state and rows, or null for "write nothing". */
export interface Plan<T> {
	state: SyncState;
	writes: Writes;
	result: T;
}
export type Planned<T> = Plan<T> | { state: null; result: T };

/** A draft as it shall be (null: gone), if it is still where the tab saw it. */
export interface DraftSwap {
	id: string;
	seen: string | null;
	row: DraftRow | null;
	/** The tab's own note of it, which goes with a save. */
	note?: NoteRow['key'];
}
/** Not swapped: another tab wrote meanwhile (`there`), or a note that was to be taken up is gone already. */
export type Swapped = { swapped: true } | { swapped: false; there: DraftRow | undefined; isNoteGone: boolean };

/** Bytes held back so that text can still be saved when the browser gives no more room. */
export const RESERVE_BYTES = 256 * 1024;

export class Store {
	#listeners = new Set<(writes: Writes) => void>();
	#full = false;
	#refusing = false;
	#onRoom = (): void => undefined;
	/** What becomes of a draft that a save replaces: what another tab has typed since stays. */
	leftOfDraft: (id: string) => Promise<DraftSwap>;

	constructor(
		private readonly env: Env,
		readonly connection: Connection<PersonDb>
	) {
		this.leftOfDraft = async (id) => ({ id, row: null, seen: revOf(await this.read(['drafts'], (db) => db.drafts.get(id))) });
	}

	/** Whether the reserve had to be given up: there is room for text at most. */
	get full(): boolean {
		return this.#full;
	}

	/** Whether the last write was refused for want of room, the reserve given up already. */
	get refusing(): boolean {
		return this.#refusing;
	}

	/** Called when either of the two changes. */
	onRoom(run: () => void): void {
		this.#onRoom = run;
	}

	#room(full: boolean, refusing: boolean): void {
		if (full === this.#full && refusing === this.#refusing) return;
		this.#full = full;
		this.#refusing = refusing;
		this.#onRoom();
	}

	/** Called after every committed write of this tab. */
	onWrite(run: (writes: Writes) => void): () => void {
		this.#listeners.add(run);
		return () => this.#listeners.delete(run);
	}

	/** One consistent read. Inside `work` await nothing but the database. */
	read<T>(tables: readonly TableName[], work: (db: PersonDb) => PromiseLike<T>): Promise<T> {
		return this.connection.run((db) => db.transaction('r', [...tables], () => work(db)));
	}

	/** Plans until a plan could be written before anyone else wrote. */
	async commit<T>(plan: () => Promise<Planned<T>>): Promise<T> {
		for (;;) {
			const planned = await plan();
			if (planned.state === null) return planned.result;
			const drafts = await Promise.all((planned.writes.drafts?.drop ?? []).map((id) => this.leftOfDraft(id)));
			if (await this.#write(planned, drafts)) {
				for (const listener of this.#listeners) listener(planned.writes);
				return planned.result;
			}
		}
	}

	/**
	 * Writes a draft, and takes up notes, unless another tab was faster. Drafts are no plan: `rev` of the row itself
	 * is what is compared.
	 */
	swapDraft({ id, seen, row }: DraftSwap, notes: readonly NoteRow[] = []): Promise<Swapped> {
		const keys = notes.map((note) => note.key);
		return this.#makingRoom(() =>
			this.connection.run((db) =>
				db.transaction('rw', keys.length ? [db.drafts, db.meta] : [db.drafts], async (): Promise<Swapped> => {
					const there = await db.drafts.get(id);
					// A repetition, after a commit whose answer was lost.
					if (row && revOf(there) === revOf(row)) return { swapped: true };
					const lying = keys.length ? await db.meta.bulkGet(keys) : [];
					const isNoteGone = notes.some((note, i) => (lying[i] as NoteRow | undefined)?.rev !== note.rev);
					if (isNoteGone || revOf(there) !== seen) return { swapped: false, there, isNoteGone };
					if (row) await db.drafts.put(row);
					else await db.drafts.delete(id);
					if (keys.length) await db.meta.bulkDelete(keys);
					return { swapped: true };
				})
			)
		);
	}

	/** Committed by hand: a page that goes away would abort a transaction that still waits for its answer. */
	putNote(note: NoteRow): Promise<void> {
		return this.#makingRoom(() =>
			this.connection.run((db) =>
				db.transaction('rw', db.meta, (tx) => {
					const put = db.meta.put(note).then(() => undefined);
					tx.idbtrans.commit();
					return put;
				})
			)
		);
	}

	async #write<T>({ state, writes }: Plan<T>, drafts: readonly DraftSwap[]): Promise<boolean> {
		const tables = Object.keys(writes) as Writable[];
		const raised: SyncState = { ...state, rev: state.rev + 1 };
		return this.#makingRoom(() =>
			this.connection.run((db) =>
				db.transaction('rw', [...tables, 'meta'], async () => {
					const present = await db.meta.get('state');
					if (present?.key !== 'state' || present.rev !== state.rev) return false;
					for (const { id, seen } of drafts) if (revOf(await db.drafts.get(id)) !== seen) return false;
					for (const name of tables) await writeTable(db, name, writes);
					for (const { row, note } of drafts) {
						if (row) await db.drafts.put(row);
						if (note) await db.meta.delete(note);
					}
					if (writes.drafts?.clear) await db.meta.where('key').startsWith(notesOf()).delete();
					await db.meta.put(raised);
					return true;
				})
			)
		);
	}

	/** Without room: give up the reserve and try once more. */
	async #makingRoom<T>(work: () => Promise<T>): Promise<T> {
		try {
			const done = await work();
			this.#room(this.#full, false);
			return done;
		} catch (error) {
			if (!isQuota(error)) throw error;
			await this.connection.run((db) => db.meta.delete('reserve'));
		}
		try {
			const done = await work();
			this.#room(true, false);
			return done;
		} catch (error) {
			if (isQuota(error)) this.#room(true, true);
			throw error;
		}
	}

	/** Sets bytes aside while there is plenty; called now and then, never urgent. */
	async keepReserve(): Promise<void> {
		const { usedBytes, quotaBytes } = await this.env.storage.estimate();
		const free = usedBytes === null || quotaBytes === null ? null : quotaBytes - usedBytes;
		if (free !== null && free < RESERVE_BYTES * 20) return;
		try {
			await this.connection.run(async (db) => {
				if (await db.meta.get('reserve')) return;
				// Random, so that the browser cannot make it smaller.
				await db.meta.put({ key: 'reserve', bytes: this.env.random.bytes(RESERVE_BYTES) });
			});
			this.#room(false, this.#refusing);
		} catch (error) {
			if (!isQuota(error)) throw error;
			this.#room(true, this.#refusing);
		}
	}
}

async function writeTable<T extends Writable>(db: PersonDb, name: T, writes: Writes): Promise<void> {
	const { put, drop, clear } = writes[name] ?? {};
	const table = db.table<RowOf[T], string>(name);
	if (clear) await table.clear();
	if (drop?.length) await table.bulkDelete(drop);
	if (put?.length) await table.bulkPut(put);
}

/** The state row inside a transaction that includes `meta`. */
export async function readState(db: PersonDb): Promise<SyncState> {
	const row = await db.meta.get('state');
	if (row?.key !== 'state') throw new Error('the store has no state row');
	return row;
}
