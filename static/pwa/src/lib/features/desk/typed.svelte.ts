/** A half-written form: every keystroke goes to the device's drafts, and comes back when the form is opened again. */

import { deleteDraft, readDraft, saveDraft, type Uuid } from '#lib/data';
import { deepEqual } from '#lib/util/equal';
import { untrack } from 'svelte';

export class Typed<T extends object> {
	#data = $state.raw<T>() as T;
	#touched = false;
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
		void readDraft<T>(this.draft).then((held) => {
			// What the person typed meanwhile counts more than what was kept.
			if (held && !this.#touched) this.#data = { ...blank, ...held.data };
		});
	}

	get data(): T {
		return this.#data;
	}
	get isBlank(): boolean {
		return deepEqual(this.#data, this.blank);
	}
	set(changes: Partial<T>): void {
		this.#touched = true;
		this.#data = { ...this.#data, ...changes };
		if (this.isBlank) void deleteDraft(this.draft);
		else saveDraft(this.draft, this.kind, this.#data);
	}
}

export const draftId = (entity: Uuid, kind: string): Uuid => `${entity}:${kind}`;
/** Puts a form back as it was: after an undo, or from a refused command. */
export const keepTyped = (entity: Uuid, kind: string, data: object): void => saveDraft(draftId(entity, kind), kind, data);
