import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
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
