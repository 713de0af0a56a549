/** What two hands made of one thing, brought together: plain JSON, undefined meaning "not there". Pure. */

import { deepEqual } from './equal';
import { isDict } from './path';

/**
 * seen: what both began from. Objects are merged key by key, everything else as one piece. Where both changed the
 * same piece, mine stays; what one side took away goes, unless the other side changed it meanwhile.
 */
export function rebase(seen: unknown, mine: unknown, theirs: unknown): unknown {
	if (deepEqual(mine, seen)) return theirs;
	if (deepEqual(theirs, seen) || deepEqual(mine, theirs)) return mine;
	const [own, other] = [mine ?? {}, theirs ?? {}];
	if (mine === null || theirs === null || !isDict(own) || !isDict(other)) return mine === undefined ? theirs : mine;
	const before = isDict(seen) ? seen : {};
	const keys = new Set([...Object.keys(own), ...Object.keys(other)]);
	const merged = [...keys].map((key) => [key, rebase(at(before, key), at(own, key), at(other, key))] as const).filter(([, value]) => value !== undefined);
	const isTakenAway = mine === undefined || theirs === undefined;
	return isTakenAway && merged.length === 0 ? undefined : Object.fromEntries(merged);
}

const at = (dict: Record<string, unknown>, key: string): unknown => (Object.hasOwn(dict, key) ? dict[key] : undefined);
