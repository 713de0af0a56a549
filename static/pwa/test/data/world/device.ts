/** A phone or a desk: tabs that share stores, locks, a cookie and the wire. Everything can be cut or killed. */

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { TableName } from '#lib/data/db';
import { identityCipher, type Cipher, type Sealed } from '#lib/data/crypto';
import type { Channel, Env, HttpAnswer, HttpRequest, LockOptions, Locks, PageEvent } from '#lib/data/env';
import type { Scheduler } from './scheduler';

/** What the wire does to the next exchanges. Probabilities; the dice are the world's. */
export interface Weather {
	loseRequest: number;
	loseAnswer: number;
	/** The request arrives a second time, much later. */
	repeat: number;
	minMs: number;
	maxMs: number;
}
export const FINE: Weather = { loseRequest: 0, loseAnswer: 0, repeat: 0, minMs: 20, maxMs: 60 };
export const CUT: Weather = { ...FINE, loseRequest: 1 };
export const STORMY: Weather = { loseRequest: 0.2, loseAnswer: 0.2, repeat: 0.15, minMs: 20, maxMs: 4000 };

export interface ServerPort {
	handle(request: { method: string; path: string; body: unknown; cookie: string | null; headers: Record<string, string> }): {
		status: number;
		body: unknown;
		headers?: Record<string, string>;
		setCookie?: string | null;
	};
}

/** As much of fake-indexeddb's inside as a kill needs. */
interface RawTransaction {
	db: unknown;
	mode: string;
	listeners: { callback: unknown }[];
	onabort: unknown;
	onerror: unknown;
	oncomplete: unknown;
	_state: string;
	_requests: { request: RawRequest }[];
	abort(): void;
	_abort(name: string): void;
}
interface RawRequest {
	listeners: unknown[];
	onsuccess: unknown;
	onerror: unknown;
}
interface RawConnection {
	name: string;
	_closed: boolean;
	_closePending: boolean;
	_rawDatabase: { transactions: RawTransaction[]; processTransactions: () => void };
	onclose: (() => void) | null;
	close(): void;
}

/** The first listeners of a transaction are fake-indexeddb's own; the rest is the page's code. */
const OWN_LISTENERS = 3;

export class Device {
	weather: Weather = FINE;
	cookie: string | null = null;
	/** Wall clock minus mono time. */
	clockOffset = Date.parse('2026-11-23T01:00:00Z');
	/** Writes fail for want of room. */
	full: boolean | TableName = false;
	readonly factory = new IDBFactory();
	readonly tabs = new Set<Tab>();
	readonly locks = new LockTable();
	/** Requests as they arrived, for tests that look at them. */
	readonly log: { path: string; body: unknown; headers: Record<string, string> }[] = [];
	/** Transactions as they were begun, for tests that look at them. */
	readonly transactions: { database: string; stores: string[]; mode: string; durability: string }[] = [];

	constructor(
		readonly world: Scheduler,
		readonly server: ServerPort,
		readonly name: string
	) {}

	tab(options: { cipher?: Cipher; version?: string } = {}): Tab {
		const tab = new Tab(this, options);
		this.tabs.add(tab);
		return tab;
	}

	post(from: Tab, channel: string, message: unknown): void {
		const text = JSON.stringify(message);
		for (const tab of this.tabs) {
			if (tab === from) continue;
			this.world.task(() => tab.hear(channel, JSON.parse(text)));
		}
	}

	exchange(request: HttpRequest): Promise<HttpAnswer> {
		const { world, weather } = this;
		const text = typeof request.body === 'string' ? request.body : null;
		const wait = (): number => weather.minMs + world.random() * (weather.maxMs - weather.minMs);
		const deliver = (): HttpAnswer => {
			const body: unknown = text === null ? null : JSON.parse(text);
			this.log.push({ path: request.path, body, headers: request.headers });
			const { method, path, headers } = request;
			const answer = this.server.handle({ method, path, body, cookie: this.cookie, headers });
			if (answer.setCookie !== undefined) this.cookie = answer.setCookie;
			const sent: Record<string, string> = { 'content-type': 'application/json', ...answer.headers };
			return { status: answer.status, header: (name) => sent[name.toLowerCase()] ?? null, text: JSON.stringify(answer.body) };
		};
		return new Promise((resolve, reject) => {
			const cut = (): void => reject(new Error('connection lost'));
			if (world.random() < weather.loseRequest) {
				world.after(wait(), cut);
				return;
			}
			world.after(wait(), () => {
				const answer = deliver();
				if (world.random() < weather.repeat) world.after(wait() * 10, () => void deliver());
				if (world.random() < weather.loseAnswer) world.after(wait(), cut);
				else world.after(wait(), () => resolve(answer));
			});
		});
	}
}

