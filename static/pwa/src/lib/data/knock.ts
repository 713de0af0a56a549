/**
 * A server that comes back fires no event. While somebody looks at work that is waiting, the long waits after failures
 * are broken by a knock that costs the server nothing: see decision 18.
 */

import type { Env } from './env';

/** A knock every 7 to 12 s. */
const EVERY_MS = 7_000;
const SPREAD_MS = 5_000;

export class Knocker {
	#timer: number | null = null;

	constructor(
		private readonly env: Env,
		/** Whether anybody would see the difference. */
		private readonly isWanted: () => boolean,
		/** Knocks, and goes on to work when there is an answer. Resolves to whether to come again. */
		private readonly knock: () => Promise<boolean>
	) {}

	later(): void {
		if (this.#timer !== null) return;
		this.#timer = this.env.timers.set(EVERY_MS + this.env.random.unit() * SPREAD_MS, () => {
			this.#timer = null;
			// Coming back to the page, the network coming back and new work each try by themselves.
			if (!this.env.page.visible() || !this.env.page.online() || !this.isWanted()) return;
			this.knock().then(
				(again) => again && this.later(),
				(error: unknown) => this.env.report('knock', error)
			);
		});
	}

	stop(): void {
		if (this.#timer !== null) this.env.timers.clear(this.#timer);
		this.#timer = null;
	}
}
