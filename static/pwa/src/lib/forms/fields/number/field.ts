import type { FieldSchema } from '../../types';
import { lang, number } from '#lib/i18n';
/** A number, or what was typed as long as it is none: nothing typed is thrown away. */
export function readNumber(typed: string): number | string {
	const plain = typed.trim().replace(/\s/g, '').replace(',', '.');
	return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : typed;
}

export const typedNumber = (value: unknown): string =>
	typeof value === 'number' ? String(value).replace('.', lang() === 'en' ? '.' : ',') : typeof value === 'string' ? value : '';

export function text(value: unknown, _schema: FieldSchema): string {
	if (typeof value !== 'number') return typedNumber(value);
	return number(value, Number.isInteger(value) ? 0 : Math.min(6, (String(value).split('.')[1] ?? '').length));
}
