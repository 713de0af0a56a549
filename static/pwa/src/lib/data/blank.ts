/** When a half-written form is none: untouched, or nothing but choices on the way to it. Pure. */

import { deepEqual } from '#lib/util/equal';
import { getPath, isDict } from '#lib/util/path';
import { rebase } from '#lib/util/rebase';

/** Where somebody stands in a form, and the id its record will have: no reason to keep a draft. */
const PLACE = ['step', 'field', 'id'];
/** What was chosen on the way there. Kept to come back to, but nobody's text. */
const CHOSEN = [...PLACE, 'start', 'consent', 'mended', 'instead'];
/** What is written in it all the same: what somebody calls a procedure that is not listed, and who helps to ask. */
const NAMED = ['start.procedure.other', 'consent.witness', 'consent.interpreter'];

/** Plain JSON; undefined: nothing is there. */
type Data = unknown;

/** `rebase` of a form, of which nothing there is the form before anyone typed; what comes to that again is nothing. */
export function merged(from: Data, ...sides: [seen: Data, mine: Data, theirs: Data]): Data {
	const [seen, mine, theirs] = sides.map((side) => (side === undefined ? from : side));
	const data = rebase(seen, mine, theirs);
	return isUntouched(data, from) ? undefined : data;
}
function isUntouched(data: Data, from: Data): boolean {
	if (!isDict(data)) return data === undefined;
	const rest = without(data, PLACE);
	return isDict(from) ? deepEqual(rest, without(from, PLACE)) : Object.keys(data).length > 0 && Object.keys(rest).length === 0;
}
/** Whether a draft holds what somebody has written, and would miss: the one rule for what counts as half-written. */
export const holdsText = (data: Data): boolean => isGiven(isDict(data) ? [without(data, CHOSEN), NAMED.map((path) => getPath(data, path))] : data);
function isGiven(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.values(value).some(isGiven);
	return value !== undefined && value !== null && value !== '';
}
const without = (data: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> =>
	Object.fromEntries(Object.entries(data).filter(([key]) => !keys.includes(key)));
