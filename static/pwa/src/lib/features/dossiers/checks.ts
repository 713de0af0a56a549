/** When a dossier is complete enough to be handed over. Pure; the twin of the server's `app/dossiers/checks.py`. */

import { checkDocuments, checkForm, hasWordsForId, holdsSecret, mayBeId, promisedDocuments, requiredDocuments, type Definition, type FieldSchema, type FormErrors } from '#lib/forms';
import { localToday } from '#lib/util/dates';
import { setPath } from '#lib/util/path';
import { isPossiblePhone, normalisePhone } from '#lib/util/phone';
import { isListed } from '#lib/features/catalogue';
import { PERSON_ROLES, type DossierValues, type PersonDoc, type StepId } from './model';

const ID_LENGTHS: Record<string, number> = { cccd: 12, cmnd: 9 };

/**
 * Everything that keeps the dossier from being sent, by dotted field. definition: null for a procedure that is not
 * listed, or whose definition is not on this device.
 */
export function incomplete(values: DossierValues, definition: Definition | null): FormErrors {
	const errors: FormErrors = {};
	if (isListed(values.procedure) ? !definition : !values.procedure.other.trim()) errors.procedure = [isListed(values.procedure) ? 'unknown' : 'required'];
	if (!hasConsent(values)) errors.consent = ['required'];
	Object.assign(errors, peopleErrors(values));
	if (definition && isListed(values.procedure)) {
		for (const [path, codes] of Object.entries(checkForm(definition, values.form))) errors[`form.${path}`] = codes;
		for (const [path, codes] of Object.entries(checkDocuments(definition, values.form, values.documents))) {
			if (path.endsWith('.state')) errors[`documents.${path}`] = codes;
		}
	}
	return errors;
}

export function hasConsent({ consent }: Pick<DossierValues, 'consent'>): boolean {
	return Boolean(consent?.purposes?.length && !consent.withdrawn_at);
}

/** Whether the citizen may be called or texted about it. */
export const mayContact = (consent: { purposes?: unknown; withdrawn_at?: unknown } | null | undefined): boolean =>
	Array.isArray(consent?.purposes) && consent.purposes.includes('contact') && !consent.withdrawn_at;

/** The field that has to be filled before one goes on from this step: without it the server refuses all that follows. */
export const neededFirst = (step: StepId, errors: FormErrors): string | null =>
	(step === 'procedure' || step === 'consent') && ['required', 'secret'].includes(errors.procedure?.[0] ?? '') ? 'procedure' : null;

/** What is wrong with one value by the rule of its own field, as a code; undefined: nothing. Nothing at all is `required`. */
export function valueError(path: string, value: unknown, schema: FieldSchema, values: Partial<DossierValues>): string | undefined {
	const alone = { form: { properties: { value: schema }, required: ['value'] } };
	return checkForm(alone, { value }).value?.[0] ?? peopleErrors(setPath({ ...values }, path, value))[path]?.[0];
}

export function peopleErrors(values: Pick<DossierValues, 'applicant' | 'subject' | 'representative'>): FormErrors {
	const errors: FormErrors = {};
	for (const role of PERSON_ROLES) {
		const person = values[role];
		if (!isThere(person) && role !== 'applicant') continue;
		for (const [name, code] of personErrors(person ?? {}, role === 'representative')) errors[`${role}.${name}`] = [code];
	}
	return errors;
}

/** Whether anything at all is known of the person. */
export const isThere = (person: PersonDoc | null | undefined): person is PersonDoc =>
	Boolean(person && Object.values(person).some((value) => value !== null && value !== undefined && value !== ''));

function personErrors(person: PersonDoc, needsBasis: boolean): [string, string][] {
	const errors: [string, string][] = [];
	if (!person.full_name?.trim()) errors.push(['full_name', 'required']);
	if (needsBasis && !person.basis) errors.push(['basis', 'required']);
	if (!mayBeId(person.id_number ?? '')) errors.push(['id_number', 'not_id_number']);
	else if (!hasRightLength(person.id_kind, person.id_number)) errors.push(['id_number', 'id_number']);
	if (person.phone && !isPossiblePhone(normalisePhone(person.phone))) errors.push(['phone', 'phone']);
	if (person.date_of_birth && !/^\d{4}(-\d{2}-\d{2})?$/.test(person.date_of_birth)) errors.push(['date_of_birth', 'format']);
	else if ((person.date_of_birth ?? '') > localToday()) errors.push(['date_of_birth', 'future']);
	return errors;
}

/**
 * Of what was typed, by dotted path, what stays on this phone: `not_id_number` where words stand for the number of a
 * paper, `secret` where something reads like a password or a one-time code.
 */
export const heldBack = (dirty: Record<string, unknown>, definition: Definition | null): Record<string, 'not_id_number' | 'secret'> =>
	Object.fromEntries(
		Object.entries(dirty).flatMap(([path, value]): [string, 'not_id_number' | 'secret'][] => {
			const [first, name = ''] = path.split('.');
			const isWords = first === 'form' ? hasWordsForId(definition?.form.properties?.[name], value) : path.endsWith('.id_number') && !mayBeId(String(value ?? ''));
			return isWords ? [[path, 'not_id_number']] : holdsSecret(value) ? [[path, 'secret']] : [];
		})
	);

/** Only the length is judged; structure beyond it warns. Passports are free. */
function hasRightLength(kind: string | null | undefined, number: string | null | undefined): boolean {
	if (!number) return true;
	const digits = /^\d+$/.test(number);
	const length = kind ? ID_LENGTHS[kind] : undefined;
	if (length !== undefined) return digits && number.length === length;
	return kind || !digits ? true : Object.values(ID_LENGTHS).includes(number.length);
}

/** How the checklist stands: what is missing, what is promised. */
export function paperCount(values: DossierValues, definition: Definition | null): { missing: string[]; promised: string[]; required: string[] } {
	if (!definition) return { missing: [], promised: [], required: [] };
	const required = requiredDocuments(definition, values.form);
	const missing = required.filter((id) => (values.documents[id]?.state ?? 'missing') === 'missing');
	return { missing, promised: promisedDocuments(definition, values.form, values.documents), required };
}
