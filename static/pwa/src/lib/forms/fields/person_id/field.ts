import type { FieldSchema } from '../../types';

/** `001 304 012 345` on the way in; anything that is no digit goes, letters of other papers stay. */
export const cleanId = (typed: string): string => typed.replace(/[\s.-]/g, '').toUpperCase();

/** In threes, as printed on the card. */
export const showId = (value: string): string => (/^\d{12}$/.test(value) ? value.replace(/(\d{3})(?=\d)/g, '$1 ') : value);

/** `•••• •••• 4821` */
export const maskId = (value: string): string => `•••• •••• ${value.slice(-4)}`;

/** Whether a 12-digit number is built as they are: province, century and sex, year. Warns, never blocks. */
export function isOddId(value: string, yearNow: number = new Date().getFullYear()): boolean {
	if (!/^\d{12}$/.test(value)) return false;
	const province = Number(value.slice(0, 3));
	const century = 1900 + Math.floor(Number(value[3]) / 2) * 100;
	const year = century + Number(value.slice(4, 6));
	return province < 1 || province > 96 || year > yearNow || year < 1900;
}

export const text = (value: unknown, _schema: FieldSchema): string => (typeof value === 'string' ? showId(value) : '');
