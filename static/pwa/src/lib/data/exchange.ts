/**
 * One exchange with the server: what goes up, what comes of the answer, and what follows where there is none.
 *
 * What went wrong decides (`#afterFailure`): a dead network is waited out, a bad command is found by halving and set
 * aside, a lost session asks for the person.
 */

import type { Applier, Sent } from './apply';
import type { Patience } from './backoff';
import type { Env } from './env';
import type { Gate } from './gate';
import type { Http } from './http';
import type { Departure, OutboxMarks } from './marks';
import type { StatusBoard } from './status';
import type { Reply } from './types';
import { CLIENT_SCHEMA, MAX_COMMANDS, PROTO, type SyncRequest, type SyncResponse, type Uuid } from './wire';

const FIRST_BATCH = 25;
const BATCH_BYTES = 400_000;
const PAGE_LIMIT = 500;
const PROBE_LIMIT = 50;
const ASK_FIRST_AFTER_MS = 120_000;

export interface Parts {
	personId: Uuid;
	marks: OutboxMarks;
	http: Http;
	board: StatusBoard;
	applier: Applier;
	gate: Gate;
}

export interface Failure {
	code: string;
	detail: string;
}

/** Why nothing more is sent before the person has done something. */
export type Closed = 'sign_in' | 'password' | 'revoked';

/**
 * What follows one exchange: go on at once, end the round, end it and wait, send nothing more, or leave the phone.
 * final: nothing unsent is left.
 */
export type Step =
	| { next: 'again'; pull: boolean }
	| { next: 'rest' }
	| { next: 'wait'; ms: number }
	| { next: 'halt'; why: Closed; code: string }
	| { next: 'out'; final: boolean };

const AGAIN: Step = { next: 'again', pull: true };

export class Exchange {
	/** Commands per request. */
	#size = FIRST_BATCH;
	/**
	 * Ask without commands first: after a failure, because a command that never left can still be changed and taken
	 * back, and because then a command that fails next is known to be the cause; after a long silence, because a
	 * server restored meanwhile has to be known for one before it judges commands that build on what it lost.
	 */
	#probing = true;
	#lastAnswer = -Infinity;
	#lastStart = -Infinity;
	/** New device ids taken in this round. */
	#forks = 0;
	/** Commands answered in this round. */
	#done = 0;
	/** The server has said that this app is too old for its documents. */
	tooOld = false;
	/** In this round a page did not fit on this phone: commands go on, nothing more is asked for. */
	noRoom = false;

	constructor(
		private readonly env: Env,
		private readonly parts: Parts,
		private readonly patience: Patience
	) {}

	beginRound(): void {
		this.#done = 0;
		this.#forks = 0;
		this.noRoom = false;
	}

	/** Chooses what goes up next. */
	choose(): Promise<Departure> {
		const longAgo = this.env.clock.mono() - this.#lastAnswer > ASK_FIRST_AFTER_MS;
		if (longAgo || !this.env.page.online()) this.#probing = true;
		const count = this.#probing ? 0 : Math.min(this.#size, MAX_COMMANDS);
		return this.parts.marks.depart({ count, bytes: BATCH_BYTES });
	}

	/** signals: each calls it off; what comes after that is thrown away, and whoever called looks what is to be done. */
	async send(prepared: Departure, signals: [AbortSignal, AbortSignal]): Promise<Step> {
		const { rows, unanswered } = prepared;
		const total = this.#done + unanswered;
		const onSize = (bytes: number): void => {
			if (rows.length === 0) return;
			const sending = { done: this.#done, total, bytes };
			this.parts.board.progress({ phase: 'sending', nextTryAt: null, sending }, rows.map((row) => row.entity));
		};
		const isCut = (): boolean => signals.some((signal) => signal.aborted);
		const body = this.#request(prepared);
		onSize(0);
		// Looked at again: between choosing and sending, someone else may have signed in.
		const mine = await this.parts.gate.isMine(signals[1]);
		if (mine !== 'yes' || isCut()) return AGAIN;
		this.#lastStart = this.env.clock.mono();
		const reply = await this.parts.http.sync(body, { person: this.parts.personId, signals, onSize });
		if (isCut()) return AGAIN;
		return reply.ok ? this.#afterAnswer(reply.body, prepared) : this.#afterFailure(reply, prepared);
	}

	/** One more failure, told where there is something to tell. Returns ms to wait. */
	failed(error?: Failure): number {
		if (error) this.parts.board.set({ lastError: { ...error, at: this.env.clock.now() } });
		return this.patience.fail();
	}

	#request({ state, rows, commands, unanswered }: Departure): SyncRequest {
		const body: SyncRequest = {
			proto: PROTO,
			client: { device: state.device, app: this.env.app.version, schema: CLIENT_SCHEMA, active: this.#isActive() }
		};
		if (commands.length > 0) body.commands = commands;
		if (this.tooOld || this.noRoom) return body;
		const again = state.resnapshot.length > 0 ? { resnapshot: state.resnapshot } : {};
		// Whoever has something to send does not wait for a long answer first.
		const limit = rows.length === 0 && unanswered > 0 ? PROBE_LIMIT : PAGE_LIMIT;
		return { ...body, pull: { cursor: state.cursor, limit, ...again } };
	}

	#isActive(): boolean {
		const last = this.env.page.lastActive();
		return this.env.page.visible() && last !== null && last >= Math.min(this.#lastStart, this.env.clock.mono() - 60_000);
	}

	async #afterAnswer(response: SyncResponse, { state, rows }: Departure): Promise<Step> {
		const { applier, board, gate, marks } = this.parts;
		const sent: Sent = { cursor: state.cursor, epoch: state.epoch, ids: rows.map((row) => row.id) };
		const applied = await applier.apply(sent, response);
		const wasProbe = this.#probing;
		this.#probing = false;
		this.#lastAnswer = this.env.clock.mono();
		this.noRoom ||= applied.full;
		if (!this.noRoom) this.patience.succeed();
		this.#done += applied.settled;
		if (rows.length > 0) this.#size = Math.min(this.#size * 2, MAX_COMMANDS);
		gate.sessionIs(true);
		board.set({ lastContact: this.env.clock.now(), updateNeeded: this.tooOld, ...(this.noRoom ? {} : { lastError: null }) });
		if (applied.wipe && (await marks.unanswered()) === 0) return { next: 'out', final: true };
		return rows.length > 0 || applied.more || wasProbe ? { next: 'again', pull: applied.more } : { next: 'rest' };
	}

