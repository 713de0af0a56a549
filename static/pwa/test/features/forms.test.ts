import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanId, hasWordsForId, mayBeId } from '#lib/forms/fields/person_id/field';
import { checkForm, conditionHolds, normaliseForm, requiredDocuments, requiredNow } from '#lib/forms/rules';
import { looksSecret, maskSecrets } from '#lib/forms/secrets';
import type { Answers, Definition, FieldSchema, FormErrors } from '#lib/forms/types';

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')) as T;

interface FormVector {
	procedure: string;
	form: Answers;
	errors: FormErrors;
	documents: string[];
}
const procedures = new Map(
	read<(Definition & { code: string })[]>('app/catalogue/data/procedures.json').map((p) => [p.code, p])
);
const definition = (code: string): Definition => {
	const found = procedures.get(code);
	if (!found) throw new Error(`no procedure ${code}`);
	return found;
};

describe('forms', () => {
	test('the phone judges every shared case as the server does', () => {
		const TODAY = '2026-11-24';
		const wrong = read<FormVector[]>('tests/vectors/forms.json').filter((vector) => {
			const errors = checkForm(definition(vector.procedure), vector.form, TODAY);
			const documents = requiredDocuments(definition(vector.procedure), vector.form);
			return JSON.stringify(sorted(errors)) !== JSON.stringify(sorted(vector.errors)) || String(documents) !== String(vector.documents);
		});
		expect(wrong.slice(0, 3).map((v) => ({ ...v, got: checkForm(definition(v.procedure), v.form, TODAY) }))).toEqual([]);
	});

	test('what is empty is left out, false and 0 stay', () => {
		expect(normaliseForm({ a: ' ', b: null, c: [], d: [{ x: '' }], e: false, f: 0, g: 'a\u0300 ' })).toEqual({ e: false, f: 0, g: 'à' });
	});

	test('a branch adds what must be answered', () => {
		const birth = definition('1.001193').form;
		expect(requiredNow(birth, {}).has('mother_name')).toBe(false);
		expect(requiredNow(birth, { birth_case: 'normal' }).has('mother_name')).toBe(true);
	});

	test('an unanswered field meets no condition', () => {
		expect(conditionHolds({ field: 'by_proxy', equals: false }, {})).toBe(false);
		expect(conditionHolds(null, {})).toBe(true);
	});
});

describe('secrets', () => {
	test.each(read<{ text: string; masked: string }[]>('tests/vectors/secrets.json'))('$text', ({ text, masked }) => {
		expect(maskSecrets(text).text).toBe(masked);
	});

	// If each word looked through all of the text, this would take an hour.
	test.each(['otp; 123456; ', 'otp/', 'mk:', 'mat khau cua ong 6 so la ', 'phi 123456 ma otp ', 'mk.'])('a million characters of "%s" are judged', (part) => {
		const masked = maskSecrets(`otp ${part.repeat(1_000_000 / part.length)} mk: Abc12345`).text;
		expect(masked.endsWith('mk: ••••••')).toBe(true);
	});

	test('masking twice changes nothing more', () => {
		const once = maskSecrets('OTP 482913, mk: Hoa@1234').text;
		expect(maskSecrets(once).text).toBe(once);
		expect(looksSecret('Bà Lựu 62 tuổi, hẹn chiều thứ Tư')).toBe(false);
	});
});

function sorted(errors: FormErrors): [string, string[]][] {
	return Object.entries(errors).sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('what may be the number of a paper', () => {
	test.each(read<{ text: string; may_be: boolean }[]>('tests/vectors/id_numbers.json'))('$text: $may_be', ({ text, may_be }) => {
		expect(mayBeId(text)).toBe(may_be);
	});

	test('no shared secret may be one, as it was typed or as the field keeps it', () => {
		const secrets = read<{ text: string; masked: string }[]>('tests/vectors/secrets.json').filter(({ text, masked }) => text !== masked);
		expect(secrets.filter(({ text }) => mayBeId(text) || mayBeId(cleanId(text)))).toEqual([]);
	});

	test('every beginning of one may be one, however it is spaced; with a word or a sign in it none is', () => {
		const number = fc.stringMatching(/^(?:[0-9]{1,12}|[A-JL-Z][0-9]{6,9})$/);
		fc.assert(
			fc.property(number, fc.nat(12), fc.constantFrom('', ' ', '.', '-'), fc.stringMatching(/^[a-zđếử]{3,8}$/), (whole, length, between, word) => {
				const half = [...whole].slice(0, length).join(between);
				expect(mayBeId(half)).toBe(true);
				expect([mayBeId(`${half}${word}`), mayBeId(`${word} ${half}`), mayBeId(`${half}@`)]).toEqual([false, false, false]);
			})
		);
	});

	test('an answer is held back only where the form asks for such a number, also in a row', () => {
		const id = { type: 'string', 'x-widget': 'person_id' } as const;
		const rows = { type: 'array', items: { type: 'string', properties: { id, name: { type: 'string' } } } } as const satisfies FieldSchema;
		expect([hasWordsForId(id, 'HOA@1990'), hasWordsForId(id, '0461'), hasWordsForId({ type: 'string' }, 'Hoa@1990'), hasWordsForId(undefined, 'x')]).toEqual([true, false, false, false]);
		expect(hasWordsForId(rows, [{ name: 'Hoa@1990', id: '046190001234' }, null])).toBe(false);
		expect(hasWordsForId(rows, [{ id: '0461' }, { id: 'HOA@1990' }])).toBe(true);
	});
});
