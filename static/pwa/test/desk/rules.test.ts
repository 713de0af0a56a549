import { describe, expect, test } from 'vitest';
import type { Doc, PendingCommand } from '#lib/data';
import { deskRules } from '#lib/features/desk/rules';
import { dossier, ME } from './make';

const here = { expect: { work_state: 'submitted', submission: 1 } };
function after(type: string, args: Doc, doc: Partial<ReturnType<typeof dossier>['doc']> = {}): Doc {
	const command = { id: 'c1', type, entity: 'd1', args, madeAt: '2026-11-23T15:40:00+07:00', by: ME, acked: false, conflicted: [] };
	const start = dossier(doc).doc as unknown as Doc;
	const frozen = JSON.stringify(start);
	const once = apply(start, command);
	expect(JSON.stringify(start)).toBe(frozen);
	// The server may have done it already: doing it again changes nothing.
	expect(apply(once, command)).toEqual(once);
	return once;
}
function apply(doc: Doc, command: PendingCommand): Doc {
	return deskRules[command.type]?.reduce(doc, command, { type: 'dossier', id: 'd1' }) ?? {};
}

describe('what the ward does shows at once', () => {
	test('accepting, with code and due date', () => {
		const doc = after('dossier.accept', { ...here, official_code: 'H57.12-261122-0001', official_due_at: '2026-11-26T17:00:00+07:00' });
		expect(doc).toMatchObject({ work_state: 'accepted', official: { code: 'H57.12-261122-0001', due_at: '2026-11-26T17:00:00+07:00', status: null } });
	});
	test('accepting without a code keeps the one that is there', () => {
		expect(after('dossier.accept', here, { official: { code: 'X.1-261122-0001' } })).toMatchObject({ official: { code: 'X.1-261122-0001' } });
	});
	test('returning names who, why and what', () => {
		const items = [{ path: 'documents.birth_notice', message: 'Mờ' }];
		expect(after('dossier.return', { ...here, items, reason: 'Chụp lại giúp' })).toMatchObject({
			work_state: 'returned',
			returned: { by: ME, reason: 'Chụp lại giúp', items, at: '2026-11-23T15:40:00+07:00' }
		});
	});
	test('declining a returned dossier ends the request for a supplement', () => {
		const expectation = { expect: { work_state: 'returned', submission: 1 }, reason: 'Không thuộc thẩm quyền' };
		const doc = after('dossier.decline', expectation, { work_state: 'returned', returned: { by: 'x', reason: 'y', items: [], at: 'z' } });
		expect(doc).toMatchObject({ work_state: 'declined', returned: null, declined: { by: ME, reason: 'Không thuộc thẩm quyền' } });
	});
	test('reopening leads one step back', () => {
		const expectation = (work_state: string) => ({ expect: { work_state, submission: 1 }, reason: 'Nhầm' });
		expect(after('dossier.reopen', expectation('completed'), { work_state: 'completed' }).work_state).toBe('accepted');
		expect(after('dossier.reopen', expectation('accepted'), { work_state: 'accepted' }).work_state).toBe('submitted');
	});
	test('nothing moves once somebody else was faster', () => {
		const doc = dossier({ work_state: 'returned' }).doc;
		expect(after('dossier.accept', here, doc)).toMatchObject({ work_state: 'returned' });
		expect(after('dossier.accept', here, { submission: 2 })).toMatchObject({ work_state: 'submitted' });
	});
	test('claiming does not take it from a colleague', () => {
		expect(after('dossier.claim', {})).toMatchObject({ assignee_id: ME });
		expect(after('dossier.claim', {}, { assignee_id: 'other' })).toMatchObject({ assignee_id: 'other' });
		expect(after('dossier.release', {}, { assignee_id: ME })).toMatchObject({ assignee_id: null });
	});
	test('the latest official status counts, a late entry takes its place by its own time', () => {
		const official = { status: 4, code: 'X.1-261122-0001', history: [{ status: 4, at: '2026-11-23T10:00:00+07:00' }] };
		const doc = after('dossier.record_official', { status: 2, at: '2026-11-22T10:00:00+07:00' }, { work_state: 'accepted', official });
		expect(doc).toMatchObject({ official: { status: 4, code: 'X.1-261122-0001', history: [{ status: 4 }, { status: 2, by: ME }] } });
		const later = after('dossier.record_official', { status: 9, at: '2026-11-24T10:00:00+07:00' }, { work_state: 'accepted', official });
		expect(later).toMatchObject({ official: { status: 9 } });
	});
	test('a paper is marked without losing what it was', () => {
		const doc = after('dossier.mark_document', { item: 'birth_notice', compared: true }, { documents: { birth_notice: { state: 'photo' } } });
		expect(doc).toMatchObject({ documents: { birth_notice: { state: 'photo', compared: true } } });
	});
	test('a dossier that is not here stays away', () => {
		for (const rule of Object.values(deskRules)) {
			const command = { id: 'c', type: 't', entity: 'd', args: { ...here }, madeAt: '', by: ME, acked: false, conflicted: [] };
			expect(rule.reduce(null, command, { type: 'dossier', id: 'd' })).toBeNull();
		}
	});
});
