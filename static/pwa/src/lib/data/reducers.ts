/** What commands do to documents: pure, the same for the optimistic change and for every rebuild. */

import type { Args, Doc, Uuid } from './wire';

/** A command on top of the server's truth, as reducers see it. */
export interface PendingCommand {
	id: Uuid;
	type: string;
	entity: Uuid;
	args: Args;
	madeAt: string;
	/** Who made it: the person whose store this is. */
	by: Uuid;
	/** The server has applied it, but this device has not read the effect yet. */
	acked: boolean;
	/** Fields the server kept in conflict, once acked. */
	conflicted: string[];
}

export interface RecordKey {
	type: string;
	id: Uuid;
}

/** One command type. */
export interface RecordRule {
	/** The record type of the command's entity. */
	record: string;
	/**
	 * The document after the command; null: not there (any more). Must not change what it is given, and must
	 * give the same when the effect is already in the document. `key` tells which of the touched records it is.
	 */
	reduce: (doc: Doc | null, command: PendingCommand, key: RecordKey) => Doc | null;
	/** Version of the arguments; 1 where absent. */
	version?: number;
	/** List the author's own unconfirmed commands of the entity in `after` (submit and its like). */
	needsEarlier?: boolean;
	/** Other records it changes (`conflict.resolve`: the conflict). */
	also?: (command: Pick<PendingCommand, 'entity' | 'args'>) => RecordKey[];
}
