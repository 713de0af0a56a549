/** What the front door speaks: the types features and screens may use. */

import type { Args, Doc, Uuid, WireMembership } from './wire';

/** Svelte's store contract: calls back at once with the present value, then on every change. */
export interface Readable<T> {
	subscribe(run: (value: T) => void): () => void;
}

/** The four faces of a screen, the empty one being a content of length 0. */
export type Face<T> =
	| { state: 'loading' }
	| { state: 'error'; error: DataError }
	| { state: 'content'; value: T };
/** A live read of the device's own store. */
export type LiveSource<T> = Readable<Face<T>>;

/** Why the device's store could not do something; the words are the screen's. */
export type DataErrorCode =
	| 'signed_out' // nobody's store is open
	| 'storage_full' // the browser gives no more room
	| 'storage_lost' // the store cannot be opened or read, even after opening it again
	| 'storage_outdated'; // another tab opened a newer version: reload
export interface DataError {
	code: DataErrorCode;
	detail: string;
}

/** Where a record is. Never more optimistic than what the server has confirmed. */
export type RecordState = 'on_phone' | 'sending' | 'at_ward' | 'refused';

/** A record as a screen reads it: server truth plus this device's own pending commands. */
export interface Item<T = Doc> {
	type: string;
	id: Uuid;
	doc: T;
	sync: RecordState;
}
export interface DocFilter<T = Doc> {
	/** Only these states (`work_state` of a dossier, `state` of an activity …). */
	states?: readonly string[];
	where?: (doc: T) => boolean;
	/** Sort order; by default newest id first. */
	sort?: (a: Item<T>, b: Item<T>) => number;
}

/** One command a feature asks for. */
export interface CommandInput {
	/** Given where two tabs may make the same command: whoever comes second finds it made. Else a new one. */
	id?: Uuid;
	type: string;
	entity: Uuid;
	args: Args;
	/** Commands that must be applied first; a rule's `needsEarlier` adds the own pending ones of the entity. */
	after?: Uuid[];
}
export interface EnqueueOptions {
	after?: Uuid[];
	/** Drafts that this save replaces: deleted in the same transaction. */
	deleteDrafts?: Uuid[];
	/** Keep it on the device this long before sending, so that it can still be undone. */
	holdMs?: number;
}
/** `ok` means: on disk. Not ok: nothing was written, keep the person's text on the screen. */
export type Enqueued = { ok: true; commands: Uuid[] } | { ok: false; error: DataError };
export type Done = { ok: true } | { ok: false; error: DataError };

/** A half-finished form, this device only. `kind` says which form (`dossier`, `activity` …). */
export interface Draft<T = Record<string, unknown>> {
	id: Uuid;
	kind: string;
	data: T;
	/** Device time of the last save, ms since 1970. */
	savedAt: number;
	/** In lists: nobody has written in it, it only keeps where somebody stands. */
	bare?: true;
}

/** A command the server refused or took aside, readable until the person has dealt with it. */
export interface Outcome {
	/** The command's id. */
	id: Uuid;
	status: 'rejected' | 'quarantined';
	code: string;
	reason: string | null;
	/** By field, for VALIDATION. */
	errors: Record<string, string[]>;
	/** Everything else the server said (present state …). */
	data: Record<string, unknown>;
	command: { type: string; entity: Uuid; args: Args; madeAt: string };
	record: string;
	/** The record as the person last saw it, own changes included; null if it was gone. */
	subject: Doc | null;
	at: string;
}

export interface ConflictItem {
	id: Uuid;
	/** The record in conflict (a dossier's id). */
	entity: Uuid;
	field: string;
	theirs: unknown;
	mine: unknown;
	/** The synced document once it is here: who and when on both sides. */
	doc: Doc | null;
}

export type SyncPhase =
	| 'idle' // nothing to do until the next trigger
	| 'sending' // a round trip is under way
	| 'waiting' // the last attempt failed, the next one is timed (`nextTryAt`)
	| 'sign_in' // the session ended: everything is kept, sign in to go on
	| 'password' // the password was handed out: choosing one's own comes before anything is sent
	| 'update' // the server speaks only with a newer app
	| 'revoked' // this device was shut out
	| 'stopped'; // nobody's store is open

export interface SyncStatus {
	phase: SyncPhase;
	/** What the browser believes; never a reason not to try when the person asks. */
	online: boolean;
	/** Records with a command without a final answer, stuck ones included. */
	waiting: number;
	/** The batch that is going up now, null when none is. */
	sending: { done: number; total: number; bytes: number } | null;
	/** Causes of what was refused or quarantined and is not dealt with: "n need you". */
	refused: number;
	/** Records of which a command breaks every request it is in; the others go on. */
	stuck: number;
	/** Conflicts that wait for a person. */
	conflicts: number;
	/** True only if the server has confirmed everything ever saved here: "all sent". */
	allSent: boolean;
	/** Commands of this device that the server has confirmed, ever. */
	confirmedCount: number;
	/** Device time (ms) of the last complete answer of the server. */
	lastContact: number | null;
	/** Server time minus device time at the last contact, ms: warn above ten minutes. */
	clockSkewMs: number | null;
	lastError: { code: string; detail: string; at: number } | null;
	nextTryAt: number | null;
	/** The first load is complete: reference data and own records are on the device. */
	ready: boolean;
	/** First load: records received so far. */
	received: number;
	/** Little room is left: text can still be saved. */
	storageFull: boolean;
	/** No room even for text: what was last typed or saved is not on disk. */
	notSaved: boolean;
	/** A newer app must be loaded before anything can be pulled again. */
	updateNeeded: boolean;
}

export interface Person {
	id: Uuid;
	login: string;
	fullName: string;
	memberships: WireMembership[];
	permissions: string[];
	/** Whether the server still knows this device's session, as far as we know. */
	signedIn: boolean;
	/** The password was handed out by somebody: nothing is sent before they choose their own. */
	mustChangePassword?: boolean;
	expiresAt: string | null;
}
export interface KnownPerson {
	id: Uuid;
	login: string;
	fullName: string;
	/**
	 * Records not yet confirmed by the server, half-finished forms, and what was refused and is not mended. null: their
	 * store could not be asked.
	 */
	held: { unsent: number; drafts: number; refused: number } | null;
	lastUsedAt: number;
	current: boolean;
}

/** Any call to the server: the body, or why not. */
export type Reply<T> =
	| { ok: true; body: T }
	| { ok: false; kind: 'network'; detail: string }
	| { ok: false; kind: 'problem'; status: number; code: string; reason: string | null; errors: Record<string, string[]>; retryAfterMs: number | null };

export interface StorageState {
	/** The browser promised not to clear it by itself. null: it cannot say. */
	persisted: boolean | null;
	usedBytes: number | null;
	quotaBytes: number | null;
	freeBytes: number | null;
	full: boolean;
	/** The shell is cached: the app opens without a network. */
	shellCached: boolean;
	/** Reference data and own records are here. */
	dataReady: boolean;
}
