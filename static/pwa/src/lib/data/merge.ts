/**
 * The merge rule of edits, the same as the server's (dossiers/merge.py); both read tests/vectors/merge.json.
 *
 * Two people changed one field. Where the rule cannot know, nothing is thrown away: both values are kept and a
 * person decides.
 */

import { deepEqual } from '#lib/util/equal';
import { compactNumber } from '#lib/util/id-number';
import { isDict } from '#lib/util/path';
import { normalisePhone } from '#lib/util/phone';

export type Verdict =
	| 'same' // stored is already what is wanted
	| 'write' // nobody else touched it, or both changed a set in ways that go together
	| 'keep' // the author changed nothing; someone else did
	| 'conflict'; // both changed it: stored stays, both are shown

const PHONE_FIELD = /(^|\.)phone$/;
const NUMBER_FIELD = /(^|\.)id_number$/;
/** Lists whose order means nothing: two edits of one merge by what each added and removed. */
const SET_FIELD = /(^|\.)(file_ids|purposes)$/;

/** The form in which values are compared: NFC, trimmed, phones and ID numbers in one spelling, empty as null. The server also masks
 * secrets in what it stores; comparing knows nothing of them, on both sides. */
export function normalise(field: string, value: unknown): unknown {
	if (typeof value === 'string') return normalText(field, value) || null;
	if (Array.isArray(value)) {
		const kept = value.map((item) => normalise(field, item)).filter((item) => item !== null);
		return kept.length > 0 ? kept : null;
	}
	if (isDict(value)) {
		const inner = Object.entries(value).map(([key, item]) => [key, normalise(`${field}.${key}`, item)] as const);
		const kept = inner.filter(([, item]) => item !== null);
		return kept.length > 0 ? Object.fromEntries(kept) : null;
	}
	return value ?? null;
}

function normalText(field: string, value: string): string {
	const text = value.normalize('NFC').trim();
	if (PHONE_FIELD.test(field)) return normalisePhone(text);
	return NUMBER_FIELD.test(field) ? compactNumber(text) : text;
}

/** Whether two values mean the same, whatever their spelling. */
export function sameValue(field: string, a: unknown, b: unknown): boolean {
	const [one, other] = [normalise(field, a), normalise(field, b)];
	if (!SET_FIELD.test(field)) return deepEqual(one, other);
	const [left, right] = [new Set(members(one)), new Set(members(other))];
	return left.size === right.size && [...left].every((item) => right.has(item));
}

/** base: what the author saw; undefined for a masked field, which is replaced. value: in normal form. */
export function merge(
	field: string,
	{ stored, base, next }: { stored: unknown; base?: unknown; next: unknown }
): { verdict: Verdict; value: unknown } {
	if (sameValue(field, stored, next)) return { verdict: 'same', value: normalise(field, stored) };
	if (base === undefined || sameValue(field, stored, base)) return { verdict: 'write', value: normalise(field, next) };
	if (sameValue(field, next, base)) return { verdict: 'keep', value: normalise(field, stored) };
	if (SET_FIELD.test(field)) return mergeSets(field, stored, base, next);
	return { verdict: 'conflict', value: normalise(field, stored) };
}

/** What the author added joins, what the author took away goes; the rest is the others'. */
function mergeSets(field: string, stored: unknown, base: unknown, next: unknown): { verdict: Verdict; value: unknown } {
	const [held, was, wanted] = [stored, base, next].map((value) => members(normalise(field, value))) as [unknown[], unknown[], unknown[]];
	const removed = was.filter((item) => !wanted.includes(item));
	const added = wanted.filter((item) => !was.includes(item) && !held.includes(item));
	const value = [...held.filter((item) => !removed.includes(item)), ...added];
	return { verdict: deepEqual(value, held) ? 'keep' : 'write', value: value.length > 0 ? value : null };
}

const members = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
