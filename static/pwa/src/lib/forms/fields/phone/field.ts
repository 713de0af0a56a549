import type { FieldSchema } from '../../types';
import { formatPhone } from '#lib/util/phone';
export const text = (value: unknown, _schema: FieldSchema): string => (typeof value === 'string' ? formatPhone(value) : '');
