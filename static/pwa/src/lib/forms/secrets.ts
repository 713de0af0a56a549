/**
 * Finds what looks like a password, a passcode or a one-time code in free text. The twin of the server's
 * `app/core/secrets.py`, which masks it; here the person is warned while typing. Both read
 * `tests/vectors/secrets.json`. The rules are plain patterns over folded text, so that they port word for word.
 */

/** Always six dots: the length of a secret is not told either. */
export const MASK = '••••••';
/** How far from the word a six-digit code still counts as belonging to it, and how far before a code is looked. */
const NEAR_CHARS = 40;
/** Of a longer value only so much is judged: of `otp/otp/otp…` each word would else be judged to the end. */
const LONGEST_JUDGED = 128;

const PASSWORD_WORDS =
	'mat\\s*khau|mat\\s*ma|password|passwd|pass\\s*word|pwd|pass\\s*code|pass|mk|ma\\s*bao\\s*mat|ma\\s*mo\\s*khoa|ma\\s*khoa';
const CODE_WORDS =
	'(?:ma\\s*)?otp|(?:ma\\s*)?pin|ma\\s*xac\\s*(?:thuc|minh|nhan)|ma\\s*kich\\s*hoat|verification\\s*code|one[\\s-]*time\\s*(?:code|password)';
const FILLER =
	'(?:vneid|vssid|dinh\\s*danh|dang\\s*nhap|tai\\s*khoan|ung\\s*dung|cap\\s*2|cap\\s*hai|muc\\s*2|' +
	'cua|ong|ba|anh|chi|em|co|chu|bac|chau|minh|moi|cu|hien\\s*tai|nay|do|app|for|of|the|new|old|(?:4|6|8)\\s*(?:chu\\s*)?so|gom)';
const SEPARATOR = '(?:[\\s"\'“”‘’()\\[\\]]|[:=>»→\\-–—]|(?<![a-z0-9])(?:la|is)(?![a-z]))';