	async #afterFailure(reply: Extract<Reply<never>, { ok: false }>, prepared: Departure): Promise<Step> {
		if (reply.kind === 'network') return this.#blame(prepared, { code: 'NETWORK', detail: reply.detail });
		const error = { code: reply.code, detail: `${reply.status} ${reply.reason ?? ''}`.trim() };
		const { gate, http, marks } = this.parts;
		if (reply.status === 401) {
			gate.sessionIs(false);
			return { next: 'halt', why: 'sign_in', code: 'AUTH_EXPIRED' };
		}
		switch (reply.code) {
			case 'DEVICE_REVOKED':
				return { next: 'out', final: (await marks.unanswered()) === 0 };
			case 'PASSWORD_CHANGE_NEEDED':
				await gate.firstPassword();
				return { next: 'halt', why: 'password', code: reply.code };
			case 'DEVICE_FORKED':
				if (++this.#forks > 3) return this.#retryLater(error, null);
				await marks.takeNewDevice();
				return AGAIN;
			case 'CLIENT_TOO_OLD':
				return this.#stopPulling(error);
			case 'MEDIA_TYPE':
				return http.stopCompressing() ? AGAIN : this.#isolate(prepared, error);
			case 'MALFORMED':
			case 'TOO_LARGE':
			case 'VALIDATION':
				return this.#isolate(prepared, error);
		}
		// Busy, down or out of space: the server's trouble, no command's.
		if ([429, 503, 507].includes(reply.status)) return this.#retryLater(error, reply.retryAfterMs);
		return this.#blame(prepared, error);
	}

	/** The request itself was refused, the line is good: halve at once, down to the one that is bad. */
	async #isolate({ rows }: Departure, error: Failure): Promise<Step> {
		const [only] = rows;
		if (only === undefined) return this.#retryLater(error, null);
		if (rows.length > 1) this.#halve(rows.length);
		else await this.parts.marks.setAside(only, error.code);
		return AGAIN;
	}

	/**
	 * No usable answer. Smaller next time, and a question without commands before that: a command alone is only ever
	 * blamed when the server answered something else right before, so a dead network never makes one look bad.
	 */
	async #blame({ rows }: Departure, error: Failure): Promise<Step> {
		const [only] = rows;
		const { marks } = this.parts;
		if (rows.length > 1) this.#halve(Math.min(this.#size, rows.length));
		else if (only?.state === 'stuck') await marks.setAside(only, error.code);
		else if (only) await marks.countFailure(only, error.code);
		this.#probing = true;
		return { next: 'wait', ms: this.failed(error) };
	}

	#retryLater(error: Failure, retryAfterMs: number | null): Step {
		this.#halve(this.#size);
		const own = this.failed(error);
		return { next: 'wait', ms: retryAfterMs === null ? own : this.patience.obey(retryAfterMs) };
	}

	#halve(count: number): void {
		this.#size = Math.max(1, Math.floor(count / 2));
	}

	/** 426: the server does not speak our documents any more, but still takes our commands. */
	#stopPulling(error: Failure): Step {
		this.parts.gate.tooOld();
		if (this.tooOld) {
			this.parts.board.set({ phase: 'update', updateNeeded: true });
			return { next: 'wait', ms: this.failed(error) };
		}
		this.tooOld = true;
		this.parts.board.set({ updateNeeded: true });
		return { next: 'again', pull: false };
	}
}
