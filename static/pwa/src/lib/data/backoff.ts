/** How long to wait after a failure: full jitter, a cap, and a budget that ends retry storms. */

import type { Env } from './env';

export const BASE_MS = 1_000;
export const CAP_VISIBLE_MS = 5 * 60_000;
export const CAP_HIDDEN_MS = 30 * 60_000;
const FLOOR_MS = 250;

/** failures: in a row, at least 1. unit: a number in [0, 1). */
export function backoffMs(failures: number, visible: boolean, unit: number): number {
	const cap = visible ? CAP_VISIBLE_MS : CAP_HIDDEN_MS;
	const ceiling = Math.min(cap, BASE_MS * 2 ** Math.min(failures, 30));
	return Math.max(FLOOR_MS, Math.round(unit * ceiling));
}

/** A server that names a time is obeyed, with up to a fifth on top so that phones do not come back together. */
export function afterServerWish(retryAfterMs: number, unit: number): number {
	return Math.round(retryAfterMs * (1 + unit / 5));
}

/** Failed attempts cost a token, tokens come back with time and success; without one the next try waits. */
export class RetryBudget {
	#tokens: number;
	#at: number;

	constructor(
		now: number,
		private readonly size = 10,
		private readonly refillMs = 60_000
	) {
		this.#tokens = size;
		this.#at = now;
	}

	#refill(now: number): void {
		this.#tokens = Math.min(this.size, this.#tokens + Math.max(0, now - this.#at) / this.refillMs);
		this.#at = now;
	}

	/** Ms until another attempt is affordable; 0 when it is now. */
	waitMs(now: number): number {
		this.#refill(now);
		return this.#tokens >= 1 ? 0 : Math.ceil((1 - this.#tokens) * this.refillMs);
	}

	spend(now: number): void {
		this.#refill(now);
		this.#tokens = Math.max(0, this.#tokens - 1);
	}

	reward(): void {
		this.#tokens = Math.min(this.size, this.#tokens + 1);
	}
}

/** How this tab bears failures: the state behind the waits. */
export class Patience {
	#failures = 0;
	/** Mono time before which the server does not want to hear from us. */
	#notBefore = 0;
	#budget: RetryBudget;

	constructor(private readonly env: Env) {
		this.#budget = new RetryBudget(env.clock.mono());
	}

	get failing(): boolean {
		return this.#failures > 0;
	}

	/** One more failure. Returns ms to wait. */
	fail(): number {
		const mono = this.env.clock.mono();
		this.#failures += 1;
		this.#budget.spend(mono);
		const jittered = backoffMs(this.#failures, this.env.page.visible(), this.env.random.unit());
		return Math.max(jittered, this.#budget.waitMs(mono));
	}

	/** The server named a time. Returns ms to wait. */
	obey(retryAfterMs: number): number {
		const ms = afterServerWish(retryAfterMs, this.env.random.unit());
		this.#notBefore = this.env.clock.mono() + ms;
		return ms;
	}

	succeed(): void {
		this.#failures = 0;
		this.#budget.reward();
	}

	/** Something changed that makes old failures mean little: the network is back, a person asks. */
	forgive(): void {
		this.#failures = 0;
	}

	/** Ms before the server wants to hear from us, whoever asks. */
	bound(): number {
		return Math.max(0, this.#notBefore - this.env.clock.mono());
	}

	/** Whether a try would be affordable, and no time the server named stands against it. */
	mayHope(): boolean {
		return this.bound() === 0 && this.#budget.waitMs(this.env.clock.mono()) === 0;
	}

	/** Ms before another try is affordable after failures. */
	affordable(): number {
		return this.#failures > 0 ? this.#budget.waitMs(this.env.clock.mono()) : 0;
	}
}
