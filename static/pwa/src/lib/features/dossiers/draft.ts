/** The half-filled form of a dossier on this device: what was typed since the last save, and where the person was. */

import { sameValue } from '#lib/data';
import { deepEqual } from '#lib/util/equal';
import { getPath, setPath } from '#lib/util/path';
import type { Consent } from '#lib/features/consent';
import type { ProcedureRef } from '#lib/features/catalogue';
import { SOMETHING_ELSE, type DossierDoc, type DossierValues, type StepId } from './model';

export interface DossierDraft extends Record<string, unknown> {
	step: StepId;
	/** The control that had the focus last, to come back to. */
	field?: string;
	/** Set before consent: there is no record yet. */
	start: { procedure: ProcedureRef; channel: 1 | 2 | 3; hamlet_id: string | null; visit_id: string | null; ward: string; reference: string } | null;
	/** The consent being asked for; nothing personal. */
	consent: Partial<Consent>;
	/** Dotted path → value, not yet in a command. */
	dirty: Record<string, unknown>;
	/** Dotted path → what was there when it was first touched. */
	base: Record<string, unknown>;
	/** Paths touched since it was sent back at that time: what was asked for there is no longer pointed at. */
	mended?: { at: string; paths: string[] };
}

export const BLANK: DossierDraft = { step: 'procedure', start: null, consent: {}, dirty: {}, base: {} };
/** A draft as all tabs together typed it, seen from where this one stands. */
export function placed(kept: Partial<DossierDraft>, { step, field }: DossierDraft): DossierDraft {
	const { field: _theirs, ...rest } = { ...BLANK, ...kept };
	return { ...rest, step, ...(field ? { field } : {}) };
}

export const emptyValues = (start: NonNullable<DossierDraft['start']>): DossierValues => ({
	procedure: start.procedure,
	channel: start.channel,
	hamlet_id: start.hamlet_id,
	visit_id: start.visit_id,
	form: {},
	documents: {}
});

/** The record with what was typed on top. */
export function valuesOf(doc: DossierDoc | null, draft: DossierDraft | null): DossierValues | null {
	// What another tab took away may leave a rest that nothing can be made of.
	const base = doc ?? (draft?.start?.reference ? emptyValues(draft.start) : null);
	if (!base) return null;
	let values: Record<string, unknown> = { ...base };
	for (const [path, value] of Object.entries(draft?.dirty ?? {})) values = setPath(values, path, value);
	return values as unknown as DossierValues;
}

/** A keystroke: the value now, and once what was there before. A value typed back to what it was is clean again. */
export function touched(draft: DossierDraft, doc: DossierDoc | null, path: string, value: unknown): DossierDraft {
	const before = getPath(doc, path) ?? null;
	const base = path in draft.base ? draft.base : { ...draft.base, [path]: before };
	return withMended({ ...draft, dirty: { ...draft.dirty, [path]: value }, base }, doc, path);
}

function withMended(draft: DossierDraft, doc: DossierDoc | null, path: string): DossierDraft {
	const at = doc?.returned?.at;
	if (!at) return draft;
	const paths = draft.mended?.at === at ? draft.mended.paths : [];
	return paths.includes(path) ? draft : { ...draft, mended: { at, paths: [...paths, path] } };
}

/** What was asked for, and whether it was touched since. `documents.x` is touched by any leaf of it. It stands until it is sent again. */
export function askedItems(doc: DossierDoc | null, draft: DossierDraft): { path: string; message: string; isMended: boolean }[] {
	const { returned } = doc ?? {};
	if (!returned) return [];
	const touchedPaths = draft.mended?.at === returned.at ? draft.mended.paths : [];
	const within = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(`${outer}.`);
	const answers = (asked: string, path: string): boolean => asked === SOMETHING_ELSE || within(asked, path) || within(path, asked);
	return returned.items.map((item) => ({ ...item, isMended: touchedPaths.some((path) => answers(item.path, path)) }));
}

/** Nothing is waiting to be saved. */
export const isClean = (draft: DossierDraft): boolean => Object.keys(draft.dirty).length === 0;
export const cleaned = (draft: DossierDraft, saved: Record<string, unknown>): DossierDraft => {
	const left = Object.entries(draft.dirty).filter(([path, value]) => !(path in saved) || !deepEqual(saved[path], value));
	const dirty = Object.fromEntries(left);
	return { ...draft, dirty, base: Object.fromEntries(Object.entries(draft.base).filter(([path]) => path in dirty)) };
};
/** What the record has by now is no longer waiting; the rest was typed on top of it as it is. */
export function cleanedBy(doc: DossierDoc, draft: DossierDraft): DossierDraft {
	const left = Object.entries(draft.dirty).filter(([path, value]) => !sameValue(path, getPath(doc, path), value));
	return { ...draft, start: null, dirty: Object.fromEntries(left), base: Object.fromEntries(left.map(([path]) => [path, getPath(doc, path) ?? null])) };
}
