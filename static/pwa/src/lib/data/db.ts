/** One database per person, and the connection that survives being dropped. Versions are only ever added. */

import { Dexie, type Table } from 'dexie';
import type { Env } from './env';
import { isLostConnection, StoreFailure } from './failure';
import type {
	BaseRow,
	BlobRow,
	ConflictRow,
	DraftRow,
	JournalRow,
	Key,
	MetaRow,
	OutboxRow,
	OutcomeRow,
	TakenRow,
	ViewRow
} from './rows';
import type { Uuid } from './wire';

export const personDbName = (personId: Uuid): string => `to-so-${personId}`;

export class PersonDb extends Dexie {
	declare base: Table<BaseRow, Key>;
	declare view: Table<ViewRow, Key>;
	declare drafts: Table<DraftRow, Uuid>;
	declare taken: Table<TakenRow, Uuid>;
	declare outbox: Table<OutboxRow, Uuid>;
	declare journal: Table<JournalRow, Uuid>;
	declare outcomes: Table<OutcomeRow, Uuid>;
	declare conflicts: Table<ConflictRow, Uuid>;
	declare blobs: Table<BlobRow, Uuid>;
	declare meta: Table<MetaRow, string>;

	constructor(env: Env, personId: Uuid) {
		// Strict: "saved on this phone" must survive the battery being pulled.
		super(personDbName(personId), { ...env.indexedDb, chromeTransactionDurability: 'strict', cache: 'disabled' });
		this.version(1).stores({
			base: 'key, *buckets',
			view: 'key, type, [type+state], due',
			drafts: 'id, type',
			outbox: 'id, seq, entity',
			journal: 'id, seq, due',
			outcomes: 'id, entity, seq',
			conflicts: 'id, entity',
			blobs: 'id, entity, state',
			meta: 'key'
		});
		this.version(2).stores({ taken: 'rev, due' });
	}
}

export type TableName = 'base' | 'view' | 'drafts' | 'taken' | 'outbox' | 'journal' | 'outcomes' | 'conflicts' | 'blobs' | 'meta';

/** How often a dropped connection is opened again before we give up on one piece of work. */
const REOPENINGS = 3;

/**
 * A connection that opens itself again. Work given to `run` may be repeated, so it must be harmless to repeat:
 * a transaction whose end was not heard may have been committed.
 */
export class Connection<Db extends Dexie> {
	#outdated = false;
	#closed = false;

	constructor(
		readonly db: Db,
		/** Another tab wants the store: for a newer version of the app, or (gone) to delete it. */
		private readonly onTaken: (gone: boolean) => void = () => undefined,
		/** Saves what is not on disk yet, before a newer version takes the store: the other tab waits for it. */
		private readonly beforeTaken: () => Promise<void> = async () => undefined
	) {
		// Let the other tab through. A newer version asks for a reload here; a deleted store was signed out of.
		db.on('versionchange', (event) => {
			const gone = event.newVersion === null;
			if (gone) this.#letGo(true);
			else void this.beforeTaken().finally(() => this.#letGo(false));
			return false;
		});
	}

	#letGo(gone: boolean): void {
		if (gone) this.#closed = true;
		else this.#outdated = true;
		this.db.close();
		this.onTaken(gone);
	}

	get outdated(): boolean {
		return this.#outdated;
	}

	async open(): Promise<void> {
		await this.run(async () => undefined);
	}

	async run<T>(work: (db: Db) => PromiseLike<T>): Promise<T> {
		for (let tries = 0; ; tries++) {
			if (this.#outdated) throw new StoreFailure('storage_outdated', 'a newer version of the app has opened the store');
			if (this.#closed) throw new StoreFailure('signed_out', 'the store is closed');
			try {
				if (!this.db.isOpen()) await this.db.open();
				return await work(this.db);
			} catch (error) {
				if (this.#closed || this.#outdated) continue;
				if (!isLostConnection(error)) throw error;
				if (tries >= REOPENINGS) throw new StoreFailure('storage_lost', String(error));
				this.db.close({ disableAutoOpen: false });
			}
		}
	}

	close(): void {
		this.#closed = true;
		this.db.close();
	}

	async destroy(): Promise<void> {
		this.#closed = true;
		await this.db.delete();
	}
}
