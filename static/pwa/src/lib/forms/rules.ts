/**
 * What a procedure's definition says about answers and papers. Pure, and the twin of the server's
 * `app/catalogue/forms.py`: both are held to `tests/vectors/forms.json`.
 */

import { Validator } from '@cfworker/json-schema';
import { localToday } from '#lib/util/dates';
import { isDict } from '#lib/util/path';
import type { Answers, Condition, Definition, DocumentDefinition, FieldSchema, FormErrors, FormSchema } from './types';

/** Codes of a form's errors, the most telling first; a path carries only its first. */
export const KEYWORDS = [
	'required',
	'pattern',
	'enum',
	'type',
	'format',
	'future',
	'minLength',
	'maxLength',
	'minimum',
	'maximum',
	'minItems',
	'maxItems',
	'uniqueItems',
	'unknown'
] as const;
export type Keyword = (typeof KEYWORDS)[number];

/** States of a paper that let a dossier be handed over; a promised one makes it incomplete, and it says so. */
const PRESENT: ReadonlySet<unknown> = new Set(['promised', 'seen', 'photo', 'certified', 'reused']);

/**
 * Answers as they are judged and kept: text NFC and trimmed, what is empty left out, with rows of a repeat that
 * hold nothing. false and 0 are answers.
 */
export function normaliseForm(form: Answers): Answers {
	return normalise(form) as Answers;
}

function normalise(value: unknown): unknown {
	if (typeof value === 'string') return value.normalize('NFC').trim();
	if (Array.isArray(value)) return value.map(normalise).filter((item) => !isEmpty(item));
	if (!isDict(value)) return value;
	const kept = Object.entries(value).map(([key, item]) => [key, normalise(item)] as const);
	return Object.fromEntries(kept.filter(([, item]) => !isEmpty(item)));
}

function isEmpty(value: unknown): boolean {
	if (value === null || value === undefined || value === '') return true;
	return Array.isArray(value) ? value.length === 0 : isDict(value) && Object.keys(value).length === 0;
}

const validators = new WeakMap<FormSchema, Validator>();
function validatorOf(schema: FormSchema): Validator {
	let validator = validators.get(schema);
	if (!validator) validators.set(schema, (validator = new Validator(schema, '2020-12', false)));
	return validator;
}

/**
 * Everything wrong with the answers. Rows of a repeat are numbered from 0: `members.0.id_number`. today: the last day that
 * a date with `x-not-after: today` may name.
 */
export function checkForm(definition: Pick<Definition, 'form'>, form: Answers, today = localToday()): FormErrors {
	const schema = definition.form;
	if (Object.keys(schema).length === 0) return Object.fromEntries(Object.keys(form).map((key) => [key, ['unknown']]));
	const answers = normaliseForm(form);
	const found = new Map<string, Keyword>();
	const add = (path: string, code: Keyword): void => {
		const before = found.get(path);
		if (before === undefined || KEYWORDS.indexOf(code) < KEYWORDS.indexOf(before)) found.set(path, code);
	};
	for (const error of validatorOf(schema).validate(answers).errors) {
		if (!isKeyword(error.keyword)) continue; // "properties does not match" and its like: their causes follow
		const at = parts(error.instanceLocation);
		if (error.keyword === 'required') {
			for (const name of missing(schema, error.keywordLocation, answers, at)) add([...at, name].join('.'), 'required');
		} else add(at.join('.'), error.keyword);
	}
	for (const path of unknown(schema.properties ?? {}, answers, '')) add(path, 'unknown');
	for (const path of toCome(schema.properties ?? {}, answers, today)) add(path, 'future');
	return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, code]) => [path, [code]]));
}

const isKeyword = (word: string): word is Keyword => (KEYWORDS as readonly string[]).includes(word);

