/** Vietnamese phone numbers: one stored form, one shown form. Lenient: what does not fit is kept as typed. */

/**
 * As stored and compared: digits only, national form (`0901234567`), `+84` and `84` taken off.
 * Foreign numbers keep their `+`. Returns "" for text without a digit.
 */
export function normalisePhone(text: string): string {
	const kept = text.normalize('NFKC').replace(/[^\d+]/g, '');
	const digits = kept.replaceAll('+', '');
	if (kept.startsWith('+84') || kept.startsWith('0084')) {
		return national(kept.startsWith('+84') ? digits.slice(2) : digits.slice(4));
	}
	if (kept.startsWith('+')) return digits === '' ? '' : `+${digits}`;
	if (/^84\d{9}$/.test(digits)) return national(digits.slice(2));
	return digits;
}

function national(rest: string): string {
	return rest.startsWith('0') ? rest : `0${rest}`;
}

/** A mobile (10 digits) or landline (11 digits) number of Vietnam, in stored form. */
export function isVietnamesePhone(stored: string): boolean {
	return /^0[35789]\d{8}$/.test(stored) || /^02\d{9}$/.test(stored);
}

/** As shown: `0901 234 567`; anything else as it is. */
export function formatPhone(stored: string): string {
	return /^0\d{9}$/.test(stored) ? `${stored.slice(0, 4)} ${stored.slice(4, 7)} ${stored.slice(7)}` : stored;
}
