import { describe, expect, test } from 'vitest';
import { judgeCode, normaliseCode } from '#lib/features/desk/model';

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
});
