/** One tab at a time. */

import type { Env } from './env';

/** Held while a sign-in is under way, so that nobody asks whose session it is half-way. */
export const SESSION_LOCK = 'to-so-session';
/** For who never gives up waiting. */
export const NEVER = new AbortController().signal;
const PATIENCE_MS = 120_000;

/**
 * Runs under the named lock. A tab that was frozen with the lock in hand loses it to one that is awake: no round
 * lasts that long by itself. The loser's `lost` signal fires; two rounds at once would be slow, never wrong.
 * stop: gives up waiting (rejects); it does not end a run that has begun.
 */
export async function underLock<T>(
	env: Env,
	name: string,
	stop: AbortSignal,
	run: (lost: AbortSignal) => Promise<T>
): Promise<T> {
	const patience = new AbortController();
	const giveUp = (): void => patience.abort();
	stop.addEventListener('abort', giveUp);
	if (stop.aborted) giveUp();
	const timer = env.timers.set(PATIENCE_MS, () => patience.abort());
	let held = false;
	const begin = (lost: AbortSignal): Promise<T> => {
		held = true;
		env.timers.clear(timer);
		return run(lost);
	};
	try {
		return await env.locks.request(name, { signal: patience.signal }, begin);
	} catch (error) {
		if (held || stop.aborted || !patience.signal.aborted) throw error;
		return await env.locks.request(name, { steal: true }, begin);
	} finally {
		stop.removeEventListener('abort', giveUp);
		env.timers.clear(timer);
	}
}