export class Tab {
	readonly env: Env;
	alive = true;
	visible = true;
	online = true;
	#connections = new Set<RawConnection>();
	#ears = new Map<string, ((message: unknown) => void)[]>();
	#pageListeners = new Set<(event: PageEvent) => void>();
	readonly reports: string[] = [];
	wakes = 0;

	constructor(
		readonly device: Device,
		{ cipher = identityCipher, version = '1.0.0' }: { cipher?: Cipher; version?: string }
	) {
		const { world } = device;
		this.env = {
			clock: {
				now: () => Math.floor(device.clockOffset + world.mono),
				mono: () => world.mono,
				offsetMinutes: () => 420
			},
			timers: {
				set: (ms, run) => world.after(ms, () => this.alive && run()),
				clear: (id) => world.cancel(id)
			},
			random: {
				bytes: (length) => Uint8Array.from({ length }, () => Math.floor(world.random() * 256)),
				unit: world.random
			},
			transport: (request) => this.#guarded(device.exchange(request)),
			locks: this.#locks(),
			channel: (name) => this.#channel(name),
			indexedDb: { indexedDB: this.#factory(), IDBKeyRange },
			cipher,
			gzip: null,
			page: {
				visible: () => this.visible,
				online: () => this.online,
				lastActive: () => null,
				on: (run) => {
					this.#pageListeners.add(run);
					return () => void this.#pageListeners.delete(run);
				}
			},
			storage: {
				persist: async () => true,
				persisted: async () => true,
				estimate: async () => ({ usedBytes: 0, quotaBytes: 1e9 })
			},
			app: { version, platform: 'test', deviceName: device.name },
			requestWake: () => void (this.wakes += 1),
			report: (what, error) => void this.reports.push(`${what}: ${String(error)}`)
		};
	}

	fire(event: PageEvent): void {
		if (event === 'visible' || event === 'hidden') this.visible = event === 'visible';
		if (event === 'online' || event === 'offline') this.online = event === 'online';
		for (const listener of [...this.#pageListeners]) listener(event);
	}

	hear(channel: string, message: unknown): void {
		if (this.alive) for (const ear of this.#ears.get(channel) ?? []) ear(message);
	}

	/** The process ends here and now: what was not committed never was, and no line of its code runs again. */
	kill(): void {
		this.alive = false;
		this.#pageListeners.clear();
		this.device.tabs.delete(this);
		this.device.locks.releaseAll(this);
		for (const connection of this.#connections) {
			for (const transaction of [...connection._rawDatabase.transactions]) {
				if (transaction.db === connection) silence(transaction, connection);
			}
			connection._rawDatabase.processTransactions();
			connection.onclose = null;
			connection.close();
		}
	}

	/** iOS under memory pressure: every connection is gone, transactions with it. */
	loseConnections(): void {
		for (const connection of [...this.#connections]) {
			for (const transaction of [...connection._rawDatabase.transactions]) {
				if (transaction.db === connection && transaction._state !== 'finished') transaction._abort('UnknownError');
			}
			connection._closePending = true;
			connection._closed = true;
			connection.close();
			this.#connections.delete(connection);
			connection.onclose?.();
		}
	}

	#guarded<T>(work: Promise<T>): Promise<T> {
		return new Promise((resolve, reject) => {
			work.then(
				(value) => this.alive && resolve(value),
				(error: unknown) => this.alive && reject(error as Error)
			);
		});
	}

	#locks(): Locks {
		return { request: (name, options, run) => this.device.locks.request(this, name, options, run) };
	}

	#channel(name: string): Channel {
		const ears: ((message: unknown) => void)[] = [];
		this.#ears.set(name, [...(this.#ears.get(name) ?? []), (message) => ears.forEach((ear) => ear(message))]);
		return {
			post: (message) => this.alive && this.device.post(this, name, message),
			listen: (run) => void ears.push(run),
			close: () => void ears.splice(0)
		};
	}

	#factory(): IDBFactory {
		const { device } = this;
		const note = (request: IDBOpenDBRequest): IDBOpenDBRequest => {
			request.addEventListener('success', () => {
				const connection = request.result as unknown as RawConnection;
				if (!this.alive) connection.close();
				else {
					this.#connections.add(connection);
					watchRoom(connection, device);
				}
			});
			return request;
		};
		return {
			open: (name: string, version?: number) => note(device.factory.open(name, version)),
			deleteDatabase: (name: string) => device.factory.deleteDatabase(name),
			databases: () => device.factory.databases(),
			cmp: (a: unknown, b: unknown) => device.factory.cmp(a, b)
		};
	}
}

/**
 * Browsers let one transaction at a time write to a database, whatever its stores. Measured in Chromium 15x: a commit
 * that waits for the one of another page is lost when its own page ends.
 */
function isWaiting(transaction: RawTransaction, { _rawDatabase: { transactions } }: RawConnection): boolean {
	const before = transactions.slice(0, transactions.indexOf(transaction));
	return before.some((other) => other.db !== transaction.db && other.mode !== 'readonly' && other._state !== 'finished');
}

/** The page's code hears nothing any more; what is not committed, or waits for another page to commit, is undone. */
function silence(transaction: RawTransaction, connection: RawConnection): void {
	const { processTransactions } = connection._rawDatabase;
	transaction.listeners = transaction.listeners.filter(({ callback }, i) => i < OWN_LISTENERS || callback === processTransactions);
	transaction.onabort = transaction.onerror = transaction.oncomplete = null;
	for (const { request } of transaction._requests) {
		request.listeners.splice(0);
		request.onsuccess = null;
		request.onerror = null;
	}
	const isCommitting = transaction._state === 'committing' && !isWaiting(transaction, connection);
	if (transaction._state !== 'finished' && !isCommitting) transaction._abort('AbortError');
}

interface RawStore {
	put: (...args: unknown[]) => unknown;
	add: (...args: unknown[]) => unknown;
}
interface RawBegin {
	objectStore(name: string): RawStore;
	_execRequestAsync(obj: { source: RawStore; operation: () => unknown }): unknown;
}

/** Makes writes of the connection fail while its device is full. Deleting always works. */
function watchRoom(connection: RawConnection, device: Device): void {
	const raw = connection as unknown as { transaction: (...args: unknown[]) => RawBegin };
	const begin = raw.transaction.bind(connection);
	raw.transaction = (...args) => {
		const transaction = begin(...args);
		const [stores, mode = 'readonly', options] = args as [string | string[], string?, { durability?: string }?];
		device.transactions.push({ database: connection.name, stores: [stores].flat(), mode, durability: options?.durability ?? 'default' });
		const storeOf = transaction.objectStore.bind(transaction);
		transaction.objectStore = (name) => {
			const store = storeOf(name);
			for (const write of ['put', 'add'] as const) {
				const really = Object.getPrototypeOf(store)[write] as RawStore['put'];
				store[write] = (...values) => (device.full === true || device.full === name ? transaction._execRequestAsync({ source: store, operation: noRoom }) : really.apply(store, values));
			}
			return store;
		};
		return transaction;
	};
}

function noRoom(): never {
	throw new DOMException('no room', 'QuotaExceededError');
}

interface Holder {
	tab: Tab;
	lost: AbortController;
}
interface Waiter {
	tab: Tab;
	start: () => void;
}

/** `navigator.locks` of one browser, exclusive only. */
export class LockTable {
	#held = new Map<string, Holder>();
	#waiting = new Map<string, Waiter[]>();

