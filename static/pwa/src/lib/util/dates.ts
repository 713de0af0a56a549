/** Times as they travel (RFC 3339 with offset) and dates as people give them. No global clock here but for today. */

/** `2026-11-22T08:15:30.123+07:00`. offsetMinutes: minutes east of UTC. */
export function isoWithOffset(ms: number, offsetMinutes: number): string {
	const local = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, -1);
	const sign = offsetMinutes < 0 ? '-' : '+';
	const size = Math.abs(offsetMinutes);
	return `${local}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Local calendar day `2026-11-22` of a moment. */
export function dayOf(ms: number, offsetMinutes: number): string {
	return new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 10);
}

/** The day on this device's own clock. */
export const localToday = (): string => dayOf(Date.now(), -new Date().getTimezoneOffset());

/** A date of birth: a year alone is possible. null for what is no date. */
export function parsePartialDate(text: string): { year: number; month: number | null; day: number | null } | null {
	const found = /^(\d{4})(?:-(\d{2})-(\d{2}))?$/.exec(text);
	if (!found) return null;
	const year = Number(found[1]);
	if (found[2] === undefined) return { year, month: null, day: null };
	const month = Number(found[2]);
	const day = Number(found[3]);
	return isRealDay(year, month, day) ? { year, month, day } : null;
}

/** What people type: `2/3/1950`, `02031950`, `1950`, `1950-03-02` → as stored, or null. */
export function readTypedDate(text: string): string | null {
	const t = text.trim();
	if (parsePartialDate(t)) return t;
	const found = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/.exec(t) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(t);
	if (!found) return null;
	const [day, month, year] = [Number(found[1]), Number(found[2]), Number(found[3])];
	return isRealDay(year, month, day) ? `${found[3]}-${two(month)}-${two(day)}` : null;
}

/** As people read it: `02/03/1950`, or the year alone. */
export function showDate(stored: string): string {
	const date = parsePartialDate(stored);
	if (!date) return stored;
	if (date.month === null || date.day === null) return String(date.year);
	return `${two(date.day)}/${two(date.month)}/${date.year}`;
}

function isRealDay(year: number, month: number, day: number): boolean {
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const two = (n: number): string => String(n).padStart(2, '0');
