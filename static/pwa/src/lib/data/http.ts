/**
 * The only place that speaks HTTP. Every call answers with a union: a body that has been checked, a problem the
 * server named, or "no usable answer" — which includes the login page of a café's network.
 */

import { isDict } from '#lib/util/path';
import type { Env, HttpAnswer } from './env';
import { parseSession, parseSync } from './parse';
import type { Reply } from './types';
import type { DeviceListed, SessionBody, SyncRequest, SyncResponse, Uuid } from './wire';

/** Without a byte for this long an exchange is dead. */
export const WATCHDOG_MS = 90_000;
/** Bodies above this are worth compressing. */
const GZIP_FROM = 1024;

interface Call<T> {
	method: 'GET' | 'POST' | 'DELETE';
	path: string;
	body?: unknown;
	/** Whose work this is: the server must refuse it under another person's session. */
	person?: Uuid;
	/** Any of these ends the call. */
	signals?: AbortSignal[];
	/** Without a byte for this long the call is given up, ms. */
	patienceMs?: number;
	/** undefined: not an answer of ours. */
	parse: (body: unknown) => T | undefined;
	onSize?: (bytes: number) => void;
}

export class Http {
	#compress = true;

	constructor(private readonly env: Env) {}

	/** Something on the way does not take compressed bodies. false: they were not compressed anyway. */
	stopCompressing(): boolean {
		const did = this.#compress && this.env.gzip !== null;
		this.#compress = false;
		return did;
	}

	signIn(body: {
		login: string;
		password: string;
		device: { id: Uuid; name: string; platform: string };
		otp?: string;
	}): Promise<Reply<SessionBody>> {
		return this.#call({ method: 'POST', path: '/api/v1/session', body, parse: session });
	}
	session(signals: AbortSignal[] = []): Promise<Reply<SessionBody>> {
		return this.#call({ method: 'GET', path: '/api/v1/session', parse: session, signals });
	}
	signOut(patienceMs: number): Promise<Reply<null>> {
		return this.#call({ method: 'DELETE', path: '/api/v1/session', parse: nothing, patienceMs });
	}
	/** Whether the server answers at all: costs it nothing, and needs nobody's session. */
	async answers(signals: AbortSignal[], patienceMs: number): Promise<boolean> {
		const alive = (body: unknown): true | undefined => (isDict(body) && body.status === 'ok' ? true : undefined);
		return (await this.#call({ method: 'GET', path: '/healthz', parse: alive, signals, patienceMs })).ok;
	}
	changePassword(current: string, next: string): Promise<Reply<null>> {
		return this.#call({ method: 'POST', path: '/api/v1/password', body: { current, new: next }, parse: nothing });
	}
	devices(): Promise<Reply<DeviceListed[]>> {
		return this.#call({ method: 'GET', path: '/api/v1/sessions', parse: devices });
	}
	revokeDevice(id: Uuid): Promise<Reply<null>> {
		return this.#call({ method: 'DELETE', path: `/api/v1/devices/${encodeURIComponent(id)}`, parse: nothing });
	}
	keys(): Promise<Reply<unknown>> {
		return this.#call({ method: 'GET', path: '/api/v1/keys', parse: anything });
	}
	searchDossiers(query: Record<string, string>): Promise<Reply<unknown>> {
		return this.#call({ method: 'GET', path: `/api/v1/dossiers?${new URLSearchParams(query)}`, parse: anything });
	}
	dossier(id: Uuid): Promise<Reply<Record<string, unknown>>> {
		const path = `/api/v1/dossiers/${encodeURIComponent(id)}`;
		return this.#call({ method: 'GET', path, parse: (body) => (isDict(body) ? body : undefined) });
	}
	reveal(id: Uuid, reason: string): Promise<Reply<Record<string, unknown>>> {
		const path = `/api/v1/dossiers/${encodeURIComponent(id)}/reveal`;
		return this.#call({ method: 'POST', path, body: { reason }, parse: (body) => (isDict(body) ? body : undefined) });
	}
	history(id: Uuid): Promise<Reply<unknown>> {
		return this.#call({ method: 'GET', path: `/api/v1/dossiers/${encodeURIComponent(id)}/history`, parse: anything });
	}
	sync(
		body: SyncRequest,
		options: { person: Uuid; signals?: AbortSignal[]; onSize?: (bytes: number) => void }
	): Promise<Reply<SyncResponse>> {
		return this.#call({ method: 'POST', path: '/api/v1/sync', body, parse: sync, ...options });
	}

	async #call<T>(call: Call<T>): Promise<Reply<T>> {
		const watchdog = new Watchdog(this.env, call.signals ?? [], call.patienceMs ?? WATCHDOG_MS);
		try {
			const { body, headers } = await this.#encode(call.body);
			call.onSize?.(body?.length ?? 0);
			const answer = await watchdog.guard(
				this.env.transport({
					method: call.method,
					path: call.path,
					headers: { Accept: 'application/json', ...headers, ...(call.person ? { 'To-So-Person': call.person } : {}) },
					body,
					signal: watchdog.signal,
					onProgress: () => watchdog.touch()
				})
			);
			return readAnswer(answer, call.parse);
		} catch (error) {
			return { ok: false, kind: 'network', detail: error instanceof Error ? error.message : String(error) };
		} finally {
			watchdog.stop();
		}
	}

