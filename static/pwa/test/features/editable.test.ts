/** A third value is offered only to whom the server would let edit the field: its own table says so. */

import { expect, test } from 'vitest';
import { mayEdit } from '#lib/features/dossiers/editable';
import { STEPS_OF } from '#lib/features/vneid/draft';

test('an owner edits while it is theirs, and nothing once the ward has it', () => {
	for (const state of ['draft', 'returned'] as const) expect(mayEdit('form.child_name', { work_state: state }, ['owner'])).toBe(true);
	for (const state of ['submitted', 'accepted', 'completed'] as const) expect(mayEdit('applicant.phone', { work_state: state }, ['owner'])).toBe(false);
});
test('an officer mends what the table names, never an answer', () => {
	expect(mayEdit('applicant.phone', { work_state: 'returned' }, ['officer'])).toBe(true);
	expect(mayEdit('form.child_name', { work_state: 'returned' }, ['officer'])).toBe(false);
	expect(mayEdit('applicant.phone', { work_state: 'accepted' }, ['officer'])).toBe(false);
	expect(mayEdit('form.child_name', { work_state: 'returned' }, ['officer', 'owner'])).toBe(true);
});
test('others edit nothing', () => {
	expect(mayEdit('note', { work_state: 'submitted' }, ['team_leader', 'point_staff'])).toBe(false);
	expect(mayEdit('note', { work_state: 'draft' }, [])).toBe(false);
});
test('every kind of set-up begins with the app', () => {
	expect(Object.values(STEPS_OF).map(([first]) => first)).toEqual(Array(4).fill('app_installed'));
});
