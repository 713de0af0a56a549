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
	TakenRow,
	ViewRow
} from './rows';
import { Notes } from './notes';
import { revOf } from './rows';
import type { Uuid } from './wire';

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
	/** `rev` of the notes that are in it. */
	taken?: readonly Uuid[];
}
/** Not swapped: another tab wrote meanwhile (`there`), or has taken up a note that was to be taken up. */
export type Swapped = { swapped: true } | { swapped: false; there: DraftRow | undefined; isTaken: boolean };

/** How long it is remembered which notes were taken up: longer than any tab thinks about one. */
const TAKEN_MS = 24 * 3_600_000;

/** Bytes held back so that text can still be saved when the browser gives no more room. */
export const RESERVE_BYTES = 256 * 1024;

export class Store {
	#listeners = new Set<(writes: Writes) => void>();
	#full = false;
	#refusing = false;
	#onRoom = (): void => undefined;
	/** What becomes of a draft that a save replaces: what another tab has typed since stays. */
	leftOfDraft: (id: string) => Promise<DraftSwap>;
	readonly notes: Notes;

	constructor(
		private readonly env: Env,
		readonly connection: Connection<PersonDb>
	) {
		this.notes = new Notes(env, connection.db.name);
		this.leftOfDraft = async (id) => ({ id, row: null, seen: revOf(await this.read(['drafts'], (db) => db.drafts.get(id))) });
	}

	/** Whether the reserve had to be given up: there is room for text at most. */
	get full(): boolean {
		return this.#full;
	}

	/** Whether the last write of words was refused for want of room, the reserve given up already. */
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

	/** Plans until a plan could be written before anyone else wrote. carries: news comes again, words do not. */
	async commit<T>(plan: () => Promise<Planned<T>>, carries: 'words' | 'news' = 'words'): Promise<T> {
		for (;;) {
			const planned = await plan();
			if (planned.state === null) return planned.result;
			const drafts = await Promise.all((planned.writes.drafts?.drop ?? []).map((id) => this.leftOfDraft(id)));
			if (await this.#write(planned, drafts, carries)) {
				for (const listener of this.#listeners) listener(planned.writes);
				return planned.result;
			}
		}
	}

	/** A draft, and the notes that are to be taken up into it. */
	async draftAndNotes(id: Uuid): Promise<{ row: DraftRow | undefined; notes: NoteRow[] }> {
		const lying = await this.notes.of(id);
		const [row, taken] = await this.read(['drafts', 'taken'], (db) => Promise.all([db.drafts.get(id), db.taken.bulkGet(lying.map((note) => note.rev))]));
		return { row, notes: lying.filter((_note, i) => !taken[i]) };
	}

	/**
	 * Writes a draft, and takes up notes, unless another tab was faster. Drafts are no plan: `rev` of the row itself
	 * is what is compared.
	 */
	async swapDraft(swap: DraftSwap): Promise<Swapped> {
		const { id, seen, row, taken = [] } = swap;
		const done = await this.#makingRoom(() =>
			this.connection.run((db) =>
				db.transaction('rw', taken.length ? [db.drafts, db.taken] : [db.drafts], async (): Promise<Swapped> => {
					const there = await db.drafts.get(id);
					// A repetition, after a commit whose answer was lost.
					if (row && revOf(there) === revOf(row)) return { swapped: true };
					const isTaken = taken.length > 0 && (await db.taken.bulkGet([...taken])).some(Boolean);
					if (isTaken || revOf(there) !== seen) return { swapped: false, there, isTaken };
					await this.#putDraft(db, swap);
					return { swapped: true };
				})
			)
		);
		if (done.swapped) this.#dropNotes(taken);
		return done;
	}

	/** Inside a transaction. */
	async #putDraft(db: PersonDb, { id, row, taken = [] }: DraftSwap): Promise<void> {
		if (row) await db.drafts.put(row);
		else await db.drafts.delete(id);
		const due = this.env.clock.now();
		if (taken.length) await db.taken.bulkPut(taken.map((rev): TakenRow => ({ rev, due })));
	}

	putNote(note: NoteRow): Promise<void> {
		return this.#makingRoom(() => this.notes.put(note));
	}

	/** Nobody waits for it: what is taken up is passed over. */
	#dropNotes(revs: readonly Uuid[]): void {
		if (revs.length > 0) this.notes.drop(revs).catch((error: unknown) => this.env.report('notes', error));
	}

	/** Forgets which notes were taken up, once none of them can lie there any more. */
	async tidyNotes(): Promise<void> {
		const old = await this.read(['taken'], (db) => db.taken.where('due').below(this.env.clock.now() - TAKEN_MS).primaryKeys());
		if (old.length === 0) return;
		await this.notes.drop(old);
		await this.connection.run((db) => db.taken.bulkDelete(old));
	}

	close(): void {
		this.notes.close();
		this.connection.close();
	}

	async destroy(): Promise<void> {
		await this.notes.destroy();
		await this.connection.destroy();
	}

	async #write<T>({ state, writes }: Plan<T>, drafts: readonly DraftSwap[], carries: 'words' | 'news'): Promise<boolean> {
		const tables = Object.keys(writes) as Writable[];
		const raised: SyncState = { ...state, rev: state.rev + 1 };
		if (writes.drafts?.clear) await this.notes.clear();
		const written = await this.#makingRoom(() =>
			this.connection.run((db) =>
				db.transaction('rw', [...tables, 'meta', ...(drafts.length ? ['taken'] : [])], async () => {
					const present = await db.meta.get('state');
					if (present?.key !== 'state' || present.rev !== state.rev) return false;
					for (const { id, seen } of drafts) if (revOf(await db.drafts.get(id)) !== seen) return false;
					for (const name of tables) await writeTable(db, name, writes);
					for (const swap of drafts) await this.#putDraft(db, swap);
					await db.meta.put(raised);
					return true;
				})
			),
			carries
		);
		if (written) this.#dropNotes(drafts.flatMap(({ taken = [] }) => taken));
		return written;
	}

	/** Without room: give up the reserve and try once more. */
	async #makingRoom<T>(work: () => Promise<T>, carries: 'words' | 'news' = 'words'): Promise<T> {
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
			if (isQuota(error)) this.#room(true, this.#refusing || carries === 'words');
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
