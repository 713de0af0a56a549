import { describe, expect, test } from 'vitest';
import { DOSSIER_STATES } from '#lib/contract/lifecycle';
import { ROLE_PERMISSIONS, ROLES } from '#lib/contract/permissions';
import { mayReveal } from '#lib/features/desk/model/possible';
import { actionBar, begunForms, possible, relationsTo, type Who } from '#lib/features/desk/model';
import { dossier } from './make';

const membership = (role: string, ward = '19753', team: string | null = null) => ({
	role,
	ward: { code: ward, name: ward },
	team: team ? { id: team, name: team } : null,
	from: null,
	to: null
});
const person = (...memberships: Who['memberships']): Who => ({ id: 'me', memberships });
const officer = person(membership('officer'));

describe('who one is to a dossier', () => {
	const { doc } = dossier();
	test.each([
		['an officer of the ward', officer, ['officer']],
		['a manager of the ward', person(membership('manager')), ['officer']],
		['an officer of another ward', person(membership('officer', '19789')), []],
		['the leader of its team', person(membership('leader', '19753', 'team-1')), ['team_leader']],
		['the leader of another team', person(membership('leader', '19753', 'team-2')), []],
		['a member of its team', person(membership('volunteer', '19753', 'team-1')), []]
	])('%s', (_name, who, relations) => expect(relationsTo(doc, who)).toEqual(relations));
	test('after a transfer the receiving ward judges', () => {
		expect(relationsTo(dossier({ receiving_ward: '19789' }).doc, officer)).toEqual([]);
	});
	test('point staff for their own', () => {
		const who = person(membership('point_staff'));
		expect(relationsTo(doc, who)).toEqual([]);
		expect(relationsTo(dossier({ owner_id: 'me' }).doc, who)).toEqual(['owner', 'point_staff']);
	});
});

describe('what is masked', () => {
	const { doc } = dossier({ masked: ['applicant.phone'] });
	test('is shown against a reason to whom the server shows it, a leader too', () => {
		const roles = ROLES.filter((role) => mayReveal(doc, { permissions: [...ROLE_PERMISSIONS[role]] }));
		expect(roles).toEqual(['volunteer', 'leader', 'officer', 'manager', 'point_staff']);
	});
	test('is not asked for where nothing is', () => {
		expect(mayReveal(dossier().doc, { permissions: ['dossier:reveal'] })).toBe(false);
	});
});

describe('the bar under a dossier', () => {
	const bar = (work_state: (typeof DOSSIER_STATES)[number]) => {
		const { doc } = dossier({ work_state });
		return actionBar(doc, possible(doc, ['officer']));
	};
	test('one that waits: accept, or ask, or decline', () => {
		expect(bar('submitted')).toEqual({ main: 'accept', beside: ['return', 'decline'], behind: ['record_official', 'assign', 'transfer', 'withdraw'] });
	});
	test('one that is mended has nothing to do first', () => {
		expect(bar('returned')).toMatchObject({ main: null, beside: ['decline'] });
	});
	test('one that was taken over: the official status first', () => {
		expect(bar('accepted')).toMatchObject({ main: 'record_official', beside: ['return', 'complete'] });
	});
	test('no action stands twice, and none that the table forbids', () => {
		for (const state of DOSSIER_STATES) {
			const { main, beside, behind } = bar(state);
			const all = [...(main ? [main] : []), ...beside, ...behind];
			expect(new Set(all).size).toBe(all.length);
			const can = possible(dossier({ work_state: state }).doc, ['officer']);
			expect(all.every((action) => can.has(action))).toBe(true);
		}
	});
	test('a team leader only returns what waits', () => {
		expect([...possible(dossier().doc, ['team_leader'])]).toEqual(expect.arrayContaining(['return', 'comment']));
		expect(possible(dossier().doc, ['team_leader']).has('accept')).toBe(false);
		expect(possible(dossier({ work_state: 'accepted' }).doc, ['team_leader']).has('return')).toBe(false);
	});
});

test('a form left half-written is known by its dossier', () => {
	const drafts = [{ id: 'd1:desk.return' }, { id: 'd2:desk.accept' }, { id: 'd1:comment' }];
	expect([...begunForms('d1', drafts)]).toEqual(['return']);
	expect([...begunForms('d2', drafts)]).toEqual(['accept']);
});
