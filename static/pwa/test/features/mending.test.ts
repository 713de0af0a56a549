/** Nothing is lost on the way to being right: values judged where they are written, refusals with a way back. */

import { render } from 'svelte/server';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ConflictItem, Outcome } from '#lib/data';
import { setLang } from '#lib/i18n';
import { mayContact, neededFirst, valueError } from '#lib/features/dossiers/checks';
import Conflicts from '#lib/features/dossiers/Conflicts.svelte';
import DossierRow from '#lib/features/dossiers/DossierRow.svelte';
import History from '#lib/features/dossiers/History.svelte';
import { listHref, noteList } from '#lib/features/dossiers/list-place';
import type { DossierDoc } from '#lib/features/dossiers/model';
import PaperSheet from '#lib/features/dossiers/PaperSheet.svelte';
import { DOSSIER_RULES } from '#lib/features/dossiers/reducers';
import { askedAnew, isRefused, refusedConsent } from '#lib/features/dossiers/refusal';
import SendStep from '#lib/features/dossiers/steps/SendStep.svelte';
import { schemaAt } from '#lib/features/dossiers/values';
import type { Wizard } from '#lib/features/dossiers/wizard.svelte';
import type { ProcedureDoc } from '#lib/features/catalogue';
import { mendingOf } from '#lib/features/sync';

beforeEach(() => setLang('vi'));

const AT = '2026-11-23T08:00:00.000+07:00';
const LATER = '2026-11-24T08:00:00.000+07:00';
const procedure = {
	code: 'p',
	version: 1,
	name: { vi: 'Đăng ký khai sinh', en: 'Birth' },
	channels: ['in_person'],
	form: {
		type: 'object',
		properties: {
			born_on: { type: 'string', title: 'Ngày sinh', 'x-widget': 'date', format: 'date' },
			kind: { type: 'string', title: 'Trường hợp', 'x-widget': 'radio', enum: ['a', 'b'] },
			home: { type: 'string', 'x-widget': 'hamlet' }
		}
	},
	documents: [{ id: 'notice', label: { vi: 'Giấy chứng sinh', en: 'Notice' }, kind: 'submit', originals: 1, copies: 0, required: true, when: null }]
} as unknown as ProcedureDoc;
const doc = (more: Partial<DossierDoc> = {}): DossierDoc =>
	({
		id: 'd',
		reference: '7K3M9QTA4XW2H',
		procedure: { code: 'p', version: 1 },
		channel: 1,
		work_state: 'draft',
		submission: 0,
		applicant: { full_name: 'Lựu', id_kind: 'cccd' },
		form: {},
		documents: {},
		conflicts: [],
		portal: [],
		official: { code: null, status: null, due_at: null, history: [] },
		submitted_at: null,
		made_at: AT,
		...more
	}) as DossierDoc;
const refusal = (value: unknown): Outcome => ({
	id: 'o',
	status: 'rejected',
	code: 'VALIDATION',
	reason: null,
	errors: { 'applicant.phone': ['validation.phone'] },
	data: {},
	command: { type: 'conflict.resolve', entity: 'd', args: { conflict_id: 'k', choose: { value } }, madeAt: AT },
	record: 'dossier',
	subject: doc() as unknown as NonNullable<Outcome['subject']>,
	at: AT
});

