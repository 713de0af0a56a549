import { expect, test } from 'vitest';
import { messages, setLang } from '#lib/i18n';
import { deepEqual } from '#lib/util/equal';

test('words follow the language without a reload', () => {
	const words = messages({ vi: { a: 'Hồ sơ' }, en: { a: 'Dossier' } });
	expect(words.a).toBe('Hồ sơ');
	setLang('en');
	expect(words.a).toBe('Dossier');
	setLang('vi');
	expect(deepEqual(1, 1)).toBe(true);
});
