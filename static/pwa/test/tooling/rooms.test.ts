import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { complaint } from '../../eslint.rooms';

const at = (file: string) => path.resolve('src', file);

describe('imports go down the house only', () => {
	it.each([
		['routes/(field)/+page.svelte', '#lib/features/dossiers'],
		['routes/(field)/+page.svelte', '#lib/ui'],
		['lib/features/dossiers/queries.ts', '#lib/data'],
		['lib/features/dossiers/queries.ts', './model'],
		['lib/features/dossiers/parts/List.svelte', '../model'],
		['lib/features/dossiers/index.ts', '#lib/features/catalogue'],
		['lib/features/dossiers/index.ts', '../catalogue/index'],
		['lib/forms/Form.svelte', '#lib/contract/api'],
		['lib/data/sync.ts', 'dexie'],
		['lib/ui/Button.svelte', '../util/text']
	])('%s may import %s', (importer, specifier) => {
		expect(complaint(at(importer), specifier)).toBeNull();
	});

	it.each([
		['lib/features/dossiers/index.ts', '#lib/features/catalogue/model', 'front door'],
		['lib/features/dossiers/index.ts', '../catalogue/model', 'front door'],
		['lib/features/dossiers/index.ts', '../../../routes/common', 'must not know routes'],
		['lib/forms/Form.svelte', '#lib/features/dossiers', 'must not know features'],
		['lib/data/sync.ts', '#lib/ui', 'must not know ui'],
		['lib/ui/Button.svelte', '#lib/data', 'must not know data'],
		['lib/util/text.ts', '../data/db', 'must not know data'],
		['lib/contract/api.ts', '#lib/util/text', 'must not know util']
	])('%s must not import %s', (importer, specifier, words) => {
		expect(complaint(at(importer), specifier)).toContain(words);
	});
});
