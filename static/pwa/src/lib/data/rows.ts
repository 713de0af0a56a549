/**
 * The rows of a person's store. Clear are only ids, types, buckets, seqs, states and due times; all content is
 * in `doc`, readable through the cipher alone.
 */

import type { Sealed } from './crypto';
import type { Args, SealedArgs, Uuid, WireConflict } from './wire';

/** `type/id`: one key for one record. */
export type Key = string;
export const keyOf = (type: string, id: Uuid): Key => `${type}/${id}`;

/** Membership of one bucket: up to which seq, in which generation of snapshot, and what it adds to the checksum. */
export interface Membership {
	seq: number;
	gen: string;
	sum: string;
}

/** Server truth. */
export interface BaseRow {
	key: Key;
	type: string;
	id: Uuid;
	/** Highest seq read. Only comparable within one epoch. */
	seq: number;
	epoch: string;
	/** The keys of `member`, for the index. */
	buckets: string[];
	member: Record<string, Membership>;
	doc: Sealed;
}

/** What screens read: base + pending commands. */
export interface ViewRow {
	key: Key;
	type: string;
	id: Uuid;
	state: string;
	due: string;
	doc: Sealed;
}

export interface DraftRow {
	id: Uuid;
	type: string;
	due: number;
	/** New with every write: what a tab has seen is told from what another has written since. Old rows have none. */
	rev?: string;
	/** Only what was chosen and where somebody stands: kept to come back to, and missed by nobody. */
	bare?: true;
	doc: Sealed;
}
/** Where a draft stands; null: there is none. */
export const revOf = (row: DraftRow | null | undefined): string | null => (row ? (row.rev ?? '') : null);

/**
 * waiting: never left the phone, may still change or be taken back. attempted: may have reached the server, never
 * changes again. stuck: breaks every request it is in. acked: applied, kept on top of base until base has it.
 */
export type OutboxState = 'waiting' | 'attempted' | 'stuck' | 'acked';

/** The sealed content of a command. */
export interface CommandContent {
	args?: Args;
	sealed?: SealedArgs;
}

/** The clear part of a command: the same in outbox and journal. */
export interface CommandHead {
	/** The command's id. */
	id: Uuid;
	/** Device seq: the order in which commands of one entity run. */
	seq: number;
	type: string;
	v: number;
	entity: Uuid;
	after: Uuid[];
	made_at: string;
	mono_ms: number;
	/** Size of the content as JSON, bytes. */
	size: number;
	doc: Sealed;
}

export interface OutboxRow extends CommandHead {
	state: OutboxState;
	/** Not before this device time, ms; 0 = at once. */
	due: number;
	replay: boolean;
	attempts: number;
	/** Requests that failed with this command alone in them, in a row. */
	failures: number;
	/** Answers `retry` or `deferred` so far. */
	postponed: number;
	/** Why it is stuck or postponed, in one code. */
	why: string | null;
	/** Set once acked. */
	result: { stream: string | null; seq: number | null; conflicted: string[] } | null;
}

/** A command with its final answer, kept until a backup of the server has it. */
export interface JournalRow extends CommandHead {
	/** Server time of the answer, ms. */
	due: number;
	state: 'applied' | 'quarantined';
}

export interface OutcomeRow {
	id: Uuid;
	entity: Uuid;
	/** The record type. */
	type: string;
	state: 'rejected' | 'quarantined';
	seq: number;
	/** What was refused and why, in one word each, so that causes can be counted in a store nobody has opened. Absent in rows of before. */
	command?: string;
	code?: string;
	doc: Sealed;
}
/** The sealed content of an outcome. */
export interface OutcomeContent {
	code: string;
	reason: string | null;
	errors: Record<string, string[]>;
	data: Record<string, unknown>;
	command: { type: string; args: Args; made_at: string };
	subject: Record<string, unknown> | null;
	at: string;
}

/** A conflict told by a result, until its own document arrives. */
export interface ConflictRow {
	id: Uuid;
	entity: Uuid;
	/** Sealed {@link WireConflict}. */
	doc: Sealed;
}
export type ConflictContent = WireConflict;

/** Reserved: photos and papers, filled by uploads. */
export interface BlobRow {
	id: Uuid;
	entity: Uuid;
	state: string;
	doc: Sealed;
}

/** Where the device stands with one bucket. */
export interface BucketState {
	mode: 'delta' | 'snapshot';
	/** Complete up to this seq; null while its snapshot is not done. */
	head: number | null;
	gen: string;
	count: number;
	xor: string;
	stream: string | null;
	/** Checksum mismatches in a row. */
	mismatches: number;
}

/** The one row that every write of the engine checks and raises: what makes two tabs safe. */
export interface SyncState {
	key: 'state';
	/** Raised by every write: a plan made on an older one is made again. */
	rev: number;
	/** This store's device id at the server; new when the store is new or the server saw a fork. */
	device: Uuid;
	/** Last device seq given out. */
	seq: number;
	/** Last local generation given out. */
	gen: number;
	cursor: string | null;
	epoch: string | null;
	buckets: Record<string, BucketState>;
	/** Buckets to be loaded anew because their checksum differed. */
	resnapshot: string[];
	confirmed: number;
	/** Device time of the last complete answer, ms. */
	lastContact: number | null;
	clockSkewMs: number | null;
	/** First load done. */
	ready: boolean;
	/** Records received in this first load. */
	received: number;
	/** The app version whose reducers built `view`. */
	viewBy: string;
	/** wipe was ordered: happens once every command has its final answer. */
	wipe: boolean;
}

/** Room set aside, in `meta`. */
export interface ReserveRow {
	key: 'reserve';
	bytes: Uint8Array;
}
/**
 * What a tab that is going away had typed last into one draft, written blindly because it can hear no answer any
 * more. Whoever lives merges it into the draft.
 */
export interface NoteRow {
	/** `draft/tab`: a tab has one note of a draft, its last. */
	key: string;
	/** The draft. */
	id: Uuid;
	type: string;
	due: number;
	rev: Uuid;
	/** Sealed {@link NoteContent}. */
	doc: Sealed;
}
/** undefined: there was no draft. */
export interface NoteContent {
	/** The form before anyone typed. */
	from?: unknown;
	seen?: unknown;
	mine?: unknown;
}
/** A note that a draft has taken up: it is never taken up again, should it still lie there. */
export interface TakenRow {
	/** The note's. */
	rev: Uuid;
	/** When, device time, ms. */
	due: number;
}
export type MetaRow = SyncState | ReserveRow;
