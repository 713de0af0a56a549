import { beforeEach, describe, expect, test } from 'vitest';
import { setLang } from '#lib/i18n';
import type { ProcedureDoc } from '#lib/features/catalogue';
import { pathLabel, personLabel } from '#lib/features/dossiers/labels';
import { isPlainText, pathValue } from '#lib/features/dossiers/values';

const PROCEDURE = {
	form: {
		properties: {
			mother_name: { type: 'string', title: 'Họ tên mẹ' },
			birth_case: { type: 'string', title: 'Trường hợp', enum: ['normal'], 'x-widget': 'radio', 'x-enum-titles': { normal: { vi: 'Thông thường', en: 'Usual' } } },
			born_on: { type: 'string', title: 'Ngày sinh', 'x-widget': 'date' },
			father_phone: { type: 'string', title: 'Điện thoại cha', 'x-widget': 'phone' },
			father_id: { type: 'string', title: 'Số định danh cha', 'x-widget': 'person_id' },
			by_proxy: { type: 'boolean', title: 'Nộp thay', 'x-widget': 'radio' }
		}
	},
	documents: [{ id: 'birth_notice', label: { vi: 'Giấy chứng sinh', en: 'Birth notice' } }]
} as unknown as ProcedureDoc;

beforeEach(() => setLang('vi'));

describe('what a field is called', () => {
	test.each([
		['form.mother_name', 'Họ tên mẹ'],
		['documents.birth_notice.state', 'Giấy chứng sinh'],
		['applicant.phone', 'Người nộp: điện thoại liên lạc'],
		['subject', 'Người được làm hồ sơ'],
		['hamlet_id', 'Tổ dân phố, thôn']
	])('%s is “%s”', (path, label) => expect(pathLabel(path, PROCEDURE)).toBe(label));

	test('a number is called after the paper it stands on', () => {
		expect(personLabel('id_number', { id_kind: 'passport' })).toBe('Số hộ chiếu');
		expect(personLabel('id_number')).toBe('Số giấy tờ');
	});
});

describe('what stands in a field', () => {
	test.each([
		['applicant.phone', '0905000417', '0905 000 417'],
		['applicant.date_of_birth', '1950-03-02', '02/03/1950'],
		['applicant.id_number', '046161004821', '•••• •••• 4821'],
		['applicant.sex', 'female', 'Nữ'],
		['applicant.sex', 'other', 'Khác'],
		['applicant.id_kind', 'passport', 'Hộ chiếu'],
		['representative.basis', 'guardian', 'Người giám hộ'],
		['form.birth_case', 'normal', 'Thông thường'],
		['form.born_on', '2026-11-17', '17/11/2026'],
		['form.father_phone', '0905000417', '0905 000 417'],
		['form.father_id', '046161004821', '•••• •••• 4821'],
		['form.by_proxy', false, 'Không'],
		['documents.birth_notice.state', 'promised', 'Hẹn bổ sung'],
		['documents.birth_notice.promised_on', '2026-11-25', '25/11/2026'],
		['channel', 2, 'Trực tuyến'],
		['vulnerable', true, 'Có'],
		['applicant.phone', null, '']
	])('%s %o reads “%s”', (path, value, text) => expect(pathValue(path, value, PROCEDURE)).toBe(text));

	test('the whole number where two that end alike have to be told apart', () => {
		expect(pathValue('applicant.id_number', '046161004821', PROCEDURE, { whole: true })).toBe('046 161 004 821');
	});

	test('only plain text is written anew; choices, dates and numbers of papers are not', () => {
		const paths = ['applicant.full_name', 'form.mother_name', 'form.father_phone', 'applicant.sex', 'form.birth_case', 'form.born_on', 'form.father_id', 'documents.birth_notice.state'];
		expect(paths.filter((path) => isPlainText(path, PROCEDURE))).toEqual(['applicant.full_name', 'form.mother_name', 'form.father_phone']);
	});
});