	request<T>(tab: Tab, name: string, options: LockOptions, run: (lost: AbortSignal) => Promise<T>): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			const start = (): void => {
				const holder: Holder = { tab, lost: new AbortController() };
				this.#held.set(name, holder);
				const end = (): void => {
					if (this.#held.get(name) === holder) this.#release(name);
				};
				run(holder.lost.signal).then(
					(value) => {
						end();
						if (tab.alive) resolve(value);
					},
					(error: unknown) => {
						end();
						if (tab.alive) reject(error instanceof Error ? error : new Error(String(error)));
					}
				);
			};
			const waiter: Waiter = { tab, start };
			if (options.steal) {
				this.#held.get(name)?.lost.abort();
				return start();
			}
			if (!this.#held.has(name)) return start();
			this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), waiter]);
			options.signal?.addEventListener('abort', () => {
				const queue = this.#waiting.get(name) ?? [];
				if (!queue.includes(waiter)) return;
				this.#waiting.set(name, queue.filter((other) => other !== waiter));
				reject(new Error('given up'));
			});
		});
	}

	releaseAll(tab: Tab): void {
		for (const [name, queue] of this.#waiting) this.#waiting.set(name, queue.filter((waiter) => waiter.tab !== tab));
		for (const [name, holder] of [...this.#held]) if (holder.tab === tab) this.#release(name);
	}

	#release(name: string): void {
		this.#held.delete(name);
		const [next, ...rest] = this.#waiting.get(name) ?? [];
		this.#waiting.set(name, rest);
		next?.start();
	}
}

/** A cipher that takes its time, as WebCrypto does: a transaction that waits for it dies. */
export function slowCipher(world: Scheduler): Cipher {
	const turn = (): Promise<void> => new Promise((resolve) => world.task(resolve));
	return {
		seal: async (value) => {
			await turn();
			return { box: JSON.stringify(value) } as unknown as Sealed;
		},
		open: async <T>(content: Sealed) => {
			await turn();
			return JSON.parse((content as unknown as { box: string }).box) as T;
		}
	};
}
