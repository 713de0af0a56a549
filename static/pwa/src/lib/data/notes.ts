/**
 * What tabs that were going away had typed last, in a database of its own.
 *
 * A page that ends hears no answer, and of what it has begun only that is written which need not wait. A browser lets
 * one transaction at a time write to a database, so in the store itself a note would wait for every sync and every
 * save of another tab, and be lost. It also means that a note and the draft it belongs to never change together:
 * the draft's database remembers which notes it has taken up (`taken`), so that none is taken up twice.
 */

import { Dexie, type Table } from 'dexie';
import { Connection } from './db';
import type { Env } from './env';
import type { NoteRow } from './rows';
import type { Uuid } from './wire';

class NoteDb extends Dexie {
	declare notes: Table<NoteRow, string>;

	constructor(env: Env, name: string) {
		super(name, { ...env.indexedDb, chromeTransactionDurability: 'strict', cache: 'disabled' });
		this.version(1).stores({ notes: 'key, id, rev' });
	}
}

export class Notes {
	readonly #connection: Connection<NoteDb>;

	/** store: the name of the database with the drafts. */
	constructor(env: Env, store: string) {
		this.#connection = new Connection(new NoteDb(env, `${store}-notes`));
	}

	/** Committed by hand: a page that goes away would abort a transaction that still waits for its answer. */
	put(note: NoteRow): Promise<void> {
		return this.#connection.run((db) =>
			db.transaction('rw', db.notes, (tx) => {
				const put = db.notes.put(note).then(() => undefined);
				tx.idbtrans.commit();
				return put;
			})
		);
	}

	all(): Promise<NoteRow[]> {
		return this.#connection.run((db) => db.notes.toArray());
	}

	of(draft: Uuid): Promise<NoteRow[]> {
		return this.#connection.run((db) => db.notes.where('id').equals(draft).toArray());
	}

	/** What a tab has noted since under the same key stays. */
	drop(revs: readonly Uuid[]): Promise<void> {
		return this.#connection.run(async (db) => void (await db.notes.where('rev').anyOf(revs).delete()));
	}

	clear(): Promise<void> {
		return this.#connection.run((db) => db.notes.clear());
	}

	close(): void {
		this.#connection.close();
	}

	destroy(): Promise<void> {
		return this.#connection.destroy();
	}
}
