import type { FieldSchema } from '../../types';

export const text = (value: unknown, _schema: FieldSchema): string => (typeof value === 'string' ? value : '');
