/** Đăng ký khai sinh: which papers it asks for hangs on the answers, and the list shows just those. */

import { readFileSync } from 'node:fs';
import { render } from 'svelte/server';
import { beforeEach, expect, test } from 'vitest';
import { askedDocuments, type Answers } from '#lib/forms';
import { setLang } from '#lib/i18n';
import type { ProcedureDoc } from '#lib/features/catalogue/model';
import PaperList from '#lib/features/dossiers/PaperList.svelte';

const file = new URL('../../../../app/catalogue/data/procedures.json', import.meta.url);
const birth = (JSON.parse(readFileSync(file, 'utf8')) as ProcedureDoc[]).find(({ code }) => code === '1.001193') as ProcedureDoc;

const ALWAYS = ['declaration', 'identity_paper'];
const shown = (form: Answers): string[] => {
	const { body } = render(PaperList, { props: { id: 'd', asked: askedDocuments(birth, form), papers: {}, onpaper: () => undefined } });
	return birth.documents.filter(({ label }) => body.includes(`>${label.vi}<`)).map(({ id }) => id);
};

beforeEach(() => setLang('vi'));

test.each<[string, Answers, string[]]>([
	['nothing is answered yet', {}, []],
	['there is a certificate of birth', { has_birth_notice: true }, ['birth_notice']],
	['there is none', { has_birth_notice: false }, ['birth_statement']],
	['a child was found', { has_birth_notice: false, birth_case: 'abandoned' }, ['birth_statement', 'abandoned_record']],
	['surrogacy', { has_birth_notice: true, birth_case: 'surrogacy' }, ['birth_notice', 'surrogacy_confirmation']],
	['somebody else brings it', { has_birth_notice: true, birth_case: 'normal', by_proxy: true }, ['birth_notice', 'authorisation']]
])('%s', (_when, form, more) => {
	expect(new Set(shown(form))).toEqual(new Set([...ALWAYS, ...more]));
});
