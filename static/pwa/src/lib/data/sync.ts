/**
 * The loop that carries commands up and changes down.
 *
 * A round runs under one lock for all tabs and goes on until nothing can be sent and the server has no more. What one
 * exchange of it sends, and what its answer means, stands in exchange.ts; here is when a round is begun and ended.
 */

import { Patience } from './backoff';
import type { Env, PageEvent } from './env';
import { Exchange, type Closed, type Parts } from './exchange';
import { asDataError } from './failure';
import { Knocker } from './knock';
import { underLock } from './lock';

export type { Gate, Ownership } from './gate';

export type Trigger = 'enqueue' | 'online' | 'knock' | 'visible' | 'wake' | 'manual' | 'timer' | 'start';

const ROUND_STEPS_MAX = 1_000;
/** How long a knock at a silent server waits for its answer. */
const KNOCK_PATIENCE_MS = 5_000;
const POLL_MS = { desk: 3_000, field: 60_000, hidden: 30 * 60_000 } as const;

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
	#pace: 'desk' | 'field' = 'field';
	readonly #patience: Patience;
	readonly #exchange: Exchange;

	constructor(
		private readonly env: Env,
		private readonly parts: Parts
	) {
		this.#patience = new Patience(env);
		this.#exchange = new Exchange(env, parts, this.#patience);
		const hasWork = (): boolean => this.parts.board.value.waiting > 0 || this.#pace === 'desk';
		const isWanted = (): boolean => this.#patience.failing && !this.#halted && !this.#exchange.noRoom && hasWork();
		this.#knocker = new Knocker(env, isWanted, () => this.#knock());
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
		// What is begun from now on, maybe before this wait has ended, is not cut.
		const cut = this.#abort;
		this.#abort = new AbortController();
		cut.abort();
		await this.#running;
	}

	setPace(pace: 'desk' | 'field'): void {
		this.#pace = pace;
		this.heard();
	}

	/** The person signed in (again), here or in another tab. */
	resume(): void {
		this.#halted = false;
		this.poke('manual');
	}

	/** Another tab has just been in contact, or the page has another pace: the next question is counted from now. */
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
			const { signal } = this.#abort;
			try {
				if (this.#release) await this.parts.marks.release();
				this.#release = false;
				await underLock(this.env, `to-so-sync-${this.parts.personId}`, signal, (lost) => this.#round(lost, signal));
			} catch (error) {
				if (this.#stopped || this.#halted || signal.aborted) continue;
				// Not the network's doing: the store, or a mistake of ours. Say so, and try again later.
				this.env.report('sync round', error);
				const { code, detail } = asDataError(error);
				this.#wait(this.#exchange.failed({ code, detail }));
			}
		}
	}

	async #round(lost: AbortSignal, signal: AbortSignal): Promise<void> {
		const exchange = this.#exchange;
		exchange.beginRound();
		let pull = true;
		for (let step = 0; step < ROUND_STEPS_MAX && !lost.aborted && !signal.aborted && !this.#halted; step++) {
			if (!(await this.#isOurs(signal))) return;
			const prepared = await exchange.choose();
			if (prepared.rows.length === 0 && !pull) return this.#rest(prepared.nextDue);
			const after = await exchange.send(prepared, [lost, signal]);
			if (after.next === 'halt') return this.#halt(after.why, after.code);
			if (after.next === 'out') return this.#shutOut(after.final);
			if (this.#stopped || lost.aborted) break;
			if (after.next === 'wait') return this.#wait(after.ms);
			if (after.next === 'rest') return this.#rest(prepared.nextDue);
			pull = after.pull;
		}
		if (this.#halted || signal.aborted) return;
		if (lost.aborted) this.#rest(null);
		else this.#wait(exchange.failed());
	}

	/** Whether the person of this store is signed in; otherwise the round is over, and the pill says why. */
	async #isOurs(signal: AbortSignal): Promise<boolean> {
		const mine = await this.parts.gate.isMine(signal);
		if (this.#stopped || this.#halted || signal.aborted) return false;
		if (mine === 'no') this.#halt('sign_in', null);
		if (mine === 'first_password') this.#halt('password', null);
		if (mine === 'unknown') this.#wait(this.#exchange.failed({ code: 'NETWORK', detail: 'whose session is it?' }));
		return mine === 'yes';
	}

	#wait(ms: number): void {
		const now = this.env.clock.now();
		const phase = this.#exchange.tooOld && this.parts.board.value.phase === 'update' ? 'update' : 'waiting';
		this.parts.board.progress({ phase, sending: null, nextTryAt: now + ms }, []);
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
		if (this.#exchange.noRoom) return this.#wait(this.#exchange.failed({ code: 'storage_full', detail: 'a page of news' }));
		this.parts.board.progress({ phase: 'idle', sending: null, nextTryAt: null }, []);
		this.#scheduleRest(nextDue);
	}

	#halt(phase: Closed, code: string | null): void {
		this.#halted = true;
		this.#wanted = false;
		this.#clearTimer();
		const told = code === null ? {} : { lastError: { code, detail: '', at: this.env.clock.now() } };
		this.parts.board.progress({ phase, sending: null, nextTryAt: null, ...told }, []);
	}

	async #shutOut(final: boolean): Promise<void> {
		this.#halt('revoked', 'DEVICE_REVOKED');
		await this.parts.gate.shutOut(final);
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
		if (event === 'online' || event === 'wake' || event === 'visible') this.poke(event);
	}
}
