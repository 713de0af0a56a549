/**
 * A half-written form: every keystroke goes to the device's drafts, and comes back when the form is opened again.
 * Call while a component initialises.
 */

import { untrack } from 'svelte';
import { liveDraft, saveDraft, type Uuid } from '#lib/data';
import { deepEqual } from '#lib/util/equal';

export class Typed<T extends object> {
	#data = $state.raw<T>() as T;
	readonly entity: Uuid;
	/** Of the draft: one per dossier and form. */
	readonly draft: Uuid;

	/** blank: the form as it is before anyone typed; that is not worth keeping. */
	constructor(
		entity: () => Uuid,
		readonly kind: string,
		private readonly blank: T
	) {
		this.entity = untrack(entity);
		this.draft = draftId(this.entity, kind);
		this.#data = blank;
		$effect(() => this.follow());
	}

	/** What was kept comes in by itself, also what an undo puts back and what is typed in another tab. */
	follow(): () => void {
		return liveDraft<T>(this.draft).subscribe((face) => {
			if (face.state === 'content') this.#data = face.value ? { ...this.blank, ...face.value.data } : this.blank;
		});
	}

	get data(): T {
		return this.#data;
	}
	get isBlank(): boolean {
		return deepEqual(this.#data, this.blank);
	}
	set(changes: Partial<T>): void {
		this.#data = { ...this.#data, ...changes };
		// With the blank form it was made of: what was kept may not have been read yet.
		saveDraft(this.draft, this.kind, this.#data, this.blank);
	}
}

export const draftId = (entity: Uuid, kind: string): Uuid => `${entity}:${kind}`;
/** Puts a form back as it was: after an undo, or from a refused command. */
export const keepTyped = (entity: Uuid, kind: string, data: object): void => saveDraft(draftId(entity, kind), kind, data);
