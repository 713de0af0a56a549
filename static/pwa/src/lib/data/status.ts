/** What the sync pill says. Counts come from the store, so that every tab says the same. */

import type { Channel } from './env';
import { changedKeys, type ChangedKeys } from './mirror';
import { Observable } from './observable';
import { countCauses } from './causes';
import { unansweredRecords } from './queue';
import { readState, type Store, type Writes } from './store';
import type { SyncStatus } from './types';
import type { Uuid } from './wire';

export const NO_STATUS: SyncStatus = {
	phase: 'stopped',
	online: true,
	waiting: 0,
	sending: null,
	refused: 0,
	stuck: 0,
	conflicts: 0,
	allSent: false,
	confirmedCount: 0,
	lastContact: null,
	clockSkewMs: null,
	lastError: null,
	nextTryAt: null,
	ready: false,
	received: 0,
	storageFull: false,
	notSaved: false,
	updateNeeded: false
};

/** What tabs tell each other. */
type News =
	| { kind: 'written'; view: ChangedKeys }
	| { kind: 'progress'; status: Pick<SyncStatus, 'phase' | 'sending' | 'lastContact'>; inFlight: Uuid[] };

/** The channel on which they tell it. */
export const newsOf = (personId: Uuid): string => `to-so-${personId}`;
export const written = (writes: Writes): News => ({ kind: 'written', view: changedKeys(writes) });

export class StatusBoard {
	readonly status = new Observable<SyncStatus>(NO_STATUS);
	/** Entities of the commands that are on the wire now, in any tab. */
	readonly inFlight = new Observable<ReadonlySet<Uuid>>(new Set());
	#counting: Promise<void> | null = null;
	#again = false;
	#closed = false;

	constructor(
		private readonly store: Store,
		private readonly channel: Channel,
		private readonly onNews: (view: ChangedKeys) => void = () => undefined
	) {
		store.onWrite((writes) => {
			this.channel.post(written(writes));
			void this.recount();
		});
		store.onRoom(() => this.set({ storageFull: store.full, notSaved: store.refusing }));
		channel.listen((message) => this.#hear(message as News));
	}

	get value(): SyncStatus {
		return this.status.value;
	}

	set(change: Partial<SyncStatus>): void {
		if (this.#closed) return;
		this.status.set(judged({ ...this.status.value, ...change }));
	}

	/** Progress of a round of this tab, for the others too. */
	progress(change: Partial<SyncStatus>, entities: Iterable<Uuid>): void {
		if (this.#closed) return;
		this.set(change);
		const inFlight = new Set(entities);
		this.inFlight.set(inFlight);
		const { phase, sending, lastContact } = this.status.value;
		this.channel.post({ kind: 'progress', status: { phase, sending, lastContact }, inFlight: [...inFlight] } satisfies News);
	}

	/** Counts the store again; calls that come while counting are answered by one more count. */
	async recount(): Promise<void> {
		this.#again = true;
		this.#counting ??= this.#countWhileAsked().finally(() => (this.#counting = null));
		await this.#counting;
	}

	close(): void {
		this.#closed = true;
		this.channel.close();
	}

	async #countWhileAsked(): Promise<void> {
		while (this.#again && !this.#closed) {
			this.#again = false;
			try {
				await this.#count();
			} catch {
				// The store is closing or lost; whoever uses it next says so.
				return;
			}
		}
	}

	async #count(): Promise<void> {
		const [state, outbox, refused, told, synced] = await this.store.read(
			['meta', 'outbox', 'outcomes', 'conflicts', 'view'],
			(db) =>
				Promise.all([
					readState(db),
					db.outbox.toArray(),
					db.outcomes.orderBy('seq').reverse().toArray(),
					db.conflicts.count(),
					db.view.where('[type+state]').equals(['conflict', 'open']).count()
				])
		);
		this.set({
			waiting: unansweredRecords(outbox),
			stuck: unansweredRecords(outbox, 'stuck'),
			refused: countCauses(refused),
			conflicts: told + synced,
			confirmedCount: state.confirmed,
			lastContact: Math.max(state.lastContact ?? 0, this.value.lastContact ?? 0) || null,
			clockSkewMs: state.clockSkewMs,
			ready: state.ready,
			received: state.received,
			storageFull: this.store.full,
			notSaved: this.store.refusing
		});
	}

	#hear(news: News): void {
		if (this.#closed) return;
		if (news.kind === 'written') {
			void this.recount();
			this.onNews(news.view ?? null);
			return;
		}
		this.inFlight.set(new Set(news.inFlight));
		const quiet = this.value.phase === 'idle' || this.value.phase === 'sending' || this.value.phase === 'waiting';
		if (quiet) this.set(news.status);
	}
}

/** "All sent" is a word of the server: nothing unanswered, and it was reached after the last save. */
function judged(status: SyncStatus): SyncStatus {
	const allSent = status.waiting === 0 && status.phase === 'idle' && status.lastContact !== null && status.lastError === null;
	return { ...status, allSent };
}