describe('a third value', () => {
	const wrong = (path: string, value: unknown): string | undefined =>
		valueError(path, value, schemaAt(path, procedure, doc().applicant ?? null) ?? {}, doc());

	test.each([
		['applicant.phone', '12', 'phone'],
		['applicant.phone', '0905111222', undefined],
		['applicant.phone', ' ', 'required'],
		['applicant.id_number', '0461610', 'id_number'],
		['applicant.id_number', '046161004821', undefined],
		['applicant.date_of_birth', '31/2/2026', 'format'],
		['applicant.date_of_birth', '1950', undefined],
		['applicant.sex', 'male', undefined],
		['applicant.sex', 'x', 'enum'],
		['applicant.full_name', 'x'.repeat(121), 'maxLength'],
		['documents.notice.promised_on', '25/11/', 'format'],
		['documents.notice.promised_on', '2026-11-25', undefined],
		['form.born_on', '31/2/2026', 'format'],
		['form.kind', 'c', 'enum'],
		['form.kind', 'b', undefined]
	])('of %s, %j, is judged by the rule of its field', (path, value, code) => expect(wrong(path, value)).toBe(code));

	test('is written with the keyboard of its field, or not at all', () => {
		expect(schemaAt('applicant.phone', null)?.['x-widget']).toBe('phone');
		expect(schemaAt('applicant.id_number', null, { id_kind: 'passport' })?.['x-widget']).toBeUndefined();
		expect(schemaAt('form.kind', procedure)?.enum).toEqual(['a', 'b']);
		for (const path of ['documents.notice.state', 'form.home', 'form.gone', 'hamlet_id']) expect(schemaAt(path, procedure)).toBeNull();
	});

	test('is not offered where an edit is not', () => {
		const conflict: ConflictItem = { id: 'k', entity: 'd', field: 'applicant.phone', mine: '0905111222', theirs: '0905333444', doc: null };
		const shown = (work_state: DossierDoc['work_state']): string =>
			render(Conflicts, { props: { doc: { ...doc(), work_state }, conflicts: [conflict], procedure, relations: ['owner'], ondone: () => true } }).body;
		expect(shown('returned')).toContain('Ghi giá trị khác');
		expect(shown('accepted')).not.toContain('Ghi giá trị khác');
		expect(shown('accepted')).toContain('Giữ giá trị này');
	});

	test('that the server refused is still in its box, with the reason, and the way leads there', () => {
		const conflict: ConflictItem = { id: 'k', entity: 'd', field: 'applicant.phone', mine: '0905111222', theirs: '0905333444', doc: null };
		const { body } = render(Conflicts, { props: { doc: { ...doc(), work_state: 'returned' }, conflicts: [conflict], procedure, relations: ['owner'], outcomes: [refusal('12')], ondone: () => true } });
		expect(body).toMatch(/<input[^>]*value="12"/);
		expect(body).toContain('type="tel"');
		expect(body).toContain('Số điện thoại chưa đúng');
		expect(body).toContain('id="conflict-k"');
		expect(mendingOf(refusal('12'))).toMatchObject({ href: '/dossiers/d#conflict-k', label: 'Sửa điện thoại liên lạc' });
	});
});

test('a procedure without a name stops where it is asked for', () => {
	expect(neededFirst('procedure', { procedure: ['required'] })).toBe('procedure');
	expect(neededFirst('consent', { procedure: ['required'] })).toBe('procedure');
	expect(neededFirst('consent', { procedure: ['secret'] })).toBe('procedure');
	expect(neededFirst('procedure', { procedure: ['unknown'], 'applicant.full_name': ['required'] })).toBeNull();
	expect(neededFirst('people', { procedure: ['required'] })).toBeNull();
});

test('"another way" for a paper has nothing chosen beforehand', () => {
	const sheet = (suggested: 'certified' | null): string =>
		render(PaperSheet, { props: { open: true, id: 'd', document: procedure.documents[0]!, paper: { state: 'missing' }, suggested, onclose: () => undefined, onsave: () => undefined } }).body;
	expect(sheet('certified')).toContain(' checked');
	expect(sheet(null)).not.toContain(' checked');
});

describe('a refused consent', () => {
	test('keeps no purpose and no name, and is asked anew from the start', () => {
		const kept = refusedConsent({ purposes: ['preparing', 'contact'], method: 'witnessed', witness: 'Ông Cầm', language: 'en' });
		expect(kept).toEqual({ language: 'en', refused: true });
		expect(isRefused(kept)).toBe(true);
		expect(askedAnew(kept)).toEqual({ language: 'en' });
		expect(isRefused({ purposes: [] })).toBe(false);
	});

	test('to calls leaves no call', () => {
		expect(mayContact({ purposes: ['preparing', 'contact'] })).toBe(true);
		expect(mayContact({ purposes: ['preparing'] })).toBe(false);
		expect(mayContact({ purposes: ['contact'], withdrawn_at: AT })).toBe(false);
		expect(mayContact(null)).toBe(false);
	});
});

