/**
 * What an edit was based on, found out when it is saved, and how edits that have not left the phone are joined.
 *
 * `base` is the value the server had; `base_cmd` names an own earlier command that wrote the field and may not be
 * confirmed yet; neither is given for a masked field, which is replaced.
 */

import { getPath } from '#lib/util/path';
import { sameValue } from './merge';
import type { OpenCommand } from './overlay';
import { changesOf } from './reducers';
import type { Args, Change, Doc } from './wire';

/**
 * The changes that lead from what is shown to `values`. shown: base with every own command but the one being
 * joined, whose fields (`joined`) are named again even when they lead back.
 */
export function changesFor(
	values: Record<string, unknown>,
	{ shown, earlier, joined = [] }: { shown: Doc | null; earlier: readonly OpenCommand[]; joined?: readonly Change[] }
): Change[] {
	const again = new Set(joined.map((change) => change.field));
	const masked = new Set(Array.isArray(shown?.masked) ? (shown.masked as unknown[]) : []);
	return Object.entries(values).flatMap(([field, next]): Change[] => {
		const writer = lastWriter(field, earlier);
		if (masked.has(field) && !writer) return [{ field, new: next }];
		const base = getPath(shown, field) ?? null;
		if (sameValue(field, base, next) && !again.has(field)) return [];
		return [writer ? { field, base_cmd: writer.row.id, new: next } : { field, base, new: next }];
	});
}

/** The own edit that wrote the field last and is not in base yet. */
function lastWriter(field: string, earlier: readonly OpenCommand[]): OpenCommand | undefined {
	return earlier.findLast(({ content }) => changesOf(content.args ?? {}).some((change) => change.field === field));
}

/** Two edits of one record as one: first base, last value. A change that leads back to its base is dropped. */
export function joinChanges(older: readonly Change[], newer: readonly Change[]): Change[] {
	const joined = new Map<string, Change>(older.map((change) => [change.field, change]));
	for (const change of newer) {
		const before = joined.get(change.field);
		joined.set(change.field, before ? { ...before, new: change.new } : change);
	}
	return [...joined.values()].filter((c) => !('base' in c) || !sameValue(c.field, c.base, c.new));
}

/**
 * The waiting edit a new edit may be joined to: the entity's last command, never attempted, of the same type, and
 * nobody's prerequisite.
 */
export function joinable(type: string, entity: string, commands: readonly OpenCommand[]): OpenCommand | null {
	const last = commands.filter(({ row }) => row.entity === entity).at(-1);
	if (!last || last.row.type !== type || !neverLeft(last)) return null;
	if (!Array.isArray(last.content.args?.changes)) return null;
	const needed = commands.some(({ row }) => row.after.includes(last.row.id));
	return needed ? null : last;
}

export const neverLeft = ({ row }: OpenCommand): boolean => row.state === 'waiting' && row.attempts === 0 && !row.replay;

export const withChanges = (args: Args, changes: Change[]): Args => ({ ...args, changes });
