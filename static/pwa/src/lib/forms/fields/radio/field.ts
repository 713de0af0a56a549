import type { FieldSchema } from '../../types';
import { choiceTitle } from '../../titles';
import { formWords } from '../../words';
export function text(value: unknown, schema: FieldSchema): string {
	if (typeof value === 'boolean') return value ? formWords.yes : formWords.no;
	return typeof value === 'string' && value !== '' ? choiceTitle(schema, value) : '';
}
