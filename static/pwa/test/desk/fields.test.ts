import { describe, expect, test } from 'vitest';
import { answeredFields, answerText, countPapers, maskedAsides, maskedNumber, mendables, paperIds } from '#lib/features/desk/model';
import { pathLabel } from '#lib/features/desk/describe';
import { stepOf } from '#lib/features/dossiers';
import type { ProcedureDoc } from '#lib/features/catalogue';
import type { Definition } from '#lib/forms/types';
import { dossier } from './make';

const both = (vi: string, en: string) => ({ vi, en });
const paper = (id: string, required = true, when: { field: string; equals: boolean } | null = null) =>
	({ id, label: both(id.replaceAll('_', ' '), id), kind: 'submit' as const, originals: 1, copies: 0, required, when });
const birth: Definition = {
	documents: [paper('declaration'), paper('birth_notice', true, { field: 'has_birth_notice', equals: true }), paper('extra', false)],
	form: {
		properties: {
			child_name: { type: 'string', title: 'Tên trẻ', 'x-title-en': "Child's name" },
			has_birth_notice: { type: 'boolean', title: 'Có giấy chứng sinh' },
			child_ethnicity: { type: 'string', title: 'Dân tộc', 'x-sensitive': true }
		}
	}
};
const words = { yes: 'Có', no: 'Không', date: (d: string) => d.split('-').reverse().join('/'), phone: (p: string) => p, pick: (b: { vi: string }) => b.vi };

describe('papers', () => {
	test('asked for by the answers, in the definition\'s order, strange ones last', () => {
		const { doc } = dossier({ form: { has_birth_notice: true }, documents: { old: { state: 'seen' } } });
		expect(paperIds(doc, birth)).toEqual(['declaration', 'birth_notice', 'extra', 'old']);
		expect(paperIds(dossier({ form: {} }).doc, birth)).toEqual(['declaration', 'extra']);
	});
	test('are counted as there, promised, missing; what is not required is not missing', () => {
		const { doc } = dossier({ form: { has_birth_notice: true }, documents: { declaration: { state: 'seen' }, birth_notice: { state: 'promised' } } });
		expect(countPapers(doc, birth)).toEqual({ there: 1, promised: 1, missing: 0 });
		expect(countPapers(dossier().doc, birth)).toEqual({ there: 0, promised: 0, missing: 1 });
	});
	test('without a definition those of the dossier', () => {
		expect(countPapers(dossier({ documents: { a: { state: 'seen' } } }).doc, null)).toEqual({ there: 1, promised: 0, missing: 0 });
	});
});

describe('answers', () => {
	test('masked ones keep their place', () => {
		const { doc } = dossier({ form: { child_name: 'An', child_ethnicity: null }, masked: ['form.child_ethnicity'] });
		expect(answeredFields(doc, birth)).toEqual(['child_name', 'child_ethnicity']);
	});
	test.each([
		[{ type: 'boolean' as const }, false, 'Không'],
		[{ 'x-widget': 'date' as const }, '2026-11-17', '17/11/2026'],
		[{ 'x-enum-titles': { male: both('Nam', 'Male') } }, 'male', 'Nam'],
		[{ type: 'number' as const }, 2.5, '2,5'],
		[undefined, 'Huế', 'Huế'],
		[{}, null, ''],
		[{ 'x-enum-titles': { a: both('Một', 'One'), b: both('Hai', 'Two') } }, ['a', 'b'], 'Một\nHai']
	])('%j of %j reads %s', (field, value, text) => expect(answerText(field, value, words)).toBe(text));
	test('rows of a repeat stand one per line', () => {
		const field = { items: { properties: { name: {}, born: { 'x-widget': 'date' as const } } } };
		expect(answerText(field, [{ name: 'An', born: '2020-01-02' }, { name: 'Bình' }], words)).toBe('An, 02/01/2020\nBình');
	});
	test('a number that is hidden shows its tail', () => {
		expect(maskedNumber({ id_number_last4: '3307' })).toBe('•••• •••• 3307');
	});
});

describe('what can be sent back', () => {
	test('papers, then people, then every question, also unanswered ones', () => {
		const { doc } = dossier({ form: {}, representative: { full_name: 'Bà' } });
		const paths = mendables(doc, birth).map((one) => one.path);
		expect(paths.slice(0, 2)).toEqual(['documents.declaration', 'documents.extra']);
		expect(paths).toContain('representative.phone');
		expect(paths).not.toContain('subject.phone');
		expect(paths.slice(-5)).toEqual(['form.child_name', 'form.has_birth_notice', 'form.child_ethnicity', 'note', 'other']);
	});
	test('of a procedure that is not listed what it is about, the note, or something that has no place', () => {
		const paths = mendables(dossier({ procedure: { other: 'Xin xác nhận' } }).doc, null).map((one) => one.path);
		expect(paths.slice(-3)).toEqual(['procedure', 'note', 'other']);
		expect(paths.slice(-3).map((path) => pathLabel(path, null))).toEqual(['Thủ tục', 'Ghi chú', 'Việc khác']);
		expect(paths.slice(-3).map(stepOf)).toEqual(['procedure', 'send', 'send']);
	});
	test('is called by words that people know, never by its path', () => {
		const doc = dossier({ representative: { full_name: 'Lê Sen' }, subject: { full_name: 'Lê An' } }).doc;
		const named = { ...birth, id: '', code: '', version: 1, name: both('', '') } as unknown as ProcedureDoc;
		for (const { path } of mendables(doc, birth)) expect(pathLabel(path, named), path).not.toMatch(/[._]/);
		expect(pathLabel('form.child_name', named)).toBe('Tên trẻ');
		expect(pathLabel('documents.no_longer_asked', named)).toBe('Giấy tờ');
		expect(pathLabel('official_code', named)).toBe('Mã hồ sơ chính thức');
	});
});

test('notes of papers and names of the consent are shown as masked', () => {
	const masked = ['applicant.phone', 'note', 'documents.birth_notice.note', 'documents.birth_notice.promised_by', 'consent.witness', 'form.child_dob'];
	expect(maskedAsides({ masked })).toEqual(['documents.birth_notice.note', 'documents.birth_notice.promised_by', 'consent.witness']);
});
