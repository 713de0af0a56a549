/** Timers as the caller gives them, so that tests can turn the clock. */
export interface Timers {
	set(ms: number, run: () => void): number;
	clear(id: number): void;
}

export interface Debounced<A extends unknown[]> {
	(...args: A): void;
	/** Runs now what was waiting. */
	flush(): void;
	cancel(): void;
}

/** Runs `run` with the last arguments once calls have paused for `ms`, and at least every `maxMs`. */
export function debounce<A extends unknown[]>(
	run: (...args: A) => void,
	{ ms, maxMs, timers }: { ms: number; maxMs?: number; timers: Timers }
): Debounced<A> {
	let last: A | null = null;
	let pause: number | null = null;
	let limit: number | null = null;
	const stop = (): A | null => {
		const waiting = last;
		if (pause !== null) timers.clear(pause);
		if (limit !== null) timers.clear(limit);
		last = pause = limit = null;
		return waiting;
	};
	const flush = (): void => {
		const waiting = stop();
		if (waiting) run(...waiting);
	};
	const call = (...args: A): void => {
		last = args;
		if (pause !== null) timers.clear(pause);
		pause = timers.set(ms, flush);
		if (maxMs !== undefined && limit === null) limit = timers.set(maxMs, flush);
	};
	return Object.assign(call, { flush, cancel: () => void stop() });
}