/** `#/members/0` → ['members', '0'] */
function parts(pointer: string): string[] {
	return pointer
		.split('/')
		.slice(1)
		.map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function follow(root: unknown, path: readonly string[]): unknown {
	return path.reduce<unknown>((here, part) => (here as Record<string, unknown> | undefined)?.[part], root);
}

function missing(schema: FormSchema, keywordLocation: string, answers: Answers, at: string[]): string[] {
	const required = follow(schema, parts(keywordLocation));
	const here = follow(answers, at);
	if (!Array.isArray(required) || !isDict(here)) return [];
	return required.map(String).filter((name) => !Object.hasOwn(here, name));
}

/** Paths of answers the form does not ask for; nothing unlabelled may slip past the masking. */
function unknown(properties: Record<string, FieldSchema>, answers: unknown, prefix: string): string[] {
	if (!isDict(answers)) return [];
	return Object.entries(answers).flatMap(([name, value]) => {
		const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
		if (!field) return [`${prefix}${name}`];
		const inner = field.items?.properties;
		if (!inner || !Array.isArray(value)) return [];
		return value.flatMap((row, index) => unknown(inner, row, `${prefix}${name}.${index}.`));
	});
}

/** Paths of days that cannot have come yet: nobody was born tomorrow. What is no date is none of these. */
function toCome(properties: Record<string, FieldSchema>, answers: unknown, today: string): string[] {
	if (!isDict(answers)) return [];
	return Object.entries(properties).flatMap(([name, field]) => {
		const value = answers[name];
		if (field['x-not-after'] && typeof value === 'string') return value > today ? [name] : [];
		const inner = field.items?.properties;
		if (!inner || !Array.isArray(value)) return [];
		return value.flatMap((row, index) => toCome(inner, row, today).map((path) => `${name}.${index}.${path}`));
	});
}

/** Names that must be answered as things stand: `required`, and what `if … then` adds. */
export function requiredNow(schema: FormSchema, form: Answers): Set<string> {
	const answers = normaliseForm(form);
	const names = new Set(schema.required ?? []);
	for (const branch of schema.allOf ?? []) {
		const part = matches(branch.if, answers) ? branch.then : branch.else;
		for (const name of part?.required ?? []) names.add(name);
	}
	return names;
}

function matches(condition: { properties?: Record<string, { const?: unknown; enum?: unknown[] }>; required?: string[] }, answers: Answers): boolean {
	return (
		(condition.required ?? []).every((name) => Object.hasOwn(answers, name)) &&
		Object.entries(condition.properties ?? {}).every(([name, rule]) => {
			if (!Object.hasOwn(answers, name)) return true;
			if ('const' in rule && answers[name] !== rule.const) return false;
			return rule.enum === undefined || rule.enum.includes(answers[name]);
		})
	);
}

/** null means always. An unanswered field meets nothing. */
export function conditionHolds(when: Condition | null | undefined, answers: Answers): boolean {
	return !when || answers[when.field] === when.equals;
}

/** The checklist for these answers, in the definition's order. */
export function askedDocuments(definition: Pick<Definition, 'documents'>, form: Answers): DocumentDefinition[] {
	const answers = normaliseForm(form);
	return definition.documents.filter((document) => conditionHolds(document.when, answers));
}

export function requiredDocuments(definition: Pick<Definition, 'documents'>, form: Answers): string[] {
	return askedDocuments(definition, form)
		.filter((document) => document.required)
		.map((document) => document.id);
}

type Papers = Record<string, { state?: unknown } | null | undefined>;

/** {`<id>.state`: ['required']} for papers neither there nor promised, {`<id>`: ['unknown']} for strange ones. */
export function checkDocuments(definition: Definition, form: Answers, documents: Papers): FormErrors {
	const missingPapers = requiredDocuments(definition, form).filter((id) => !PRESENT.has(documents[id]?.state));
	const known = new Set(definition.documents.map((document) => document.id));
	const errors: FormErrors = {};
	for (const id of missingPapers) errors[`${id}.state`] = ['required'];
	for (const id of Object.keys(documents)) if (!known.has(id)) errors[id] = ['unknown'];
	return errors;
}

/** Required papers that are only promised: the dossier may go, as incomplete. */
export function promisedDocuments(definition: Pick<Definition, 'documents'>, form: Answers, documents: Papers): string[] {
	return requiredDocuments(definition, form).filter((id) => documents[id]?.state === 'promised');
}
