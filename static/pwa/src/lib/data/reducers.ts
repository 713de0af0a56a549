/**
 * What commands do to documents: pure, the same for the optimistic change and for every rebuild.
 *
 * Features register their rules; the engine knows no command by name. Reducers must be idempotent: after a
 * crash, a restore or between two pages the document may already hold what the command does.
 */

import { getPath, isDict, setPath } from '#lib/util/path';
import { sameValue } from './merge';
import type { Args, Change, Doc, Uuid } from './wire';

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

export class Rules {
	#rules = new Map<string, RecordRule>();

	define(rules: Record<string, RecordRule>): void {
		for (const [type, rule] of Object.entries(rules)) this.#rules.set(type, rule);
	}

	/** undefined for a type this version of the app does not know: then nothing is changed optimistically. */
	get(type: string): RecordRule | undefined {
		return this.#rules.get(type);
	}

	/** Every record a command may change, its own entity first. */
	touched(command: { type: string; entity: Uuid; args: Args }): RecordKey[] {
		const rule = this.#rules.get(command.type);
		const own: RecordKey = { type: this.recordOf(command.type), id: command.entity };
		return [own, ...(rule?.also?.(command) ?? [])];
	}

	/** The record type of a command's entity; by its first word where the rule is unknown. */
	recordOf(type: string): string {
		return this.#rules.get(type)?.record ?? type.slice(0, type.indexOf('.'));
	}
}

/** The changes of an edit; empty for anything else. */
export function changesOf(args: Args): Change[] {
	return Array.isArray(args.changes) ? (args.changes as Change[]) : [];
}

/**
 * An `X.edit` on a document: what the person typed stays visible until the server has judged it; from then on the
 * merge rule decides, as it did there.
 */
export function reduceEdit(doc: Doc | null, command: PendingCommand): Doc | null {
	if (doc === null) return null;
	return changesOf(command.args).reduce<Doc>((here, change) => {
		if (command.conflicted.includes(change.field)) return here;
		const overtaken = command.acked && 'base' in change && !sameValue(change.field, getPath(here, change.field), change.base);
		return overtaken ? here : setPath(here, change.field, change.new);
	}, doc);
}

/** Whether a state change may be shown at once: everything in `args.expect` is so in the document. */
export function expectHolds(doc: Doc | null, args: Args): doc is Doc {
	if (doc === null) return false;
	if (!isDict(args.expect)) return true;
	return Object.entries(args.expect).every(([name, value]) => doc[name] === value);
}
