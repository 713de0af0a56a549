/** Live reads of the store, for any screen: framework-free, in Svelte's store contract. */

import { liveQuery } from 'dexie';
import { asDataError } from './failure';
import type { Face, LiveSource, Readable } from './types';

/**
 * Follows a query over the store of whoever is signed in. `current` undefined: not opened yet (loading); null:
 * nobody (an error face). When the person changes, the query runs on the new store.
 */
export function liveOver<W, T>(current: Readable<W | null | undefined>, query: (workspace: W) => Promise<T>): LiveSource<T> {
	return {
		subscribe(run) {
			let stop = (): void => undefined;
			const unfollow = current.subscribe((workspace) => {
				stop();
				stop = follow(workspace, query, run);
			});
			return () => {
				unfollow();
				stop();
			};
		}
	};
}

function follow<W, T>(workspace: W | null | undefined, query: (workspace: W) => Promise<T>, run: (face: Face<T>) => void): () => void {
	if (workspace === undefined) {
		run({ state: 'loading' });
		return () => undefined;
	}
	if (workspace === null) {
		run({ state: 'error', error: { code: 'signed_out', detail: '' } });
		return () => undefined;
	}
	run({ state: 'loading' });
	const subscription = liveQuery(() => query(workspace)).subscribe({
		next: (value) => run({ state: 'content', value }),
		error: (error: unknown) => run({ state: 'error', error: asDataError(error) })
	});
	return () => subscription.unsubscribe();
}

/** A live read and a value beside it, as one. */
export function combined<A, B, T>(source: LiveSource<A>, other: Readable<B>, make: (a: A, b: B) => T): LiveSource<T> {
	return {
		subscribe(run) {
			let beside: B;
			let face: Face<A> | null = null;
			const tell = (): void => {
				if (face === null) return;
				run(face.state === 'content' ? { state: 'content', value: make(face.value, beside) } : face);
			};
			const leave = other.subscribe((value) => {
				beside = value;
				tell();
			});
			const stop = source.subscribe((value) => {
				face = value;
				tell();
			});
			return () => {
				leave();
				stop();
			};
		}
	};
}
