/** One thing at a time: what a button starts runs once, however often an impatient thumb comes down. */
export class Once {
	#busy = $state(false);

	/** True while it runs; the button shows it. */
	get busy(): boolean {
		return this.#busy;
	}

	/** Runs `act`; undefined, and nothing is run, while an earlier one is under way. */
	async run<T>(act: () => Promise<T>): Promise<T | undefined> {
		if (this.#busy) return undefined;
		this.#busy = true;
		try {
			return await act();
		} finally {
			this.#busy = false;
		}
	}
}
