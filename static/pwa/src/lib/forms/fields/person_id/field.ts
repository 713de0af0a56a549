import { compactNumber } from '#lib/util/id-number';
import { looksSecret } from '../../secrets';
import type { FieldSchema } from '../../types';

/** `001 304 012 345` on the way in; anything that is no digit goes, letters of other papers stay. */
export const cleanId = compactNumber;

const NUMBER = /^(?:[0-9]{0,12}|(?!.*[A-Z]{3})(?=[0-9]*(?:[A-Z][0-9]*){1,4}$)[0-9A-Z]{1,12})$/;
/**
 * Whether it may be the number of a paper, or the beginning of one: twelve digits at most, or the few letters and digits
 * of a passport. The twin of the server's `may_be_id_number`; both read `tests/vectors/id_numbers.json`. Anything else is
 * words in the wrong box, perhaps a password, and does not leave this phone.
 */
export const mayBeId = (typed: string): boolean => NUMBER.test(cleanId(typed)) && !looksSecret(typed);
/** Whether words stand where a form asks for such a number, also in a row of a repeat. */
export function hasWordsForId(schema: FieldSchema | undefined, value: unknown): boolean {
	if (Array.isArray(value)) return value.some((row: unknown) => Object.entries(row ?? {}).some(([name, part]) => hasWordsForId(schema?.items?.properties?.[name], part)));
	return schema?.['x-widget'] === 'person_id' && typeof value === 'string' && !mayBeId(value);
}

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
