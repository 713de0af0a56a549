/** The official code (mã hồ sơ): copied from the centre's system, never made by us. */

export const OFFICIAL_CODE = /^[0-9A-Z.]+-\d{6}(\d{2})?-\d{4,7}$/;

/** What people type or paste: capitals, without blanks, any dash as "-". */
export function normaliseCode(text: string): string {
	return text
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[\u2010-\u2015\u2212]/g, '-')
		.replace(/\s+/g, '');
}

/** '' is allowed where the code is not known yet. */
export type CodeVerdict = 'empty' | 'good' | 'unfinished' | 'bad';

/** `unfinished`: right so far, so that typing it is not called an error. */
export function judgeCode(text: string): CodeVerdict {
	const code = normaliseCode(text);
	if (code === '') return 'empty';
	if (OFFICIAL_CODE.test(code)) return 'good';
	return /^[0-9A-Z.]+(-(\d{0,8}(-\d{0,3})?)?)?$/.test(code) && !/^[0-9A-Z.]+-(\d{0,5}|\d{7})-/.test(code) ? 'unfinished' : 'bad';
}

/** A day that is in no calendar (month 13): worth a word, but it is the centre's own code, so nothing is forbidden. */
export function hasOddDay(text: string): boolean {
	const [, year = '', month = '', day = ''] = /-(\d{2}|\d{4})(\d{2})(\d{2})-\d+$/.exec(normaliseCode(text)) ?? [];
	if (!month) return false;
	const found = new Date(Date.UTC(Number(year.padStart(4, '20')), Number(month) - 1, Number(day)));
	return found.getUTCMonth() !== Number(month) - 1 || found.getUTCDate() !== Number(day);
}
