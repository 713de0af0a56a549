/** What is begun is counted and named by one rule, wherever it is shown. */

import { expect, test } from 'vitest';
import { begunDossiers, typedName } from '#lib/features/dossiers/begun';
import { BLANK, type DossierDraft } from '#lib/features/dossiers/draft';
import type { DossierItem } from '#lib/features/dossiers';
import { stepText } from '#lib/features/vneid';

const BIRTH = { code: '1.001193', version: 1 };
const item = (id: string, change: object = {}, sync = 'on_phone'): DossierItem =>
	({ id, sync, doc: { id, work_state: 'draft', procedure: BIRTH, form: {}, documents: {}, applicant: null, subject: null, made_at: '2026-11-23T08:00:00+07:00', updated_at: null, ...change } }) as unknown as DossierItem;
const START: DossierDraft['start'] = { procedure: BIRTH, channel: 1, hamlet_id: null, visit_id: null, ward: '19753', reference: 'R' };
const draft = (id: string, data: Partial<DossierDraft>, savedAt = 0): { id: string; data: DossierDraft; savedAt: number } => ({ id, data: { ...BLANK, ...data }, savedAt });

test('drafts without a record and records that are drafts, last written first; neither what was sent nor what was refused', () => {
	const own = [item('a'), item('b', { work_state: 'submitted' }), item('c', {}, 'refused'), item('e')];
	const drafts = [draft('d', { start: START }, Date.parse('2026-11-23T09:00:00+07:00')), draft('a', { start: START }), draft('e', {}, Date.parse('2026-11-23T10:00:00+07:00'))];
	expect(begunDossiers(drafts, own).map(({ id, hasRecord }) => [id, hasRecord])).toEqual([['e', true], ['d', false], ['a', true]]);
});

test('a name that is typed and not yet saved tells two births apart', () => {
	const own = [item('a'), item('e', { applicant: { full_name: 'Lựu' } })];
	const drafts = [draft('a', { dirty: { 'applicant.full_name': 'Phan Văn Cầm' } })];
	expect(begunDossiers(drafts, own).map(({ name }) => name).sort()).toEqual(['Lựu', 'Phan Văn Cầm']);
	expect(typedName(own[0]!, drafts)).toBe('Phan Văn Cầm');
});

test('a set-up that failed says what was not reached, and does not claim it', () => {
	expect(stepText({ step: 'app_installed', outcome: 'failed' })).toBe('Chưa cài ứng dụng');
	expect(stepText({ step: 'activated', outcome: 'done' })).toBe('Đã kích hoạt');
	expect(stepText({ step: 'l2_applied_at_police', outcome: 'pending' })).toBe('Đã nộp mức 2 tại công an');
});
