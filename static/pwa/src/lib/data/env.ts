/**
 * Everything the engine needs from the world outside, in one object.
 *
 * No module of the engine touches a clock, a timer, randomness, the network, locks, other tabs or the page
 * except through here; a test turns the clock, cuts the wire and kills the page at will. The browser's own is
 * made in browser-env.ts.
 */

import type { Timers } from '#lib/util/debounce';
import type { RandomBytes } from '#lib/util/ids';
import type { Cipher } from './crypto';

export interface Clock {
	/** Device time, ms since 1970: for showing and for `made_at`; it orders nothing. */
	now(): number;
	/** Ms since some fixed moment of this page's life; never jumps. */
	mono(): number;
	/** Minutes east of UTC at that moment. */
	offsetMinutes(at: number): number;
}

export interface Random {
	bytes: RandomBytes;
	/** Uniform in [0, 1): for jitter only. */
	unit(): number;
}

export interface HttpRequest {
	method: 'GET' | 'POST' | 'DELETE';
	/** Absolute path with query. */
	path: string;
	headers: Record<string, string>;
	body: string | Uint8Array<ArrayBuffer> | null;
	signal: AbortSignal;
	/** Called whenever bytes of the answer arrive, so that a slow answer is not taken for a dead one. */
	onProgress?: () => void;
}
export interface HttpAnswer {
	status: number;
	header(name: string): string | null;
	text: string;
}
/** One exchange. Rejects when there was no (complete) answer, whatever the cause. */
export type Transport = (request: HttpRequest) => Promise<HttpAnswer>;

export interface LockOptions {
	mode?: 'exclusive' | 'shared';
	/** Take it from whoever holds it: that holder's `lost` signal fires. */
	steal?: boolean;
	/** Gives up waiting. */
	signal?: AbortSignal;
}
/** `navigator.locks`, with a signal for the holder that tells when the lock was stolen. Rejects when given up. */
export interface Locks {
	request<T>(name: string, options: LockOptions, run: (lost: AbortSignal) => Promise<T>): Promise<T>;
}

/** A line to the other tabs of this browser. */
export interface Channel {
	post(message: unknown): void;
	listen(run: (message: unknown) => void): void;
	close(): void;
}

export type PageEvent = 'visible' | 'hidden' | 'online' | 'offline' | 'leaving' | 'wake';
export interface Page {
	visible(): boolean;
	online(): boolean;
	/** Mono time of the person's last touch or key; null before the first. */
	lastActive(): number | null;
	on(run: (event: PageEvent) => void): () => void;
}

export interface Storage {
	persist(): Promise<boolean>;
	persisted(): Promise<boolean | null>;
	estimate(): Promise<{ usedBytes: number | null; quotaBytes: number | null }>;
}

export interface Env {
	clock: Clock;
	timers: Timers;
	random: Random;
	transport: Transport;
	locks: Locks;
	channel(name: string): Channel;
	indexedDb: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange };
	cipher: Cipher;
	/** null where the browser cannot compress. */
	gzip: ((text: string) => Promise<Uint8Array<ArrayBuffer>>) | null;
	page: Page;
	storage: Storage;
	app: { version: string; platform: string; deviceName: string };
	/** Asks the browser to wake us when there is a network again; best effort. */
	requestWake(): void;
	/** Where unexpected errors go: never personal data, only what happened. */
	report(what: string, error: unknown): void;
}
