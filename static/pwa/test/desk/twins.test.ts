import { describe, expect, test } from 'vitest';
import { twinsOf } from '#lib/features/desk/model';
import { dossier } from './make';

const child = (name: string, more = {}) => ({ subject: { full_name: name, ...more } });
const an = dossier(child('Ngô Bảo An'));

describe('the same thing twice', () => {
	test('same person and procedure within 30 days', () => {
		const twin = dossier({ ...child('NGÔ BẢO  AN'), made_at: '2026-10-30T08:00:00+07:00' });
		expect(twinsOf(an, [an, twin])).toEqual([twin]);
	});
	test('not after 30 days', () => {
		expect(twinsOf(an, [dossier({ ...child('Ngô Bảo An'), made_at: '2026-10-20T08:00:00+07:00' })])).toEqual([]);
	});
	test('not for another procedure', () => {
		expect(twinsOf(an, [dossier({ ...child('Ngô Bảo An'), procedure: { code: '2', version: 1 } })])).toEqual([]);
	});
	test('not when the date of birth or the number differ', () => {
		const one = dossier(child('Ngô Bảo An', { date_of_birth: '2026-11-17', id_number_last4: '3307' }));
		expect(twinsOf(one, [dossier(child('Ngô Bảo An', { date_of_birth: '2026-11-18' }))])).toEqual([]);
		expect(twinsOf(one, [dossier(child('Ngô Bảo An', { id_number_last4: '3308' }))])).toEqual([]);
		expect(twinsOf(one, [dossier(child('Ngô Bảo An'))])).toHaveLength(1);
	});
	test('procedures that are not listed compare by their words', () => {
		const other = (name: string) => dossier({ ...child('Ngô Bảo An'), procedure: { other: name } });
		expect(twinsOf(other('Hộ nghèo'), [other('hộ  NGHÈO'), other('Cận nghèo')])).toHaveLength(1);
	});
	test('someone without a name is like nobody', () => {
		expect(twinsOf(dossier({ applicant: null }), [dossier({ applicant: null })])).toEqual([]);
	});
});
