/** The last thing an officer did, as long as it can be taken back. */

import type { Uuid } from '#lib/data';
import { toasts } from '#lib/ui';
import { HOLD_MS, takeBack, type Sent } from './commands';
import { words } from './words';

export interface Undoable {
	/** The dossier. */
	id: Uuid;
	/** Puts the form back as it was. */
	restore: () => void;
}

export class LastStep {
	#undoable = $state.raw<(Undoable & { commands: Uuid[] }) | null>(null);
	/** What is done is on the screen a moment before it is saved, and whoever sees it may take it back at once. */
	#saving: Promise<unknown> = Promise.resolve();
	#undoing: Promise<void> | null = null;

	/**
	 * Says what was done when it is saved. undoable: it can be taken back until it has left. What could not be saved is
	 * told, and false comes back: the form stays as it is.
	 */
	run(send: Promise<Sent>, said: string, undoable?: Undoable): Promise<boolean> {
		const saved = this.#run(send, said, undoable);
		this.#saving = saved;
		return saved;
	}

	async #run(send: Promise<Sent>, said: string, undoable?: Undoable): Promise<boolean> {
		const sent = await send;
		if (!sent.ok) {
			toasts.show(words.notSaved[sent.error.code], { icon: 'alert', ms: 10_000 });
			return false;
		}
		if (!undoable) {
			toasts.show(said);
			return true;
		}
		this.#undoable = { ...undoable, commands: sent.commands };
		toasts.show(said, { action: { label: words.undo, run: () => void this.undo() }, ms: HOLD_MS });
		return true;
	}

	/** Whether it was about this dossier; offline that may be long ago. */
	canUndo(id: Uuid): boolean {
		return this.#undoable?.id === id;
	}

	/** Takes it back, as long as it has not left; pressed twice, once. */
	undo(): Promise<void> {
		this.#undoing ??= this.#undo().finally(() => (this.#undoing = null));
		return this.#undoing;
	}

	async #undo(): Promise<void> {
		await this.#saving;
		const undoable = this.#undoable;
		this.#undoable = null;
		if (!undoable) toasts.show(words.nothingToUndo, { icon: 'info' });
		else if (await takeBack(undoable.commands)) {
			undoable.restore();
			toasts.show(words.undone, { icon: 'returned' });
		} else toasts.show(words.tooLate, { icon: 'info' });
	}
}