const WORD = new RegExp(`(?<![a-z0-9])(?:(?<password>${PASSWORD_WORDS})|(?<code>${CODE_WORDS}))(?![a-z])`, 'g');
const GAP = new RegExp(`(?:${SEPARATOR}|${FILLER}(?![a-z0-9]))*`, 'y');
const ASSIGN = /[:=→>]|(?<![a-z0-9])(?:la|is)(?![a-z])/;
const TOKEN = new RegExp(`[^\\s,;"“”‘’()[\\]]{1,${LONGEST_JUDGED}}`, 'y');
const REST = /[^\s,;"“”‘’()[\]]*/y;
const SPACED_CODE = /(?<!\d)(?<!\d[ -])(?:\d{3}[ -]\d{3}|\d{2} \d{2} \d{2}|\d(?: \d){5})(?![ -]?\d)/y;
const SIX_DIGITS =
	/(?<![\p{L}\p{N}_.,/@+-])(?:\d{6}|\d{3}[ -]\d{3}|\d{2} \d{2} \d{2}|\d(?: \d){5})(?![\p{L}\p{N}_/@%]|[ .,-]?\d|\s*(?:d|dong|vnd|nghin|ngan|trieu)(?![a-z]))/gu;
const NOT_A_CODE_BEFORE = /(?:buu\s*chinh|buu\s*dien|buu\s*cuc|le\s*phi|phi|so\s*tien|gia|ma\s*xa|ma\s*phuong)\s*[:=]?\s*$/;
const SENTENCE_END = /[;!?\n]|\.(?:\s|$)/;
const DATE_OR_TIME = /^(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?$|\d{4}-\d{2}-\d{2}$|\d{1,2}[h:g]\d{0,2}$|\d{1,2}\/\d{4}$)/;
const PERCENT_OR_UNIT = /^[\d.,]+(?:%|mah|kb|mb|gb|d|k|vnd|dong|lan|phut|gio|ngay)$/;
const IDENTIFIER = /^(?:\d{9}$|\d{12}$|(?:0|\+84|84)\d{9}$|0\d{10}$)/;
const SYLLABLE = /^(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?$/;
const ORDINARY = new Set(
	(
		'vneid vssid forgotten forgot unknown changed unchanged correct incorrect remembered expired ' +
		'locked missing blocked refused entered wrong nothing reset facebook google gmail zalo etax'
	).split(' ')
);

type Span = readonly [start: number, end: number];

/** The text with what looks like a secret masked, and whether anything was. Masking twice changes nothing more. */
export function maskSecrets(input: string): { text: string; found: boolean } {
	const text = input.normalize('NFC');
	const chars = Array.from(text);
	const folded = chars.map(foldOne).join('');
	const words = [...folded.matchAll(WORD)];
	const spans = [...named(folded, words), ...nearby(folded, words)].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
	// Folding keeps one character for one, but counts code points, not UTF-16 units.
	let out = '';
	let at = 0;
	for (const [start, end] of spans) {
		if (start >= at) out += chars.slice(at, start).join('') + MASK;
		at = Math.max(at, end);
	}
	return { text: out + chars.slice(at).join(''), found: spans.length > 0 };
}

export const looksSecret = (text: string): boolean => maskSecrets(text).found;

/** The text without what looks like a secret; nothing of it is left, not even dots. */
export const withoutSecrets = (text: string): string =>
	maskSecrets(text).text.replaceAll(MASK, '').replace(/[^\S\n]+/g, ' ').trim();

function foldOne(char: string): string {
	if (char === 'đ' || char === 'Đ') return 'd';
	const folded = char.toLowerCase().normalize('NFD').charAt(0);
	// One UTF-16 unit for one code point, so that positions in the folded text count characters.
	return char.length === 1 ? folded : '\u{fffd}';
}

function stickyAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

/** Values that stand right after a word for a secret, with or without filler words between. */
function named(folded: string, words: RegExpExecArray[]): Span[] {
	const found: Span[] = [];
	let maskedTo = 0;
	for (const word of words) {
		const wordEnd = word.index + word[0].length;
		const gap = stickyAt(GAP, folded, wordEnd);
		const start = gap ? wordEnd + gap[0].length : wordEnd;
		const spaced = stickyAt(SPACED_CODE, folded, start);
		const token = spaced || start < maskedTo ? null : stickyAt(TOKEN, folded, start);
		let end = start;
		if (spaced) end += spaced[0].length;
		else if (token) {
			const value = token[0].replace(/[.,:!?]+$/, '') || token[0];
			const assigned = ASSIGN.test(folded.slice(wordEnd, start));
			if (isSecret(value, { isCode: word.groups?.code !== undefined, assigned })) {
				end += value.length;
				if (token[0].length === LONGEST_JUDGED) end = start + token[0].length + (stickyAt(REST, folded, start + LONGEST_JUDGED)?.[0].length ?? 0);
			}
		}
		if (end > start) found.push([start, end]);
		maskedTo = Math.max(maskedTo, end);
	}
	return found;
}

function isSecret(value: string, { isCode, assigned }: { isCode: boolean; assigned: boolean }): boolean {
	if (DATE_OR_TIME.test(value) || PERCENT_OR_UNIT.test(value)) return false;
	if (/^[0-9]+$/.test(value)) {
		// A phone or ID number used as the password itself: only where it is plainly given as one.
		if (IDENTIFIER.test(value)) return assigned && !isCode;
		return value.length >= 4 && value.length <= (isCode ? 8 : 32);
	}
	if (isCode) return assigned && /^(?=.*\d)[a-z0-9]{4,10}$/.test(value);
	const hasDigit = /\p{Nd}/u.test(value);
	const hasLetter = /\p{L}/u.test(value);
	const hasSign = /[@#$%^&*!_+~]/.test(value);
	if ((hasDigit || hasSign) && value.length >= (assigned || (hasDigit && hasSign) ? 4 : 6)) return hasLetter || hasDigit;
	return assigned && value.length >= 6 && /^[a-z]+$/.test(value) && !ORDINARY.has(value) && !SYLLABLE.test(value);
}

/** Six-digit codes in the same sentence as the word before or after them, a short way off. */
function nearby(folded: string, words: RegExpExecArray[]): Span[] {
	const found: Span[] = [];
	if (words.length === 0) return found;
	let next = 0;
	for (const code of folded.matchAll(SIX_DIGITS)) {
		const span: Span = [code.index, code.index + code[0].length];
		while (next < words.length && words[next]!.index < span[0]) next += 1;
		const isNearOne = words.slice(Math.max(0, next - 1), next + 1).some((word) => isNear(folded, [word.index, word.index + word[0].length], span));
		if (isNearOne && !NOT_A_CODE_BEFORE.test(folded.slice(Math.max(0, span[0] - NEAR_CHARS), span[0]))) found.push(span);
	}
	return found;
}

function isNear(folded: string, word: Span, code: Span): boolean {
	const [[, start], [end]] = word[0] <= code[0] ? [word, code] : [code, word];
	return end - start <= NEAR_CHARS && !SENTENCE_END.test(folded.slice(start, end));
}

/** Whether there is one anywhere in it. value: a text, or the arguments of a command, however deep. */
export function holdsSecret(value: unknown): boolean {
	if (typeof value === 'string') return looksSecret(value);
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsSecret);
}
