import { beforeEach, describe, expect, test } from 'vitest';
import { setLang } from '#lib/i18n';
import { joinDate, splitDate } from '#lib/forms/fields/date/field';
import { readNumber, text as numberText, typedNumber } from '#lib/forms/fields/number/field';
import { cleanId, isOddId, maskId, showId } from '#lib/forms/fields/person_id/field';
import { innerErrors, rowsOf } from '#lib/forms/fields/repeat/field';
import { choicesOf, fieldTitle } from '#lib/forms/titles';
import { errorText } from '#lib/forms/words';
import type { FieldSchema } from '#lib/forms/types';

beforeEach(() => setLang('vi'));

describe('dates', () => {
	test.each([
		['2026-11-25', { day: '25', month: '11', year: '2026' }],
		['1950', { day: '', month: '', year: '1950' }],
		['25/11/', { day: '25', month: '11', year: '' }],
		['', { day: '', month: '', year: '' }],
		[null, { day: '', month: '', year: '' }]
	])('%s comes apart', (value, parts) => expect(splitDate(value)).toEqual(parts));

	test.each([
		[{ day: '25', month: '11', year: '2026' }, false, '2026-11-25'],
		[{ day: '5', month: '1', year: '1950' }, false, '1950-01-05'],
		[{ day: '', month: '', year: '1950' }, true, '1950'],
		[{ day: '', month: '', year: '1950' }, false, '//1950'],
		[{ day: '31', month: '2', year: '2026' }, false, '31/2/2026'],
		[{ day: '25', month: '', year: '' }, false, '25//'],
		[{ day: '', month: '', year: '' }, true, '']
	])('%o goes together', (parts, yearAlone, stored) => expect(joinDate(parts, yearAlone)).toBe(stored));

	test('half-typed ones survive a reload', () => {
		for (const stored of ['25/11/', '25//', '//195']) expect(joinDate(splitDate(stored), false)).toBe(stored);
	});
});

describe('numbers', () => {
	test('are read with a comma, and kept as typed while they are none', () => {
		expect(readNumber('12,5')).toBe(12.5);
		expect(readNumber('1 200')).toBe(1200);
		expect(readNumber('mười')).toBe('mười');
		expect(readNumber('')).toBe('');
		expect(typedNumber(12.5)).toBe('12,5');
		expect(numberText(1234.5, {})).toBe('1.234,5');
	});
});

describe('identity numbers', () => {
	test('are stored without blanks and shown in threes', () => {
		expect(cleanId(' 046 161.004-821 ')).toBe('046161004821');
		expect(showId('046161004821')).toBe('046 161 004 821');
		expect(showId('C1234567')).toBe('C1234567');
		expect(maskId('046161004821')).toBe('•••• •••• 4821');
	});

	test('an odd structure is noticed, never for other papers', () => {
		expect(isOddId('046161004821', 2026)).toBe(false);
		expect(isOddId('046399004821', 2026)).toBe(true);
		expect(isOddId('999161004821', 2026)).toBe(true);
		expect(isOddId('12345', 2026)).toBe(false);
	});
});

describe('rows', () => {
	test('whatever was stored, they are objects', () => {
		expect(rowsOf([{ name: 'A' }, 'x', null])).toEqual([{ name: 'A' }, {}, {}]);
		expect(rowsOf(undefined)).toEqual([]);
	});
	test('errors of one row lose its number', () => {
		expect(innerErrors({ '0.id_number': ['pattern'], '1.name': ['required'], '10.name': ['required'] }, 1)).toEqual({ name: ['required'] });
	});
});

describe('words', () => {
	const schema: FieldSchema = {
		title: 'Số định danh',
		'x-title-en': 'ID number',
		'x-widget': 'person_id',
		pattern: '^[0-9]{12}$',
		maxLength: 50,
		'x-enum-titles': { father: { vi: 'Cha', en: 'Father' } },
		enum: ['father', 'other']
	};
	test('titles, choices and errors are in the reader’s language', () => {
		expect(fieldTitle(schema)).toBe('Số định danh');
		expect(choicesOf(schema)).toEqual([
			{ value: 'father', label: 'Cha' },
			{ value: 'other', label: 'other' }
		]);
		expect(errorText('pattern', schema)).toBe('Cần đủ 12 chữ số.');
		setLang('en');
		expect(fieldTitle(schema)).toBe('ID number');
		expect(errorText('maxLength', schema)).toBe('At most 50 characters.');
		expect(errorText(undefined, schema)).toBeUndefined();
	});
});
