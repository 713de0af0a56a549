/** Vietnamese phone numbers: one stored form, one shown form. Lenient: what does not fit is kept as typed. */

/**
 * As stored and compared: digits only, national form (`0901234567`), `+84` and `84` taken off.
 * Foreign numbers keep their `+`. Returns "" for text without a digit.
 */
export function normalisePhone(text: string): string {
	const kept = text.normalize('NFKC').replace(/[^\d+]/g, '');
	let digits = kept.replaceAll('+', '');
	const isAbroad = kept.startsWith('+') || /^00(?!0)/.test(kept);
	if (isAbroad && !kept.startsWith('+')) digits = digits.slice(2);
	if (isAbroad && digits.startsWith('84')) return national(digits.slice(2));
	if (isAbroad) return digits === '' ? '' : `+${digits}`;
	if (/^84\d{9}$/.test(digits)) return national(digits.slice(2));
	return digits;
}

function national(rest: string): string {
	return rest === '' || rest.startsWith('0') ? rest : `0${rest}`;
}

/** Whether a number in stored form can be one: abroad, mobile, landline, 1800 and 1900; not 113 or 1022. */
export function isPossiblePhone(stored: string): boolean {
	return /^(\+\d{8,15}|0\d{8,10}|1[89]00\d{4,6})$/.test(stored);
}

/** As shown: `0901 234 567`; anything else as it is. */
export function formatPhone(stored: string): string {
	return /^0\d{9}$/.test(stored) ? `${stored.slice(0, 4)} ${stored.slice(4, 7)} ${stored.slice(7)}` : stored;
}