	async #encode(body: unknown): Promise<{ body: string | Uint8Array<ArrayBuffer> | null; headers: Record<string, string> }> {
		if (body === undefined) return { body: null, headers: {} };
		const text = JSON.stringify(body);
		const headers = { 'Content-Type': 'application/json' };
		if (!this.env.gzip || !this.#compress || text.length < GZIP_FROM) return { body: text, headers };
		return { body: await this.env.gzip(text), headers: { ...headers, 'Content-Encoding': 'gzip' } };
	}
}

/** Ends an exchange in which nothing moves any more, and one that nobody waits for. */
class Watchdog {
	#abort = new AbortController();
	#timer: number | null = null;
	#giveUp: (error: Error) => void = () => undefined;
	#onOuter = (): void => this.#end('stopped');

	constructor(
		private readonly env: Env,
		private readonly outer: readonly AbortSignal[],
		private readonly patienceMs: number
	) {
		for (const signal of outer) signal.addEventListener('abort', this.#onOuter);
		this.touch();
		if (outer.some((signal) => signal.aborted)) this.#end('stopped');
	}

	get signal(): AbortSignal {
		return this.#abort.signal;
	}

	/** Also when the transport does not listen to its signal. */
	guard<T>(work: Promise<T>): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			this.#giveUp = reject;
			if (this.signal.aborted) reject(new Error('stopped'));
			work.then(resolve, reject);
		});
	}

	touch(): void {
		if (this.#timer !== null) this.env.timers.clear(this.#timer);
		this.#timer = this.env.timers.set(this.patienceMs, () => this.#end(`no answer within ${this.patienceMs} ms`));
	}

	stop(): void {
		if (this.#timer !== null) this.env.timers.clear(this.#timer);
		this.#timer = null;
		for (const signal of this.outer) signal.removeEventListener('abort', this.#onOuter);
	}

	#end(why: string): void {
		this.stop();
		this.#abort.abort();
		this.#giveUp(new Error(why));
	}
}

function readAnswer<T>(answer: HttpAnswer, parse: (body: unknown) => T | undefined): Reply<T> {
	const body = readJson(answer);
	if (answer.status >= 200 && answer.status < 300) {
		const parsed = parse(body);
		if (parsed !== undefined) return { ok: true, body: parsed };
		return { ok: false, kind: 'network', detail: 'an answer that is not ours' };
	}
	// Without our problem document it was something on the way that answered: a proxy, a captive portal.
	const known = isDict(body) && typeof body.code === 'string';
	if (!known && answer.status < 500 && answer.status !== 429 && answer.status !== 413) {
		return { ok: false, kind: 'network', detail: `an answer that is not ours (${answer.status})` };
	}
	return {
		ok: false,
		kind: 'problem',
		status: answer.status,
		code: known ? String(body.code) : answer.status === 413 ? 'TOO_LARGE' : 'UNAVAILABLE',
		reason: known && typeof body.reason === 'string' ? body.reason : null,
		errors: known && isDict(body.errors) ? (body.errors as Record<string, string[]>) : {},
		retryAfterMs: retryAfterMs(answer)
	};
}

function readJson(answer: HttpAnswer): unknown {
	if (answer.text === '') return undefined;
	if (!(answer.header('content-type') ?? '').includes('json')) return undefined;
	try {
		return JSON.parse(answer.text) as unknown;
	} catch {
		return undefined;
	}
}

/** Seconds only: a date would have to be read by a clock that may be years off. */
function retryAfterMs(answer: HttpAnswer): number | null {
	const seconds = Number(answer.header('retry-after') ?? NaN);
	return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

const nothing = (): null => null;
const anything = (body: unknown): unknown => body;
const session = (body: unknown): SessionBody | undefined => parseSession(body) ?? undefined;
const sync = (body: unknown): SyncResponse | undefined => parseSync(body) ?? undefined;
function devices(body: unknown): DeviceListed[] | undefined {
	return isDict(body) && Array.isArray(body.devices) ? (body.devices as DeviceListed[]) : undefined;
}
