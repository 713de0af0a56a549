import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bytes, clock, count, day, errorSentence, errorWhat, fieldError, messages, money, nearDay, number, pick, setLang, shortDay, span, when } from '#lib/i18n';
import { ERROR_CODES, FIELD_MESSAGES, REASONS } from '#lib/contract/errors';

const NOW = new Date(2026, 10, 23, 14, 40).getTime();
beforeEach(() => {
	vi.useFakeTimers({ now: NOW });
	setLang('vi');
});
afterEach(() => vi.useRealTimers());

describe('words', () => {
	test('follow the language without a reload', () => {
		const words = messages({ vi: { a: 'Hồ sơ', n: (n: number) => `${n} việc` }, en: { a: 'Dossier', n: (n: number) => `${n} items` } });
		expect([words.a, words.n(3)]).toEqual(['Hồ sơ', '3 việc']);
		setLang('en');
		expect([words.a, words.n(3)]).toEqual(['Dossier', '3 items']);
	});

	test('data without English falls back to Vietnamese', () => {
		setLang('en');
		expect(pick({ vi: 'Giấy chứng sinh' })).toBe('Giấy chứng sinh');
		expect(pick(null)).toBe('');
	});
});

describe('numbers and times', () => {
	test('decimals with a comma, thousands with a point', () => {
		expect(number(1234567.891, 1)).toBe('1.234.567,9');
		expect(bytes(1.8 * 1024 ** 3)).toBe('1,8\u00a0GB');
		expect(bytes(940 * 1024)).toBe('940\u00a0KB');
		expect(money(8000)).toBe('8.000 đồng');
		expect(count(1, 'việc', 'item')).toBe('1 việc');
	});

	test('English has its own', () => {
		setLang('en');
		expect(number(1234.5, 1)).toBe('1,234.5');
		expect(count(1, 'việc', 'item')).toBe('1 item');
		expect(count(2, 'người', 'person', 'people')).toBe('2 people');
		expect(day('2026-11-25')).toBe('Wednesday 25 Nov');
	});

	test('the year only when it is not this one', () => {
		expect(day('2026-11-25')).toBe('thứ Tư 25/11');
		expect(day('2027-01-03')).toBe('Chủ nhật 03/01/2027');
		expect(shortDay('2026-11-25')).toBe('25/11');
	});

	test('a bare date is that day here, whatever the zone', () => {
		expect(nearDay('2026-11-23')).toBe('hôm nay');
		expect(nearDay('2026-11-22')).toBe('hôm qua');
		expect(nearDay('2026-11-24')).toBe('ngày mai');
	});

	test('today the time alone, else the day with it', () => {
		const at = (h: number, m: number, d = 23): number => new Date(2026, 10, d, h, m).getTime();
		expect(when(at(8, 5))).toBe('08:05');
		expect(when(at(16, 0, 21))).toBe('thứ Bảy 21/11, 16:00');
		expect(clock(at(14, 32))).toBe('14:32');
		expect(span(at(8, 0), at(11, 30))).toBe('hôm nay 08:00–11:30');
		expect(when('nonsense')).toBe('');
	});
});

describe('failures', () => {
	test('every code, reason and field message of the contract has words in both languages', () => {
		expect(FIELD_MESSAGES.filter((message) => fieldError(message) === message)).toEqual([]);
		for (const lang of ['vi', 'en'] as const) {
			setLang(lang);
			for (const code of ERROR_CODES) expect(errorSentence({ code }).length, code).toBeGreaterThan(10);
		}
	});

	test('reasons of what a person did themselves are said more exactly than their class', () => {
		const own = REASONS.filter((reason) => /^(dossier|activity|vneid|conflict|membership)\./.test(reason));
		const unsaid = errorWhat({ code: 'SOMETHING_NEW' });
		expect(own.filter((reason) => errorWhat({ code: 'SOMETHING_NEW', reason }) === unsaid)).toEqual([]);
	});

	test('an unknown code still says something, an officer’s own words stand', () => {
		expect(errorSentence({ code: 'SOMETHING_NEW' })).toContain('Chưa làm được');
		expect(fieldError('Ghi theo phường hiện nay.')).toBe('Ghi theo phường hiện nay.');
	});
});
