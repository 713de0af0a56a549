/** A value that tells when it changes: Svelte's store contract, without Svelte. */

import type { Readable } from './types';

export class Observable<T> implements Readable<T> {
	#value: T;
	#listeners = new Set<(value: T) => void>();

	constructor(value: T) {
		this.#value = value;
	}

	get value(): T {
		return this.#value;
	}

	set(value: T): void {
		this.#value = value;
		for (const listener of [...this.#listeners]) listener(value);
	}

	subscribe(run: (value: T) => void): () => void {
		this.#listeners.add(run);
		run(this.#value);
		return () => void this.#listeners.delete(run);
	}
}
