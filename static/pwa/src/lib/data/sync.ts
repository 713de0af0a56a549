/**
 * The loop that carries commands up and changes down.
 *
 * A round runs under one lock for all tabs and goes on until nothing can be sent and the server has no more. What
 * went wrong decides what comes next (`#afterFailure`): a dead network is waited out, a bad command is found by
 * halving and set aside, a lost session asks for the person.
 */

import type { Applier, Sent } from './apply';
import { Patience } from './backoff';
import type { Env, PageEvent } from './env';
import { asDataError } from './failure';
import type { Http } from './http';
import { Knocker } from './knock';
import { underLock } from './lock';
import type { Departure, OutboxMarks } from './marks';
import type { StatusBoard } from './status';
import type { Reply } from './types';
import { CLIENT_SCHEMA, MAX_COMMANDS, PROTO, type SyncRequest, type SyncResponse, type Uuid } from './wire';

export type Trigger = 'enqueue' | 'online' | 'knock' | 'visible' | 'wake' | 'manual' | 'timer' | 'start';

export const FIRST_BATCH = 25;
const BATCH_BYTES = 400_000;
const PAGE_LIMIT = 500;
const PROBE_LIMIT = 50;
const ASK_FIRST_AFTER_MS = 120_000;
const ROUND_STEPS_MAX = 1_000;
/** How long a knock at a silent server waits for its answer. */
const KNOCK_PATIENCE_MS = 5_000;
const POLL_MS = { desk: 3_000, field: 60_000, hidden: 30 * 60_000 } as const;

/**
 * Whether the browser's session belongs to the person of a store. first_password: it does, but is good for nothing
 * before they have chosen a password of their own; unknown: could not be found out.
 */
export type Ownership = 'yes' | 'no' | 'first_password' | 'unknown';

/** What the rest of the client does when the server shuts a door. */
export interface Gate {
	isMine(stop: AbortSignal): Promise<Ownership>;
	/** The server knows this session (no longer). */
	sessionIs(alive: boolean): void;
	/** The server wants a password of the person's own before it takes anything. */
	firstPassword(): Promise<void>;
	/** Forget what is readable. final: nothing unsent is left, so everything may go. */
	shutOut(final: boolean): Promise<void>;
	tooOld(): void;
	/** Another tab opened this store with a newer app. */
	taken(): void;
	/** Another tab deleted this store, after signing out. */
	gone(): void;
}

interface Parts {
	personId: Uuid;
	marks: OutboxMarks;
	http: Http;
	board: StatusBoard;
	applier: Applier;
	gate: Gate;
}

interface Failure {
	code: string;
	detail: string;
}

/** What follows one exchange: go on at once, end the round, or end it and wait. */
type Step = { next: 'again'; pull: boolean } | { next: 'rest' } | { next: 'wait'; ms: number } | { next: 'halt' };

export class SyncEngine {
	#timer: number | null = null;
	readonly #knocker: Knocker;
	#running: Promise<void> | null = null;
	#wanted = false;
	/** "Send now": every wait of a command ends. */
	#release = false;
	#stopped = false;
	#halted = false;
	#abort = new AbortController();
	#unlisten: () => void = () => undefined;
	/** Commands per request. */
	#size = FIRST_BATCH;
	/**
	 * Ask without commands first: after a failure, because a command that never left can still be changed and taken
	 * back, and because then a command that fails next is known to be the cause; after a long silence, because a
	 * server restored meanwhile has to be known for one before it judges commands that build on what it lost.
	 */
	#probing = true;
	#lastAnswer = -Infinity;
	#tooOld = false;
	#forks = 0;
	/** In this round a page did not fit on this phone: commands go on, nothing more is asked for. */
	#noRoom = false;
	#patience: Patience;
	#pace: 'desk' | 'field' = 'field';
	#lastStart = -Infinity;
	#doneInRound = 0;

	constructor(
		private readonly env: Env,
		private readonly parts: Parts
	) {
		this.#patience = new Patience(env);
		const hasWork = (): boolean => this.parts.board.value.waiting > 0 || this.#pace === 'desk';
		this.#knocker = new Knocker(env, () => this.#patience.failing && !this.#halted && !this.#noRoom && hasWork(), () => this.#knock());
	}

	start(): void {
		this.#unlisten = this.env.page.on((event) => this.#onPage(event));
		this.parts.board.set({ phase: 'idle', online: this.env.page.online() });
		this.poke('start');
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		this.#unlisten();
		this.#clearTimer();
		this.#knocker.stop();
		this.#abort.abort();
		await this.#running;
	}

