/** The browser as an `Env`: the only file of the engine's that touches globals. */

import { identityCipher } from './crypto';
import type { Channel, Env, HttpAnswer, HttpRequest, LockOptions, Locks, Page, PageEvent } from './env';

export function browserEnv(version: string): Env {
	return {
		clock: {
			now: () => Date.now(),
			mono: () => performance.now(),
			offsetMinutes: (at) => -new Date(at).getTimezoneOffset()
		},
		timers: {
			set: (ms, run) => window.setTimeout(run, ms),
			clear: (id) => window.clearTimeout(id)
		},
		random: {
			bytes: randomBytes,
			unit: () => Math.random()
		},
		transport: fetchTransport,
		locks: navigator.locks ? browserLocks : aloneLocks,
		channel: browserChannel,
		indexedDb: { indexedDB, IDBKeyRange },
		cipher: identityCipher,
		gzip: typeof CompressionStream === 'undefined' ? null : gzip,
		page: browserPage(),
		storage: {
			persist: async () => (await navigator.storage?.persist?.()) ?? false,
			persisted: async () => (await navigator.storage?.persisted?.()) ?? null,
			estimate: async () => {
				const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
				return { usedBytes: usage ?? null, quotaBytes: quota ?? null };
			}
		},
		app: { version, platform: platformName(), deviceName: deviceName() },
		requestWake: () => void askForWake(),
		report: tell
	};
}

/** Browsers give at most so many bytes at once, and call more than that a lack of room. */
const AT_ONCE = 65_536;
export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(length);
	for (let from = 0; from < length; from += AT_ONCE) crypto.getRandomValues(bytes.subarray(from, from + AT_ONCE));
	return bytes;
}

/** For whoever looks into the browser's console: what happened, never with whom. */
// eslint-disable-next-line no-console -- the one thing said there
const tell = (what: string, error: unknown): void => console.warn(`${what}: ${error instanceof Error ? error.name : typeof error}`);

async function fetchTransport(request: HttpRequest): Promise<HttpAnswer> {
	const response = await fetch(request.path, {
		method: request.method,
		headers: request.headers,
		body: request.body,
		signal: request.signal,
		credentials: 'same-origin',
		cache: 'no-store',
		redirect: 'error'
	});
	request.onProgress?.();
	return {
		status: response.status,
		header: (name) => response.headers.get(name),
		text: await readText(response, request.onProgress)
	};
}

/** Piece by piece, so that slow is told from dead. */
async function readText(response: Response, onProgress: (() => void) | undefined): Promise<string> {
	const reader = response.body?.getReader();
	if (!reader) return response.text();
	const decoder = new TextDecoder();
	let text = '';
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return text + decoder.decode();
		onProgress?.();
		text += decoder.decode(value, { stream: true });
	}
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
	const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

const browserLocks: Locks = {
	request: async <T>(name: string, options: LockOptions, run: (lost: AbortSignal) => Promise<T>): Promise<T> => {
		const lost = new AbortController();
		const held: { run: Promise<T> | null } = { run: null };
		const hold = (): Promise<T> => (held.run = run(lost.signal));
		const wanted: LockOptions = options.steal ? { steal: true } : options;
		try {
			return await navigator.locks.request(name, wanted, hold);
		} catch (error) {
			// Stolen while we held it: the run ends by itself, told by `lost`.
			if (held.run === null || !(error instanceof DOMException && error.name === 'AbortError')) throw error;
			lost.abort();
			return await held.run;
		}
	}
};

/** Old browsers without locks: two tabs may both send, which the ledger makes harmless. */
const aloneLocks: Locks = {
	request: (_name, _options, run) => run(new AbortController().signal)
};

function browserChannel(name: string): Channel {
	if (typeof BroadcastChannel === 'undefined') return { post: () => undefined, listen: () => undefined, close: () => undefined };
	const line = new BroadcastChannel(name);
	return {
		post: (message) => line.postMessage(message),
		listen: (run) => line.addEventListener('message', (event) => run(event.data)),
		close: () => line.close()
	};
}

function browserPage(): Page {
	const listeners = new Set<(event: PageEvent) => void>();
	const tell = (event: PageEvent): void => {
		for (const listener of [...listeners]) listener(event);
	};
	let lastActive: number | null = null;
	const active = (): void => void (lastActive = performance.now());
	document.addEventListener('visibilitychange', () => tell(document.visibilityState === 'visible' ? 'visible' : 'hidden'));
	// The first word of a page that is left by a link or a reload comes while there is still time to write.
	window.addEventListener('beforeunload', () => tell('leaving'));
	window.addEventListener('pagehide', () => tell('leaving'));
	window.addEventListener('pageshow', (event) => {
		if (event.persisted) tell('visible');
	});
	window.addEventListener('online', () => tell('online'));
	window.addEventListener('offline', () => tell('offline'));
	document.addEventListener('pointerdown', active, { passive: true, capture: true });
	document.addEventListener('keydown', active, { passive: true, capture: true });
	navigator.serviceWorker?.addEventListener('message', (event) => {
		if ((event.data as { type?: unknown } | null)?.type === 'wake') tell('wake');
	});
	return {
		visible: () => document.visibilityState === 'visible',
		online: () => navigator.onLine,
		lastActive: () => lastActive,
		on: (run) => {
			listeners.add(run);
			return () => void listeners.delete(run);
		}
	};
}

/** Background Sync, where there is any: the worker only wakes us. */
async function askForWake(): Promise<void> {
	try {
		const registration = await navigator.serviceWorker?.getRegistration();
		const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
		await sync?.register('to-so-sync');
	} catch {
		// Refused or not there: timers and `online` do without.
	}
}

function platformName(): string {
	const agent = navigator.userAgent;
	if (/Android/.test(agent)) return 'android';
	if (/iPhone|iPad/.test(agent)) return 'ios';
	return /Windows/.test(agent) ? 'windows' : /Mac/.test(agent) ? 'macos' : 'linux';
}

function deviceName(): string {
	const model = /Android [^;)]*; ([^;)]+)/.exec(navigator.userAgent)?.[1];
	const browser = /Edg\//.test(navigator.userAgent) ? 'Edge' : /Firefox\//.test(navigator.userAgent) ? 'Firefox' : /Chrome\//.test(navigator.userAgent) ? 'Chrome' : 'Safari';
	return `${model?.trim() ?? platformName()} · ${browser}`.slice(0, 80);
}
