/**
 * Numbers, sizes and times as people here read them: "thứ Tư 25/11", "14:32", "1,8 GB".
 *
 * Written by hand instead of Intl: the same on every phone, whatever its data, and the words of the mock-ups.
 * A moment is ms since 1970 or RFC 3339 text; days are shown in the device's own time zone.
 */

import { lang } from './lang.svelte';

export type Moment = number | string;
const DAYS = {
	vi: ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'],
	en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
} as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A date without a time ("2026-11-25") is that day here, not midnight in Greenwich. */
export function asDate(moment: Moment): Date {
	if (typeof moment === 'number') return new Date(moment);
	const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(moment);
	return day ? new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3])) : new Date(moment);
}

const two = (n: number): string => String(n).padStart(2, '0');
export const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** 14:32 */
export function clock(moment: Moment): string {
	const at = asDate(moment);
	return Number.isNaN(at.getTime()) ? '' : `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** thứ Tư 25/11 (the year only when it is not this one); "Wednesday 25 Nov". */
export function day(moment: Moment, now: number = Date.now()): string {
	const at = asDate(moment);
	if (Number.isNaN(at.getTime())) return '';
	const other = at.getFullYear() !== new Date(now).getFullYear();
	const name = DAYS[lang()][at.getDay()] ?? '';
	if (lang() === 'en') return `${name} ${at.getDate()} ${MONTHS[at.getMonth()]}${other ? ` ${at.getFullYear()}` : ''}`;
	return `${name} ${two(at.getDate())}/${two(at.getMonth() + 1)}${other ? `/${at.getFullYear()}` : ''}`;
}

/** 25/11 */
export function shortDay(moment: Moment, now: number = Date.now()): string {
	const at = asDate(moment);
	if (Number.isNaN(at.getTime())) return '';
	const other = at.getFullYear() !== new Date(now).getFullYear();
	if (lang() === 'en') return `${at.getDate()} ${MONTHS[at.getMonth()]}${other ? ` ${at.getFullYear()}` : ''}`;
	return `${two(at.getDate())}/${two(at.getMonth() + 1)}${other ? `/${at.getFullYear()}` : ''}`;
}

/** hôm nay · hôm qua · thứ Tư 25/11 */
export function nearDay(moment: Moment, now: number = Date.now()): string {
	const at = asDate(moment);
	const today = new Date(now);
	if (sameDay(at, today)) return lang() === 'en' ? 'today' : 'hôm nay';
	const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
	if (sameDay(at, yesterday)) return lang() === 'en' ? 'yesterday' : 'hôm qua';
	const tomorrow = new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1);
	if (sameDay(at, tomorrow)) return lang() === 'en' ? 'tomorrow' : 'ngày mai';
	return day(moment, now);
}

/** 14:32 today, "thứ Tư 25/11, 14:32" on another day. */
export function when(moment: Moment, now: number = Date.now()): string {
	const at = asDate(moment);
	if (Number.isNaN(at.getTime())) return '';
	return sameDay(at, new Date(now)) ? clock(moment) : `${nearDay(moment, now)}, ${clock(moment)}`;
}

/** hôm nay 08:00–11:30 */
export function span(from: Moment, to: Moment, now: number = Date.now()): string {
	const oneDay = sameDay(asDate(from), asDate(to));
	return `${nearDay(from, now)} ${clock(from)}–${oneDay ? clock(to) : `${nearDay(to, now)} ${clock(to)}`}`;
}

/** First letter large, for the start of a line. */
export const upper = (text: string): string => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);

/** 1.234,5 in Vietnamese, 1,234.5 in English. */
export function number(value: number, digits = 0): string {
	const [whole = '0', part] = Math.abs(value).toFixed(digits).split('.');
	const english = lang() === 'en';
	const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, english ? ',' : '.');
	return `${value < 0 ? '−' : ''}${grouped}${part ? (english ? '.' : ',') + part : ''}`;
}

/** 940 KB · 1,8 GB, not torn apart at the end of a line. */
export function bytes(size: number): string {
	if (size < 1024) return `${number(size)}\u00a0B`;
	if (size < 1024 ** 2) return `${number(size / 1024)}\u00a0KB`;
	if (size < 1024 ** 3) return `${number(size / 1024 ** 2, 1)}\u00a0MB`;
	return `${number(size / 1024 ** 3, 1)}\u00a0GB`;
}

/** 8.000 đồng */
export const money = (vnd: number): string => `${number(vnd)} ${lang() === 'en' ? 'VND' : 'đồng'}`;

/** "3 việc", "1 item" / "3 items": Vietnamese has no plural. */
export const count = (n: number, vi: string, en: string, many = `${en}s`): string =>
	`${number(n)} ${lang() === 'en' ? (n === 1 ? en : many) : vi}`;