	/** Sends nothing more until {@link resume}; what is on the wire is cut, which is always safe. */
	async pause(): Promise<void> {
		this.#halted = true;
		this.#wanted = false;
		this.#clearTimer();
		this.#abort.abort();
		await this.#running;
		this.#abort = new AbortController();
	}

	setPace(pace: 'desk' | 'field'): void {
		this.#pace = pace;
		if (this.#running === null && !this.#patience.failing && !this.#halted) this.#scheduleRest(null);
	}

	/** The person signed in (again), here or in another tab. */
	resume(): void {
		this.#halted = false;
		this.poke('manual');
	}

	/** Another tab has just been in contact: no need to ask the same again. */
	heard(): void {
		if (this.#running === null && !this.#patience.failing && !this.#halted) this.#scheduleRest(null);
	}

	/** Something happened that is worth a try. */
	poke(why: Trigger): void {
		if (this.#stopped) return;
		if (this.#halted && why !== 'manual' && why !== 'visible' && why !== 'start') return;
		const patient = why === 'enqueue' || why === 'online' || why === 'wake' || why === 'visible';
		const wait = this.#patience.bound() || (patient ? this.#patience.affordable() : 0);
		if (wait > 0) return this.#schedule(wait);
		if (why === 'online' || why === 'manual' || why === 'visible' || why === 'knock') this.#patience.forgive();
		this.#wanted = true;
		this.#release ||= why === 'manual';
		this.#clearTimer();
		this.#run();
	}

	#run(): void {
		this.#running ??= this.#rounds().finally(() => {
			this.#running = null;
			// A trigger that came between the last look and now must not be lost.
			if (this.#wanted && !this.#stopped) this.#run();
		});
	}

	/** Resolves when the round that is under way, if any, has ended. */
	async settled(): Promise<void> {
		await this.#running;
	}

	async #rounds(): Promise<void> {
		while (this.#wanted && !this.#stopped) {
			this.#wanted = false;
			try {
				if (this.#release) await this.parts.marks.release();
				this.#release = false;
				await underLock(this.env, `to-so-sync-${this.parts.personId}`, this.#abort.signal, (lost) => this.#round(lost));
			} catch (error) {
				if (this.#stopped || this.#halted) return;
				// Not the network's doing: the store, or a mistake of ours. Say so, and try again later.
				this.env.report('sync round', error);
				const { code, detail } = asDataError(error);
				this.#wait(this.#failureDelay(), { code, detail });
			}
		}
	}

	async #round(lost: AbortSignal): Promise<void> {
		this.#doneInRound = 0;
		this.#noRoom = false;
		let pull = true;
		for (let step = 0; step < ROUND_STEPS_MAX && !lost.aborted && !this.#stopped && !this.#halted; step++) {
			const mine = await this.parts.gate.isMine(this.#abort.signal);
			if (this.#stopped || this.#halted) return;
			if (mine === 'no') return void this.#halt('sign_in', null);
			if (mine === 'first_password') return void this.#halt('password', null);
			if (mine === 'unknown') return this.#wait(this.#failureDelay({ code: 'NETWORK', detail: 'whose session is it?' }));
			const longAgo = this.env.clock.mono() - this.#lastAnswer > ASK_FIRST_AFTER_MS;
			if (longAgo || !this.env.page.online()) this.#probing = true;
			const count = this.#probing ? 0 : Math.min(this.#size, MAX_COMMANDS);
			const prepared = await this.parts.marks.depart({ count, bytes: BATCH_BYTES });
			if (prepared.rows.length === 0 && !pull) return this.#rest(prepared.nextDue);
			const after = await this.#exchange(prepared, lost);
			if (this.#stopped) return;
			if (lost.aborted) break;
			if (after.next === 'halt') return;
			if (after.next === 'wait') return this.#wait(after.ms);
			if (after.next === 'rest') return this.#rest(prepared.nextDue);
			pull = after.pull;
		}
		if (this.#halted) return;
		if (lost.aborted) this.#rest(null);
		else if (!this.#stopped) this.#wait(this.#failureDelay());
	}

	async #exchange(prepared: Departure, lost: AbortSignal): Promise<Step> {
		const { state, rows, commands, unanswered } = prepared;
		const body: SyncRequest = {
			proto: PROTO,
			client: { device: state.device, app: this.env.app.version, schema: CLIENT_SCHEMA, active: this.#isActive() }
		};
		if (commands.length > 0) body.commands = commands;
		if (!this.#tooOld && !this.#noRoom) {
			const again = state.resnapshot.length > 0 ? { resnapshot: state.resnapshot } : {};
			// Whoever has something to send does not wait for a long answer first.
			const limit = rows.length === 0 && unanswered > 0 ? PROBE_LIMIT : PAGE_LIMIT;
			body.pull = { cursor: state.cursor, limit, ...again };
		}
		const total = this.#doneInRound + unanswered;
		const show = (bytes: number): void => {
			if (rows.length === 0) return;
			const sending = { done: this.#doneInRound, total, bytes };
			this.parts.board.progress({ phase: 'sending', nextTryAt: null, sending }, rows.map((row) => row.entity));
		};
		show(0);
		// Looked at again: between choosing and sending, someone else may have signed in.
		if ((await this.parts.gate.isMine(this.#abort.signal)) !== 'yes' || this.#halted) return { next: 'again', pull: true };
		this.#lastStart = this.env.clock.mono();
		const signals = [lost, this.#abort.signal];
		const reply = await this.parts.http.sync(body, { person: this.parts.personId, signals, onSize: show });
		if (this.#stopped || lost.aborted || this.#halted) return { next: 'halt' };
		return reply.ok ? this.#afterAnswer(reply.body, prepared) : this.#afterFailure(reply, prepared);
	}

	async #afterAnswer(response: SyncResponse, { state, rows }: Departure): Promise<Step> {
		const sent: Sent = { cursor: state.cursor, epoch: state.epoch, ids: rows.map((row) => row.id) };
		const applied = await this.parts.applier.apply(sent, response);
		const wasProbe = this.#probing;
		this.#probing = false;
		this.#lastAnswer = this.env.clock.mono();
		this.#forks = 0;
		this.#noRoom ||= applied.full;
		if (!this.#noRoom) this.#patience.succeed();
		this.#doneInRound += applied.settled;
		if (rows.length > 0) this.#size = Math.min(this.#size * 2, MAX_COMMANDS);
		this.parts.gate.sessionIs(true);
		this.parts.board.set({ lastContact: this.env.clock.now(), updateNeeded: this.#tooOld, ...(this.#noRoom ? {} : { lastError: null }) });
		if (applied.wipe && (await this.parts.marks.unanswered()) === 0) return this.#shutOut(true);
		return rows.length > 0 || applied.more || wasProbe ? { next: 'again', pull: applied.more } : { next: 'rest' };
	}

	async #afterFailure(reply: Extract<Reply<never>, { ok: false }>, prepared: Departure): Promise<Step> {
		if (reply.kind === 'network') return this.#blame(prepared, { code: 'NETWORK', detail: reply.detail });
		const error = { code: reply.code, detail: `${reply.status} ${reply.reason ?? ''}`.trim() };
		if (reply.status === 401) {
			this.parts.gate.sessionIs(false);
			return this.#halt('sign_in', 'AUTH_EXPIRED');
		}
		switch (reply.code) {
			case 'DEVICE_REVOKED':
				return this.#shutOut((await this.parts.marks.unanswered()) === 0);
			case 'PASSWORD_CHANGE_NEEDED':
				await this.parts.gate.firstPassword();
				return this.#halt('password', reply.code);
			case 'DEVICE_FORKED':
				if (++this.#forks > 3) return this.#retryLater(error, null);
				await this.parts.marks.takeNewDevice();
				return { next: 'again', pull: true };
			case 'CLIENT_TOO_OLD':
				return this.#stopPulling(error);
			case 'MEDIA_TYPE':
				if (this.parts.http.stopCompressing()) return { next: 'again', pull: true };
				return this.#isolate(prepared, error);
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
		if (rows.length > 1) {
			this.#size = Math.max(1, Math.floor(rows.length / 2));
			return { next: 'again', pull: true };
		}
		await this.parts.marks.setAside(only, error.code);
		return { next: 'again', pull: true };
	}

	/**
	 * No usable answer. Smaller next time, and a question without commands before that: a command alone is only ever
	 * blamed when the server answered something else right before, so a dead network never makes one look bad.
	 */
	async #blame({ rows }: Departure, error: Failure): Promise<Step> {
		const [only] = rows;
		if (rows.length > 1) this.#size = Math.max(1, Math.floor(Math.min(this.#size, rows.length) / 2));
		if (only !== undefined && rows.length === 1) {
			if (only.state === 'stuck') await this.parts.marks.setAside(only, error.code);
			else await this.parts.marks.countFailure(only, error.code);
		}
		this.#probing = true;
		return { next: 'wait', ms: this.#failureDelay(error) };
	}

	#retryLater(error: Failure, retryAfterMs: number | null): Step {
		this.#size = Math.max(1, Math.floor(this.#size / 2));
		const own = this.#failureDelay(error);
		return { next: 'wait', ms: retryAfterMs === null ? own : this.#patience.obey(retryAfterMs) };
	}

	/** 426: the server does not speak our documents any more, but still takes our commands. */
	#stopPulling(error: Failure): Step {
		this.parts.gate.tooOld();
		if (this.#tooOld) {
			this.parts.board.set({ phase: 'update', updateNeeded: true });
			return { next: 'wait', ms: this.#failureDelay(error) };
		}
		this.#tooOld = true;
		this.parts.board.set({ updateNeeded: true });
		return { next: 'again', pull: false };
	}

	#failureDelay(error?: Failure): number {
		if (error) this.parts.board.set({ lastError: { ...error, at: this.env.clock.now() } });
		return this.#patience.fail();
	}

	#wait(ms: number, error?: Failure): void {
		const now = this.env.clock.now();
		const phase = this.#tooOld && this.parts.board.value.phase === 'update' ? 'update' : 'waiting';
		const told = error ? { lastError: { ...error, at: now } } : {};
		this.parts.board.progress({ phase, sending: null, nextTryAt: now + ms, ...told }, []);
		// What was asked for meanwhile waits with the rest, unless a person asked.
		this.#wanted = this.#release;
		this.#schedule(ms);
		// A browser that believes in a network wakes us at once, again and again: that would eat the retry budget.
		if (!this.env.page.online() || !this.env.page.visible()) this.env.requestWake();
		this.#knocker.later();
	}

	/** Only as often as the retry budget could pay for a try, and never before the time the server named. */
	async #knock(): Promise<boolean> {
		const isTime = this.#running === null && this.#patience.mayHope();
		if (isTime && (await this.parts.http.answers([this.#abort.signal], KNOCK_PATIENCE_MS))) this.poke('knock');
		return this.#running === null && !this.#stopped;
	}

	/** News that found no room on this phone is asked for again, ever more rarely: it costs its data each time. */
	#rest(nextDue: number | null): void {
		if (this.#noRoom) return this.#wait(this.#failureDelay({ code: 'storage_full', detail: 'a page of news' }));
		this.parts.board.progress({ phase: 'idle', sending: null, nextTryAt: null }, []);
		this.#scheduleRest(nextDue);
	}

	#halt(phase: 'sign_in' | 'password' | 'revoked', code: string | null): Step {
		this.#halted = true;
		this.#wanted = false;
		this.#clearTimer();
		const told = code === null ? {} : { lastError: { code, detail: '', at: this.env.clock.now() } };
		this.parts.board.progress({ phase, sending: null, nextTryAt: null, ...told }, []);
		return { next: 'halt' };
	}

	async #shutOut(final: boolean): Promise<Step> {
		const step = this.#halt('revoked', 'DEVICE_REVOKED');
		await this.parts.gate.shutOut(final);
		return step;
	}

	#scheduleRest(nextDue: number | null): void {
		const base = this.env.page.visible() ? POLL_MS[this.#pace] : POLL_MS.hidden;
		const poll = base * (0.8 + 0.4 * this.env.random.unit());
		const due = nextDue === null ? Infinity : Math.max(0, nextDue - this.env.clock.now());
		this.#schedule(Math.min(poll, due));
	}

	#schedule(ms: number): void {
		this.#clearTimer();
		if (this.#stopped) return;
		this.#timer = this.env.timers.set(Math.ceil(ms), () => {
			this.#timer = null;
			this.poke('timer');
		});
	}

	#clearTimer(): void {
		if (this.#timer !== null) this.env.timers.clear(this.#timer);
		this.#timer = null;
	}

	#onPage(event: PageEvent): void {
		if (event === 'online' || event === 'offline') this.parts.board.set({ online: event === 'online' });
		if (event === 'online' || event === 'wake') this.poke(event);
		if (event === 'visible') this.poke('visible');
	}

	#isActive(): boolean {
		const last = this.env.page.lastActive();
		return this.env.page.visible() && last !== null && last >= Math.min(this.#lastStart, this.env.clock.mono() - 60_000);
	}
}
