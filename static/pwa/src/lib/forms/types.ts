/** A procedure's definition as data: what drives guidance, form, checklist and validation. Nothing here knows one procedure. */

import type { Both } from '#lib/i18n';

export type Answers = Record<string, unknown>;
/** {dotted path inside the form: [one keyword]}; empty means complete and valid. */
export type FormErrors = Record<string, string[]>;

export const WIDGETS = [
	'text',
	'longtext',
	'number',
	'date',
	'select',
	'radio',
	'checkbox',
	'phone',
	'person_id',
	'hamlet',
	'address',
	'repeat'
] as const;
export type Widget = (typeof WIDGETS)[number];

export interface FieldSchema {
	type?: 'string' | 'integer' | 'number' | 'boolean' | 'array';
	title?: string;
	'x-title-en'?: string;
	'x-widget'?: Widget;
	'x-hint'?: Both;
	'x-sensitive'?: boolean;
	'x-enum-titles'?: Record<string, Both>;
	enum?: string[];
	format?: string;
	/** Of a date: it has come already. */
	'x-not-after'?: 'today';
	pattern?: string;
	minLength?: number;
	maxLength?: number;
	minimum?: number;
	maximum?: number;
	minItems?: number;
	maxItems?: number;
	uniqueItems?: boolean;
	/** Rows of a repeat, or the choices of several boxes. */
	items?: FieldSchema & { properties?: Record<string, FieldSchema>; required?: string[] };
}

export interface Branch {
	if: { properties?: Record<string, { const?: unknown; enum?: unknown[] }>; required?: string[] };
	then?: { required?: string[]; properties?: Record<string, FieldSchema> };
	else?: { required?: string[]; properties?: Record<string, FieldSchema> };
}

/** Empty for a procedure that is not listed. */
export interface FormSchema {
	type?: 'object';
	required?: string[];
	properties?: Record<string, FieldSchema>;
	allOf?: Branch[];
}

export interface Condition {
	field: string;
	equals: string | number | boolean;
}
export interface DocumentDefinition {
	id: string;
	label: Both;
	kind: 'submit' | 'present' | 'form';
	originals: number;
	copies: number;
	required: boolean;
	when: Condition | null;
	hint?: Both;
}

/** The part of a procedure that rules read. */
export interface Definition {
	form: FormSchema;
	documents: DocumentDefinition[];
}

/** What a form knows about its surroundings. */
export interface FormContext {
	/** Names of hamlets to offer. */
	hamlets: readonly string[];
}
