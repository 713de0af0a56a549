/** The rune face of a live read: follows what the source depends on, lets go when the component does. */

import type { DataError, Face, LiveSource } from './types';

export class Live<T> {
	#face = $state.raw<Face<T>>({ state: 'loading' });

	/** Call while a component initialises; `source` is read again when runes it reads change. */
	constructor(source: () => LiveSource<T>) {
		$effect(() => source().subscribe((face) => (this.#face = face)));
	}

	get face(): Face<T> {
		return this.#face;
	}
	get loading(): boolean {
		return this.#face.state === 'loading';
	}
	get error(): DataError | null {
		return this.#face.state === 'error' ? this.#face.error : null;
	}
	/** undefined while loading or after an error. */
	get value(): T | undefined {
		return this.#face.state === 'content' ? this.#face.value : undefined;
	}
}

export const live = <T>(source: () => LiveSource<T>): Live<T> => new Live(source);
