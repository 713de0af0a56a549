/** A dossier that is not on this device: read from the server, never written here. */

import { readServer, recordState, type RecordState, type Uuid } from '#lib/data';
import { live } from '#lib/data/live.svelte';
import type { DeskItem, DossierDoc } from './model/types';

export class Stored {
	#item = $state.raw<DeskItem | null>(null);
	#face = $state<'asking' | 'here' | 'missing' | 'offline'>('asking');
	/** Of what was done to it here, like reopening. */
	#sync = live(() => recordState(this.id));
	#asked = $state(0);
	readonly #due = $derived.by(() => this.wanted() && this.sync !== 'on_phone' && this.sync !== 'sending');

	/** Call while a component initialises. wanted: whether this device turned out not to have it. */
	constructor(
		private readonly id: Uuid,
		private readonly wanted: () => boolean
	) {
		// Asked again when a step has reached the server.
		$effect(() => {
			if (!this.#due) return;
			void this.#asked;
			let stale = false;
			void readServer<DossierDoc>(id).then((answer) => {
				if (stale) return;
				if (answer.ok) this.#item = { id, doc: answer.body, sync: 'at_ward' };
				this.#face = answer.ok ? 'here' : answer.kind === 'network' ? 'offline' : 'missing';
			});
			return () => (stale = true);
		});
	}

	get sync(): RecordState {
		return this.#sync.value ?? 'at_ward';
	}
	get item(): DeskItem | null {
		return this.#item && { ...this.#item, sync: this.sync };
	}
	get face(): 'asking' | 'here' | 'missing' | 'offline' {
		return this.#face;
	}
	ask(): void {
		this.#face = 'asking';
		this.#asked += 1;
	}
}
