/** What a field and its choices are called, in the reader's language. */

import { lang } from '#lib/i18n';
import type { FieldSchema } from './types';

export const fieldTitle = (schema: FieldSchema, name = ''): string =>
	(lang() === 'en' ? schema['x-title-en'] || schema.title : schema.title || schema['x-title-en']) ?? name;

export const choiceTitle = (schema: FieldSchema, choice: string): string => {
	const both = schema['x-enum-titles']?.[choice];
	return (lang() === 'en' ? both?.en || both?.vi : both?.vi || both?.en) ?? choice;
};

export const choicesOf = (schema: FieldSchema): { value: string; label: string }[] =>
	(schema.enum ?? schema.items?.enum ?? []).map((value) => ({ value, label: choiceTitle(schema, value) }));
