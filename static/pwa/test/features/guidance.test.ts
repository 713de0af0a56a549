/** What the card of a procedure says, as one reads it: both languages, no word glued to the next. */

import { readFileSync } from 'node:fs';
import { createRawSnippet } from 'svelte';
import { render } from 'svelte/server';
import { beforeEach, describe, expect, test } from 'vitest';
import { setLang } from '#lib/i18n';
import { Field } from '#lib/ui';
import GuidanceCard from '#lib/features/catalogue/GuidanceCard.svelte';
import type { ProcedureDoc } from '#lib/features/catalogue/model';
import { channelsText, documentNeed } from '#lib/features/catalogue/words';

const file = new URL('../../../../app/catalogue/data/procedures.json', import.meta.url);
const procedures = JSON.parse(readFileSync(file, 'utf8')) as ProcedureDoc[];
const birth = procedures.find((procedure) => procedure.code === '1.001193');
/** Text as it stands on the screen: without tags and comments, blanks as one. */
const read = (html: string): string => html.replace(/<!--[^]*?-->|<[^>]*>/g, '').replace(/\s+/g, ' ').trim();
const card = (): string => (birth ? read(render(GuidanceCard, { props: { procedure: birth } }).body) : '');

beforeEach(() => setLang('vi'));

describe('the card of a procedure', () => {
	test('lists the ways to file as one sentence', () => {
		expect(channelsText(['online', 'in_person', 'postal'])).toBe('Trực tuyến, trực tiếp, bưu chính công ích');
		expect(channelsText([])).toBe('Trực tiếp');
		setLang('en');
		expect(channelsText(['online', 'in_person', 'postal'])).toBe('Online, in person, by public post');
	});

	test('says what to do with a paper', () => {
		const paper = { kind: 'submit', originals: 1, copies: 0 } as const;
		expect(documentNeed(paper)).toBe('Nộp bản chính');
		setLang('en');
		expect(documentNeed(paper)).toBe('Hand in the original');
		expect(documentNeed({ ...paper, kind: 'present', originals: 2, copies: 1 })).toBe('Show 2 originals, 1 copy');
	});

	test('says that a time or a fee is unknown, and never that it is nothing', () => {
		const procedure = { ...(birth as ProcedureDoc), time_limit: null, fees: [] };
		const drawn = (): string => read(render(GuidanceCard, { props: { procedure } }).body);
		expect(drawn()).toMatch(/Thời hạn ?Chưa rõ thời hạn/);
		expect(drawn()).toMatch(/Lệ phí ?Chưa rõ lệ phí/);
		expect(drawn()).not.toMatch(/Miễn phí|0 ?(đ|₫)|0 (giờ|ngày)/);
		expect(card()).not.toContain('Chưa rõ');
		setLang('en');
		expect(drawn()).toContain('Time not known');
		expect(drawn()).toContain('Fee not known');
	});

	test('keeps code, source and day of checking apart, the day without its weekday', () => {
		expect(card()).toContain('1.001193 · Theo 163/QĐ-BTP · đối chiếu 20/07/2026');
	});
});

test('what need not be filled in says so beside its name, not glued to it', () => {
	const control = createRawSnippet(() => ({ render: () => '<input id="note">' }));
	expect(read(render(Field, { props: { id: 'note', label: 'Ghi chú', optional: true, control } }).body)).toBe('Ghi chú (không bắt buộc)');
});
