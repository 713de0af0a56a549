import type { FieldSchema } from '../../types';
import { readTypedDate, showDate } from '#lib/util/dates';
export interface DateParts {
	day: string;
	month: string;
	year: string;
}

/** `2026-11-25`, `1950`, or half-typed `25/11/` → its three parts. */
export function splitDate(value: unknown): DateParts {
	const typed = typeof value === 'string' ? value : '';
	const stored = /^(\d{4})(?:-(\d{2})-(\d{2}))?$/.exec(typed);
	if (stored) return { day: stored[3] ?? '', month: stored[2] ?? '', year: stored[1] ?? '' };
	const [day = '', month = '', year = ''] = typed.split('/');
	return { day, month, year };
}

/**
 * The three parts as stored: `2026-11-25`; a year alone (`1950`) where that is allowed; half-typed ones as they are
 * (`25/11/`), so that a killed page gives them back; '' when nothing is typed.
 */
export function joinDate({ day, month, year }: DateParts, yearAlone: boolean): string {
	const typed = [day, month, year].map((part) => part.trim());
	if (typed.every((part) => part === '')) return '';
	if (yearAlone && typed[0] === '' && typed[1] === '' && /^\d{4}$/.test(typed[2] ?? '')) return typed[2] ?? '';
	return readTypedDate(typed.join('/')) ?? typed.join('/');
}

export const text = (value: unknown, _schema: FieldSchema): string => (typeof value === 'string' ? showDate(value) : '');
