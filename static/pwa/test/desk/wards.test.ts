import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unanswered } from '#lib/features/desk/describe';
import { findWards, type Ward } from '#lib/features/desk/wards.svelte';
import { eventText } from '#lib/features/desk/words';
import wards from '../../src/lib/features/desk/wards.json';

interface Units {
	provinces: { code: string; name: string }[];
	units: { code: string; name: string; province: string }[];
}

test('the wards a dossier can be transferred to are those of the server', () => {
	const file = new URL('../../../../app/places/data/units.json', import.meta.url);
	const { provinces, units } = JSON.parse(readFileSync(file, 'utf8')) as Units;
	const name = new Map(provinces.map((province) => [province.code, province.name]));
	expect(wards).toEqual(units.map((unit) => [unit.code, unit.name, name.get(unit.province)]));
});

describe('looking for the ward that gets it', () => {
	const all = wards as unknown as Ward[];
	const names = (typed: string): string[] => findWards(all, typed, '19753').found.map(([, name]) => name);
	test('finds by a part of the name, without marks, and by code', () => {
		expect(names('vy da')).toEqual(['Phường Vỹ Dạ']);
		expect(names('19777')).toEqual(['Phường Vỹ Dạ']);
		expect(names('')).toEqual([]);
	});
	test('a word that every unit’s name begins with does not hide the one that is meant', () => {
		expect(names('phu').map((name) => name.includes('Phú'))).toEqual([true, true, true, true, true, true]);
		expect(names('xa')).toContain('Xã Phú Hồ');
		expect(names('phuong vy')).toEqual(['Phường Vỹ Dạ']);
	});
	test('says whether it is the own ward, or none', () => {
		expect(findWards(all, 'phú xuân', '19753')).toEqual({ found: [], isOwn: true });
		expect(findWards(all, 'Sài Gòn', '19753')).toEqual({ found: [], isOwn: false });
	});
});

test('the history names both wards of a transfer, as far as they are known', () => {
	const told = (...between: [string, string]) => eventText({ act: 'transfer', to: '19777' }, { who: 'Chị Lan', person: '', fields: [], wards: between });
	expect(told('Phường Phú Xuân', 'Phường Vỹ Dạ')).toBe('Chị Lan chuyển từ phường Phú Xuân sang phường Vỹ Dạ.');
	expect(told('', 'Phường Vỹ Dạ')).toBe('Chị Lan chuyển sang phường Vỹ Dạ.');
	expect(told('', '')).toBe('Chị Lan chuyển sang phường khác.');
});

test('an ended session is not told as a missing network', () => {
	const say = { network: 'network', signedOut: 'signed out', else: 'else' };
	const problem = (status: number) => ({ ok: false as const, kind: 'problem' as const, status, code: '', reason: null, errors: {}, retryAfterMs: null });
	expect(unanswered({ ok: false, kind: 'network', detail: '' }, say)).toBe('network');
	expect(unanswered(problem(401), say)).toBe('signed out');
	expect(unanswered(problem(500), say)).toBe('else');
	expect(unanswered({ ok: true, body: [] }, say)).toBe('');
});
