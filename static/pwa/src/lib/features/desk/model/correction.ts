/** A correction by the officer: which fields it may touch, what of it is a change, what cannot be right. */

import type { Change, Outcome } from '#lib/data';
import { peopleErrors } from '#lib/features/dossiers';
import type { FormErrors } from '#lib/forms';
import { cleanId } from '#lib/forms/fields/person_id/field';
import { readTypedDate, showDate } from '#lib/util/dates';
import { isMasked, valueAt } from './fields';
import { changesOf, typedAs } from './refused';
import type { DossierDoc } from './types';

const isDate = (path: string): boolean => path.endsWith('date_of_birth');

/** What stands in the field before anyone types. */
export function storedText(doc: DossierDoc, path: string): string {
	const value = valueAt(doc, path);
	if (typeof value !== 'string') return '';
	return isDate(path) ? showDate(value) : value;
}

export interface Correction {
	/** By dotted path, as it is sent; null: emptied. */
	changed: Record<string, string | null>;
	/** Of what was changed: what stood there before is not this form's business. */
	errors: FormErrors;
}

/** values: by dotted path, as typed. A masked field left empty stays as it is. */
export function correctionOf(doc: DossierDoc, values: Record<string, string>): Correction {
	const changed: Correction['changed'] = {};
	const errors: FormErrors = {};
	const applicant: Record<string, unknown> = { ...doc.applicant };
	for (const [path, typed] of Object.entries(values)) {
		const text = path.endsWith('.id_number') ? cleanId(typed) : typed.trim();
		if (text === storedText(doc, path) || (text === '' && isMasked(doc, path))) continue;
		const value = isDate(path) && text ? readTypedDate(text) : text || null;
		if (text && value === null) errors[path] = ['format'];
		changed[path] = value;
		if (path.startsWith('applicant.')) applicant[path.slice('applicant.'.length)] = value;
	}
	for (const [path, codes] of Object.entries(peopleErrors({ applicant, subject: null, representative: null }))) {
		if (path in changed) errors[path] ??= codes;
	}
	return { changed, errors };
}

/** base: what stood there when the officer first touched it. */
export function correctionChanges(doc: DossierDoc, changed: Correction['changed'], base: Record<string, unknown>): Change[] {
	return Object.entries(changed).map(([field, value]) => ({ field, base: (field in base ? base[field] : valueAt(doc, field)) ?? null, new: value }));
}

/** What the server said of a refused correction, by dotted path, as long as the text it refused stands there. */
export function stillRefused({ command, errors }: Pick<Outcome, 'command' | 'errors'>, values: Record<string, string>): FormErrors {
	const standing = changesOf(command.args).filter((change) => change.field in errors && values[change.field] === typedAs(change));
	return Object.fromEntries(standing.map(({ field }) => [field, errors[field] ?? []]));
}

/** Refused corrections of the same fields: this one stands for them, so that red cards do not pile up. */
export function replacedBy(outcomes: readonly Outcome[], { changed }: Correction): Outcome[] {
	return outcomes.filter(({ command }) => command.type === 'dossier.edit' && changesOf(command.args).every(({ field }) => field in changed));
}
