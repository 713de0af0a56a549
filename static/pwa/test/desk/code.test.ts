import { describe, expect, test } from 'vitest';
import { hasOddDay, judgeCode, normaliseCode } from '#lib/features/desk/model';

describe('the official code', () => {
	test.each(['H57.12-250714-0001', 'G09.20-20260609-0092637', 'H57.12-261122-0001', '000.00.01.H57-261122-12345'])('%s is one', (code) => {
		expect(judgeCode(code)).toBe('good');
	});
	test.each(['H57.12-2611221-0001', 'H57.12-261122-00012345', 'H57_12-261122-0001', 'H57.12-26112-0001', '-261122-0001'])('%s is none', (code) => {
		expect(judgeCode(code)).toBe('bad');
	});
	test.each(['H57', 'H57.12-', 'H57.12-2611', 'H57.12-261122', 'H57.12-261122-', 'H57.12-261122-000'])('%s is on its way', (code) => {
		expect(judgeCode(code)).toBe('unfinished');
	});
	test('may be left out', () => expect(judgeCode('  ')).toBe('empty'));
	test('pasted ones are put right', () => {
		expect(normaliseCode(' h57.12–261122 – 0001 ')).toBe('H57.12-261122-0001');
	});
	test.each(['H57.12-261399-0001', 'H57.12-260230-0001', 'G09.20-20261301-0092637', 'H57.12-260001-0001'])('%s is one, of a day in no calendar', (code) => {
		expect(judgeCode(code)).toBe('good');
		expect(hasOddDay(code)).toBe(true);
	});
	test.each(['H57.12-261122-0001', 'G09.20-20260609-0092637', 'H57.12-240229-0001', 'H57.12-2613', ''])('the day of %j is no matter', (code) => {
		expect(hasOddDay(code)).toBe(false);
	});
});
