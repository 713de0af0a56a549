/** The fields of a dossier as people know them: which there are, what they are called, what stands in them. */

import { SOMETHING_ELSE } from '#lib/features/dossiers';
import { askedDocuments } from '#lib/forms/rules';
import type { Definition, FieldSchema } from '#lib/forms/types';
import type { ProcedureDoc } from '#lib/features/catalogue';
import type { Both } from '#lib/i18n';
import { getPath } from '#lib/util/path';
import type { DossierDoc, PersonDoc, PersonRole } from './types';

export type { ProcedureDoc };

export const PEOPLE: readonly PersonRole[] = ['applicant', 'subject', 'representative'];
export const PERSON_FIELDS = ['full_name', 'id_number', 'date_of_birth', 'sex', 'phone', 'phone_of', 'address', 'basis'] as const;
export type PersonField = (typeof PERSON_FIELDS)[number];

/** Something the volunteer can be asked to mend. */
export interface Mendable {
	path: string;
	group: 'papers' | PersonRole | 'form' | 'rest';
}

/** Papers that are asked for or there, in the definition's order; strange ones after them. */
export function paperIds(doc: DossierDoc, definition: Definition | null): string[] {
	const asked = definition ? askedDocuments(definition, doc.form ?? {}).map((document) => document.id) : [];
	return [...new Set([...asked, ...Object.keys(doc.documents ?? {})])];
}

/** Questions of the form that were answered, or are hidden from this reader. */
export function answeredFields(doc: DossierDoc, definition: Definition | null): string[] {
	const masked = new Set(doc.masked ?? []);
	const names = Object.keys(definition?.form.properties ?? {});
	const answers = doc.form ?? {};
	return names.filter((name) => answers[name] !== undefined && answers[name] !== null ? true : masked.has(`form.${name}`));
}

const PERSON_ASKED: readonly PersonField[] = ['full_name', 'id_number', 'date_of_birth', 'phone', 'address'];

/** Everything that can be named in a return: papers first, then people, every question of the form, and what is left. */
export function mendables(doc: DossierDoc, definition: Definition | null): Mendable[] {
	const people = PEOPLE.filter((role) => doc[role]).flatMap((role) =>
		PERSON_ASKED.map((field): Mendable => ({ path: `${role}.${field}`, group: role }))
	);
	const rest = [...('code' in doc.procedure ? [] : ['procedure']), 'note', SOMETHING_ELSE];
	const questions = Object.keys(definition?.form.properties ?? {});
	return [
		...paperIds(doc, definition).map((id): Mendable => ({ path: `documents.${id}`, group: 'papers' })),
		...people,
		...questions.map((name): Mendable => ({ path: `form.${name}`, group: 'form' })),
		...rest.map((path): Mendable => ({ path, group: 'rest' }))
	];
}

/** What papers and consent say of people and is masked; shown beside the facts, since it has no place of its own there. */
export const maskedAsides = (doc: Pick<DossierDoc, 'masked'>): string[] => (doc.masked ?? []).filter((path) => /^(documents|consent)\./.test(path));

export const isMasked = (doc: DossierDoc, path: string): boolean => (doc.masked ?? []).includes(path);

/** `•••• •••• 3307`; without any digit known, dots alone. */
export function maskedNumber(person: PersonDoc): string {
	return person.id_number_last4 ? `•••• •••• ${person.id_number_last4}` : '••••••••';
}

/** Words the answers of a form are told in. */
export interface AnswerWords {
	yes: string;
	no: string;
	date: (stored: string) => string;
	phone: (stored: string) => string;
	pick: (both: Both) => string;
}

/** One answer as text; rows of a repeat one per line. '' for nothing. */
export function answerText(field: FieldSchema | undefined, value: unknown, words: AnswerWords): string {
	if (value === null || value === undefined || value === '') return '';
	if (typeof value === 'boolean') return value ? words.yes : words.no;
	if (Array.isArray(value)) return value.map((row) => rowText(field, row, words)).filter(Boolean).join('\n');
	const titles = typeof value === 'string' ? field?.['x-enum-titles']?.[value] : undefined;
	if (titles) return words.pick(titles);
	if (typeof value === 'number') return String(value).replace('.', ',');
	if (typeof value !== 'string') return JSON.stringify(value);
	if (field?.['x-widget'] === 'date') return words.date(value);
	return field?.['x-widget'] === 'phone' ? words.phone(value) : value;
}

function rowText(field: FieldSchema | undefined, row: unknown, words: AnswerWords): string {
	const inner = field?.items?.properties;
	if (typeof row !== 'object' || row === null || !inner) return answerText({ ...field?.items, ...titlesOf(field) }, row, words);
	return Object.entries(inner)
		.map(([name, part]) => answerText(part, (row as Record<string, unknown>)[name], words))
		.filter(Boolean)
		.join(', ');
}

/** Several boxes: the titles stand on the field or on its items. */
const titlesOf = (field: FieldSchema | undefined): Pick<FieldSchema, 'x-enum-titles'> =>
	field?.['x-enum-titles'] ? { 'x-enum-titles': field['x-enum-titles'] } : {};

export const valueAt = (doc: DossierDoc, path: string): unknown => getPath(doc, path);

/** Papers that are there, promised, and still missing though required. */
export function countPapers(doc: DossierDoc, definition: Definition | null): { there: number; promised: number; missing: number } {
	const counts = { there: 0, promised: 0, missing: 0 };
	for (const id of paperIds(doc, definition)) {
		const state = doc.documents?.[id]?.state ?? 'missing';
		if (state === 'promised') counts.promised += 1;
		else if (state !== 'missing') counts.there += 1;
		else if (definition?.documents.find((document) => document.id === id)?.required ?? true) counts.missing += 1;
	}
	return counts;
}
