/** Live reads of the store, for any screen: framework-free, in Svelte's store contract. */

import { liveQuery } from 'dexie';
import { asDataError } from './failure';
import type { Face, LiveSource, Readable } from './types';

/**
 * Follows a query over the store of whoever is signed in. `current` undefined: not opened yet (loading); null:
 * nobody (an error face). When the person changes, the query runs on the new store.
 */
export const liveOver = <W, T>(current: Readable<W | null | undefined>, query: (workspace: W) => Promise<T>): LiveSource<T> =>
	sourceOver(current, (workspace) => queried(() => query(workspace)));

/** The same for a source each workspace has of its own. */
export function sourceOver<W, T>(current: Readable<W | null | undefined>, of: (workspace: W) => LiveSource<T>): LiveSource<T> {
	return {
		subscribe(run) {
			let stop = (): void => undefined;
			const unfollow = current.subscribe((workspace) => {
				stop();
				stop = follow(workspace, of, run);
			});
			return () => {
				unfollow();
				stop();
			};
		}
	};
}

function follow<W, T>(workspace: W | null | undefined, of: (workspace: W) => LiveSource<T>, run: (face: Face<T>) => void): () => void {
	if (workspace === undefined) {
		run({ state: 'loading' });
		return () => undefined;
	}
	if (workspace === null) {
		run({ state: 'error', error: { code: 'signed_out', detail: '' } });
		return () => undefined;
	}
	return of(workspace).subscribe(run);
}

function queried<T>(query: () => Promise<T>): LiveSource<T> {
	return {
		subscribe(run) {
			run({ state: 'loading' });
			const subscription = liveQuery(query).subscribe({
				next: (value) => run({ state: 'content', value }),
				error: (error: unknown) => run({ state: 'error', error: asDataError(error) })
			});
			return () => subscription.unsubscribe();
		}
	};
}

/** Only what differs: a list with the same items in the same order is the same list. */
export function distinct<T>(source: LiveSource<T[]>): LiveSource<T[]> {
	return {
		subscribe(run) {
			let before: T[] | null = null;
			return source.subscribe((face) => {
				const now = face.state === 'content' ? face.value : null;
				const same = now !== null && before !== null && now.length === before.length && now.every((item, i) => item === before?.[i]);
				before = now;
				if (!same) run(face);
			});
		}
	};
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
