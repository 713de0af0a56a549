/**
 * Code or words that only some need, as a module of their own: it comes when it is first wanted, from the shell on this
 * phone when offline. What is drawn with it waits for it or for its failure, so that nothing moves under a thumb.
 */
export class Later<T> {
	#load: () => Promise<T>;
	#asked = false;
	#value = $state.raw<T | null>(null);
	#failed = $state(false);

	constructor(load: () => Promise<T>) {
		this.#load = load;
	}

	/** Null until it is here. */
	get value(): T | null {
		return this.#value;
	}
	/** It could not be had: offline before the shell was kept, or an update in another tab threw it out. */
	get failed(): boolean {
		return this.#failed;
	}
	/** It is here, or will not come. */
	get settled(): boolean {
		return this.#failed || this.#value !== null;
	}

	/** Asks for it, once however often it is wanted. */
	want(): void {
		if (this.#asked) return;
		this.#asked = true;
		void this.#load().then(
			(value) => (this.#value = value),
			() => (this.#failed = true)
		);
	}
}
