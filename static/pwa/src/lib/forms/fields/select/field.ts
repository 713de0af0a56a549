import type { FieldSchema } from '../../types';
import { choiceTitle } from '../../titles';
export const text = (value: unknown, schema: FieldSchema): string => (typeof value === 'string' && value !== '' ? choiceTitle(schema, value) : '');
