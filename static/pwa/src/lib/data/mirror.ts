/**
 * What the lists of one tab show, in memory: the documents of every type a screen has asked for, and which records
 * have commands under way or refused. A write of this tab is worked in row by row, one of another tab is read again
 * by key; so a save costs what it changes, however many records there are.
 */

import type { Cipher } from './crypto';
import { asDataError } from './failure';
import { Observable } from './observable';
import { recordKey } from './overlay';
import { isUnanswered } from './queue';
import type { Key, OutboxRow, OutcomeRow, ViewRow } from './rows';
import { readState, type Store, type Writes } from './store';
import type { Face, LiveSource } from './types';
import type { Doc, Uuid } from './wire';

export interface Shown {
	id: Uuid;
	state: string;
	doc: Doc;
}
export type Shelf = ReadonlyMap<Key, Shown>;

/** What is known of the records' way to the server, beside the documents. */
export interface Traffic {
	pending: ReadonlySet<Uuid>;
	refused: ReadonlySet<Uuid>;
}

/** Keys of the documents another tab has written; null: any of them. */
export type ChangedKeys = Key[] | null;
export const changedKeys = ({ view = {} }: Writes): ChangedKeys =>
	view.clear ? null : [...(view.put ?? []).map((row) => row.key), ...(view.drop ?? [])];

const LOADING = { state: 'loading' } as const;

export class Mirror {
	readonly traffic = new Observable<Traffic>({ pending: new Set(), refused: new Set() });
	#shelves = new Map<string, Observable<Face<Shelf>>>();
	/** Command → its record. */
	#pending = new Map<Uuid, Uuid>();
	#refused = new Map<Uuid, Uuid>();
	/** The store's `rev`, as far as its writes have been heard of; null: everything asked for is still to be read. */
	#heard: number | null = null;
	/** One piece of work at a time, in the order of the writes. */
	#work: Promise<void> = Promise.resolve();

	constructor(
		private readonly store: Store,
		private readonly cipher: Cipher,
		private readonly report: (what: string, error: unknown) => void
	) {
		store.onWrite((writes) => this.#enqueue(() => this.#takeIn(writes)));
	}

	/** The documents of a type; loaded when first asked for. */
	docs(type: string): LiveSource<Shelf> {
		const known = this.#shelves.get(type);
		if (known && known.value.state !== 'error') return known;
		const shelf = known ?? new Observable<Face<Shelf>>(LOADING);
		this.#shelves.set(type, shelf);
		shelf.set(LOADING);
		this.#enqueue(async () => {
			if (this.#heard === null) await this.#loadAll();
			else if (shelf.value.state !== 'content') await this.#load([type]);
		});
		return shelf;
	}

	/** Another tab has written. */
	heard(keys: ChangedKeys): void {
		this.#enqueue(() => (keys === null || this.#heard === null ? this.#loadAll() : this.#readAgain(keys, this.#heard)));
	}

	/** A tab that slept may have missed what others wrote. */
	check(): void {
		this.#enqueue(async () => {
			const isCurrent = this.#heard !== null && (await this.store.read(['meta'], readState)).rev === this.#heard;
			if (!isCurrent) await this.#loadAll();
		});
	}

	#enqueue(work: () => Promise<void>): void {
		this.#work = this.#work.then(work).catch((error: unknown) => {
			const trouble = asDataError(error);
			// A store that was closed on purpose is no news to anybody.
			if (trouble.code !== 'signed_out') this.report('mirror', error);
			// What was missed is unknown: whatever comes next reads everything anew.
			this.#heard = null;
			for (const shelf of this.#shelves.values()) shelf.set({ state: 'error', error: trouble });
		});
	}

	async #loadAll(): Promise<void> {
		if (this.#shelves.size > 0) await this.#load([...this.#shelves.keys()]);
	}

	async #load(types: readonly string[]): Promise<void> {
		const [{ rev }, rows, outbox, outcomes] = await this.store.read(['meta', 'view', 'outbox', 'outcomes'], (db) =>
			Promise.all([readState(db), db.view.where('type').anyOf([...types]).toArray(), db.outbox.toArray(), db.outcomes.toArray()])
		);
		const shelves = new Map(types.map((type) => [type, new Map<Key, Shown>()]));
		for (const [row, shown] of await this.#open(rows)) shelves.get(row.type)?.set(row.key, shown);
		this.#heard = rev;
		this.#setTraffic(outbox, outcomes);
		for (const [type, value] of shelves) this.#shelves.get(type)?.set({ state: 'content', value });
	}

	async #readAgain(keys: Key[], heard: number): Promise<void> {
		const mine = keys.filter((key) => this.#shelves.has(recordKey(key).type));
		const [found, outbox, outcomes] = await this.store.read(['view', 'outbox', 'outcomes'], (db) =>
			Promise.all([db.view.bulkGet(mine), db.outbox.toArray(), db.outcomes.toArray()])
		);
		const put = found.flatMap((row) => row ?? []);
		const there = new Set(put.map((row) => row.key));
		const opened = await this.#open(put);
		this.#heard = heard + 1;
		this.#setTraffic(outbox, outcomes);
		this.#change(opened, mine.filter((key) => !there.has(key)));
	}

	async #takeIn({ view = {}, outbox = {}, outcomes = {} }: Writes): Promise<void> {
		if (this.#heard === null) return this.#loadAll();
		const opened = await this.#open((view.put ?? []).filter((row) => this.#shelves.has(row.type)));
		this.#heard += 1;
		for (const row of outbox.put ?? []) {
			if (isUnanswered(row)) this.#pending.set(row.id, row.entity);
			else this.#pending.delete(row.id);
		}
		for (const id of outbox.drop ?? []) this.#pending.delete(id);
		for (const row of outcomes.put ?? []) this.#refused.set(row.id, row.entity);
		for (const id of outcomes.drop ?? []) this.#refused.delete(id);
		if (Object.keys({ ...outbox, ...outcomes }).length > 0) this.#tellTraffic();
		if (view.clear) for (const shelf of this.#shelves.values()) shelf.set({ state: 'content', value: new Map() });
		this.#change(opened, view.drop ?? []);
	}

	#setTraffic(outbox: OutboxRow[], outcomes: OutcomeRow[]): void {
		this.#pending = new Map(outbox.filter(isUnanswered).map((row) => [row.id, row.entity]));
		this.#refused = new Map(outcomes.map((row) => [row.id, row.entity]));
		this.#tellTraffic();
	}

	/** Told before the documents: never more optimistic than what the server has confirmed. */
	#tellTraffic(): void {
		this.traffic.set({ pending: new Set(this.#pending.values()), refused: new Set(this.#refused.values()) });
	}

	#change(put: readonly [ViewRow, Shown][], drop: readonly Key[]): void {
		const changed = new Map<string, Map<Key, Shown>>();
		const shelfOf = (type: string): Map<Key, Shown> | undefined => {
			const face = this.#shelves.get(type)?.value;
			if (face?.state === 'content' && !changed.has(type)) changed.set(type, new Map(face.value));
			return changed.get(type);
		};
		for (const [row, shown] of put) shelfOf(row.type)?.set(row.key, shown);
		for (const key of drop) shelfOf(recordKey(key).type)?.delete(key);
		for (const [type, value] of changed) this.#shelves.get(type)?.set({ state: 'content', value });
	}

	#open(rows: readonly ViewRow[]): Promise<[ViewRow, Shown][]> {
		return Promise.all(rows.map(async (row) => [row, { id: row.id, state: row.state, doc: await this.cipher.open<Doc>(row.doc) }]));
	}
}
