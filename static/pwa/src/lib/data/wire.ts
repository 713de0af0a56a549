/**
 * The wire format of `POST /api/v1/sync` and of the session calls, by hand from the contract.
 *
 * Everything here is what travels, nothing is what we store. Times are RFC 3339 text with offset.
 */

export type Uuid = string;
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** The arguments of one command: plain JSON, read by the server's schema of that type. */
export type Args = Record<string, unknown>;
/** A synced document as this reader may see it. */
export type Doc = Record<string, unknown>;

export const PROTO = 1;
/** Raised when the client can no longer read documents of an older shape. */
export const CLIENT_SCHEMA = 1;
export const MAX_COMMANDS = 100;
export const MAX_AFTER = 64;

/** Arguments sealed to a key of the server (HPKE); reserved, made by the lock. */
export interface SealedArgs {
	kid: string;
	enc: string;
	ct: string;
}

/** One field change of an edit. Exactly one of `base` and `base_cmd`, or neither for a masked field. */
export interface Change {
	field: string;
	base?: unknown;
	base_cmd?: Uuid;
	new: unknown;
}

export interface WireCommand {
	id: Uuid;
	seq: number;
	type: string;
	v: number;
	entity: Uuid;
	after: Uuid[];
	made_at: string;
	mono_ms: number;
	replay: boolean;
	args?: Args;
	sealed?: SealedArgs;
}

export interface PullRequest {
	cursor: string | null;
	limit: number;
	/** Buckets whose checksum did not match: the server starts a snapshot of each. */
	resnapshot?: string[];
}

export interface SyncRequest {
	proto: typeof PROTO;
	client: { device: Uuid; app: string; schema: number; active: boolean };
	commands?: WireCommand[];
	pull?: PullRequest;
}

/** Both values of a field that two people changed; a person decides. */
export interface WireConflict {
	id: Uuid;
	field: string;
	theirs: unknown;
	mine: unknown;
}

interface ResultBase {
	id: Uuid;
	duplicate: boolean;
}
interface Refusal extends ResultBase {
	code: string;
	reason: string | null;
	/** What the code needs: `errors` by field, the present state, … */
	[more: string]: unknown;
}
export type WireResult =
	| (ResultBase & { status: 'applied'; stream: string | null; seq: number | null; conflicts: WireConflict[] })
	| (Refusal & { status: 'rejected' })
	| (Refusal & { status: 'quarantined' })
	| (ResultBase & { status: 'deferred'; reason: string | null; retry_after_ms: number | null })
	| (ResultBase & { status: 'retry'; code: string | null; retry_after_ms: number | null });

export type ResetReason = 'epoch_changed' | 'cursor_expired' | 'bad_cursor' | 'schema_changed';
export type GoneReason = 'left_scope' | 'deleted' | 'archived';

export interface WirePut {
	type: string;
	id: Uuid;
	seq: number;
	buckets: string[];
	doc: Doc;
}
export interface WireGone {
	type: string;
	id: Uuid;
	seq: number;
	bucket: string;
	why: GoneReason;
}
/** Count of a bucket's rows and xor of the first 8 bytes of SHA-256(`type|id|seq`), as 16 hex digits. */
export interface BucketCheck {
	count: number;
	xor: string;
}

export interface PullPage {
	cursor: string;
	more: boolean;
	reset: ResetReason | null;
	/** Every bucket the reader may hold, and no other. */
	modes: Record<string, 'delta' | 'snapshot'>;
	/** The generation of each bucket in snapshot mode. */
	generations: Record<string, string>;
	heads: Record<string, number>;
	/** The stream of each bucket that begins; kept from then on. */
	streams: Record<string, string>;
	snapshot_done: string[];
	checks: Record<string, BucketCheck>;
	puts: WirePut[];
	gone: WireGone[];
	revoked_buckets: string[];
}

export interface SyncResponse {
	epoch: string;
	server_time: string;
	/** Everything committed before this moment is in a backup; null before the first one. */
	backed_up_before: string | null;
	results: WireResult[];
	pull: PullPage | null;
	/** The device or the person lost the right to be here: forget what is readable. */
	wipe: boolean;
}

/** RFC 9457 with our `code`. */
export interface Problem {
	status: number;
	code: string;
	reason: string | null;
	title: string;
	errors: Record<string, string[]>;
	/** Whatever else the code carries. */
	data: Record<string, unknown>;
}

export interface WireMembership {
	role: string;
	ward: { code: string; name: string } | null;
	team: { id: Uuid; name: string } | null;
	from: string | null;
	to: string | null;
}
export interface SessionBody {
	person: { id: Uuid; login: string; full_name: string; must_change_password: boolean; memberships: WireMembership[] };
	device: { id: Uuid };
	permissions: string[];
	server_time: string;
	expires_at: string;
}
/** One of the reader's own devices, the last used first. */
export interface DeviceListed {
	id: Uuid;
	name: string;
	platform: string;
	last_seen_at: string;
	/** Shut out. */
	revoked_at: string | null;
	current: boolean;
}
