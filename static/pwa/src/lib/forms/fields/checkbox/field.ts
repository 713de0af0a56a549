import type { FieldSchema } from '../../types';
import { choiceTitle } from '../../titles';
import { formWords } from '../../words';
export function text(value: unknown, schema: FieldSchema): string {
	if (typeof value === 'boolean') return value ? formWords.yes : formWords.no;
	return Array.isArray(value) ? value.map((choice) => choiceTitle(schema, String(choice))).join(', ') : '';
}