describe('the history', () => {
	const lines = (it: DossierDoc): string => render(History, { props: { doc: it } }).body;
	test('does not say "sent" of what is on the phone only', () => {
		const pressed = DOSSIER_RULES['dossier.submit']!.reduce(
			doc() as never,
			{ id: 'c', type: 'dossier.submit', args: { expect: { work_state: 'draft', submission: 0 } }, by: 'p', madeAt: LATER } as never,
			{ type: 'dossier', id: 'd' }
		) as unknown as DossierDoc;
		expect(lines(pressed)).toContain('Bấm gửi, còn trên máy này');
		expect(lines(pressed)).not.toContain('Gửi phường');
		expect(lines(doc({ submitted_at: LATER }))).toContain('Gửi phường');
		expect(lines(doc({ submitted_at: AT, pressed_at: LATER }))).toMatch(/còn trên máy này[^]*Gửi phường/);
	});

	test('still knows without a network what was asked for and mended, and why it was taken back', () => {
		const command = (type: string, args: object) => ({ id: 'c', type, args, by: 'p', madeAt: LATER }) as never;
		const back = doc({ work_state: 'returned', submission: 1, submitted_at: AT, returned: { by: 'o', reason: 'Thiếu chữ ký', items: [], at: AT } });
		const again = DOSSIER_RULES['dossier.submit']!.reduce(back as never, command('dossier.submit', { expect: { work_state: 'returned', submission: 1 } }), { type: 'dossier', id: 'd' }) as unknown as DossierDoc;
		expect(lines(again)).toMatch(/còn trên máy này[^]*Yêu cầu bổ sung[^]*“Thiếu chữ ký”/);
		expect(lines(doc({ ...again, pressed_at: AT }))).toContain('Gửi lại phường, lần 2');
		const taken = DOSSIER_RULES['dossier.withdraw']!.reduce(again as never, command('dossier.withdraw', { expect: { work_state: 'submitted', submission: 2 }, reason: 'Gia đình tự nộp' }), { type: 'dossier', id: 'd' }) as unknown as DossierDoc;
		expect(lines(taken)).toContain('“Gia đình tự nộp”');
	});
});

describe('the last check', () => {
	const shown = (values: Partial<DossierDoc>, asked: Record<string, string> = {}): string => {
		const whole = doc(values);
		const wizard = { values: whole, doc: whole, procedure, errors: {}, asked, mended: {}, set: () => undefined } as unknown as Wizard;
		return render(SendStep, { props: { wizard, onopen: () => undefined } }).body;
	};
	test('says who brings a promised paper, and what was noted about it', () => {
		const body = shown({ documents: { notice: { state: 'promised', promised_by: 'Chị Thảo', note: 'Ở nhà ngoại' } } });
		expect(body).toContain('Chị Thảo mang tới. Ở nhà ngoại');
	});
	test('does not say "ready" while what was asked for is untouched', () => {
		const returned = { by: 'x', reason: 'Mờ', items: [{ path: 'documents.notice', message: 'Mờ' }], at: AT };
		const body = shown({ work_state: 'returned', returned }, { 'documents.notice': 'Mờ' });
		expect(body).toContain('Phường yêu cầu sửa 1 chỗ bạn chưa đụng tới: Giấy chứng sinh.');
		expect(body).not.toContain('Đủ để gửi');
		expect(shown({ work_state: 'returned', returned })).toContain('Đủ để gửi');
	});
});

test('fields that two people changed are told in the row of the list', () => {
	const row = (conflicts: string[]): string =>
		render(DossierRow, { props: { item: { id: 'd', doc: doc({ conflicts }), sync: 'at_ward' } as never, href: '/' } }).body;
	expect(row(['a', 'b'])).toContain('2 mục hai người cùng sửa');
	expect(row([])).not.toContain('hai người');
});

test('the list is led back to as it was left', () => {
	noteList('?filter=draft&q=luu');
	expect(listHref()).toBe('/dossiers?filter=draft&q=luu');
	noteList('');
	expect(listHref()).toBe('/dossiers');
});
