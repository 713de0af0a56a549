import { errorSentence } from '#lib/i18n';
import { toasts } from './toasts.svelte';

/** One thing at a time: what a button starts runs once, however often an impatient thumb comes down. */
export class Once {
	#busy = $state(false);

	/** True while it runs; the button shows it. */
	get busy(): boolean {
		return this.#busy;
	}

	/**
	 * Runs `act`; undefined, and nothing is run, while an earlier one is under way. What nobody expected to fail is said
	 * too, before the error goes on: a button never does nothing.
	 */
	async run<T>(act: () => Promise<T>): Promise<T | undefined> {
		if (this.#busy) return undefined;
		this.#busy = true;
		try {
			return await act();
		} catch (error) {
			toasts.show(errorSentence({ code: String((error as { code?: unknown } | null)?.code) }), { icon: 'alert', ms: 8000 });
			throw error;
		} finally {
			this.#busy = false;
		}
	}
}
