/**
 * An edit as the fields that were touched, each with what stood there before it was: what somebody else changes
 * meanwhile shows in the others, and is not sent back as it was. Pure.
 */

import { normalise, type Change } from '#lib/data';
import { deepEqual } from '#lib/util/equal';
import { getPath, isDict, setPath } from '#lib/util/path';

type Dict = Record<string, unknown>;
/** Dotted path → value; null where there is none. */
export interface Touched {
	dirty: Dict;
	base: Dict;
}
export const UNTOUCHED: Touched = { dirty: {}, base: {} };

/** The leaves in which two plain objects differ, as [path, before, after]; absent is null. */
export function differences(before: Dict, after: Dict, path = ''): [path: string, before: unknown, after: unknown][] {
	return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
		const [was, is] = [before[key] ?? null, after[key] ?? null];
		if (isDict(was) && isDict(is)) return differences(was, is, `${path}${key}.`);
		return deepEqual(was, is) ? [] : [[`${path}${key}`, was, is] as [string, unknown, unknown]];
	});
}

/** A form with values laid over it. */
export const laid = <F extends Dict>(form: F, values: Dict): F => Object.entries(values).reduce((here, [path, value]) => setPath(here, path, value), form);

/** After a keystroke has made `next` of the form as `shown`. What is typed back to what it was is untouched again. */
export function touch({ dirty, base }: Touched, shown: Dict, next: Dict): Touched {
	const typed = differences(shown, next);
	const seen = { ...Object.fromEntries(typed.map(([path, was]) => [path, was])), ...base };
	const values = { ...dirty, ...Object.fromEntries(typed.map(([path, , is]) => [path, is])) };
	const left = Object.keys(values).filter((path) => !deepEqual(values[path] ?? null, seen[path] ?? null));
	const kept = (from: Dict): Dict => Object.fromEntries(left.map((path) => [path, from[path] ?? null]));
	return { dirty: kept(values), base: kept(seen) };
}

/**
 * The changes of a command that carries what was touched. args: what a form says as arguments; a field may come of
 * several controls (a day and an hour), and one control may take another field away. A masked value is replaced.
 */
export function changesOf<F extends Dict>(doc: Dict, form: F, { dirty, base }: Touched, args: (form: F) => Dict): Change[] {
	const masked = Array.isArray(doc.masked) ? (doc.masked as unknown[]) : [];
	const now = args(form);
	const hasMoved = (field: string, was: unknown): boolean => !deepEqual(normalise(field, getPath(now, field)), normalise(field, was));
	return differences(args(laid(form, base)), args(laid(form, dirty))).map(([field, was, is]) => {
		if (masked.includes(field)) return { field, new: is };
		// Where nobody else was, the base is spelled as it is stored: a moment may be written with another offset.
		return { field, base: hasMoved(field, was) ? was : (getPath(doc, field) ?? null), new: is };
	});
}
