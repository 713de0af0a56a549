import type { DossierDoc, DeskItem } from '#lib/features/desk/model';

export const ME = 'person-me';
/** Monday 23 November 2026, 15:24 in Vietnam. */
export const NOW = Date.parse('2026-11-23T15:24:00+07:00');

let next = 1;
export const official = (changes: Partial<DossierDoc['official']>): DossierDoc['official'] => ({
	code: null,
	status: null,
	due_at: null,
	history: [],
	...changes
});
/** A dossier that waits at the ward, valid by default; a test states only what it is about. */
export function dossier(changes: Partial<DossierDoc> = {}, id = `d${String(next++).padStart(4, '0')}`): DeskItem {
	return {
		id,
		sync: 'at_ward',
		doc: {
			id,
			reference: '7K3M9QTA4XW2H',
			ward: '19753',
			receiving_ward: '19753',
			procedure: { code: '1.001193', version: 1 },
			channel: 1,
			applicant: { full_name: 'Phan Thị Lựu' },
			form: {},
			documents: {},
			created_by: 'person-hanh',
			owner_id: 'person-hanh',
			team_id: 'team-1',
			hamlet_id: 'hamlet-3',
			work_state: 'submitted',
			submission: 1,
			assignee_id: null,
			returned: null,
			declined: null,
			promised: [],
			official: { code: null, status: null, due_at: null, history: [] },
			expected_due_at: null,
			files: [],
			comments: [],
			conflicts: [],
			portal: [],
			payments: [],
			results: [],
			submitted_at: '2026-11-23T07:52:00Z',
			accepted_at: null,
			closed_at: null,
			made_at: '2026-11-23T14:40:00+07:00',
			created_at: '2026-11-23T07:52:00Z',
			updated_at: '2026-11-23T07:52:00Z',
			masked: [],
			...changes
		}
	};
}
