/** What a type of field is made of: a way to fill it in, a way to read it, and its value as text. */

import type { Component } from 'svelte';
import type { FieldSchema, FormContext, FormErrors } from './types';

export interface InputProps {
	schema: FieldSchema;
	/** Of the control, unique on the page; also where "open at the wrong field" scrolls to. */
	id: string;
	label: string;
	value: unknown;
	onvalue: (value: unknown) => void;
	required: boolean;
	/** A sentence; undefined: nothing wrong, or not looked at yet. */
	error: string | undefined;
	/** Errors of what lies below this field: `0.id_number` of a repeat. */
	inner: FormErrors;
	context: FormContext;
}
export interface OutputProps {
	schema: FieldSchema;
	value: unknown;
}
export interface FieldType {
	Input: Component<InputProps>;
	Output: Component<OutputProps>;
	/** The value in words, for lists, summaries and reading aloud; '' when there is none. */
	text: (value: unknown, schema: FieldSchema) => string;
}
