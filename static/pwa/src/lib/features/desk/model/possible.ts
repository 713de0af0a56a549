/** What this person may do with this dossier now, from the server's own tables. */

import { DOSSIER_ACTIONS, DOSSIER_ONLY_IN, DOSSIER_TRANSITIONS, DOSSIER_WHO, type DossierAction, type Relation } from '#lib/contract/lifecycle';
import type { Permission } from '#lib/contract/permissions';
import type { Person } from '#lib/data';
import { deskWard, type DossierDoc } from './types';

/** A membership counts from its first to its last day; the server judges again. */
export type Who = Pick<Person, 'id' | 'memberships'>;

export function relationsTo(doc: DossierDoc, who: Who): Relation[] {
	const holds = (roles: readonly string[], fits: (m: Who['memberships'][number]) => boolean): boolean =>
		who.memberships.some((membership) => roles.includes(membership.role) && fits(membership));
	const owns = doc.owner_id === who.id;
	const found: Relation[] = [];
	// A draft has never left its owner's hands.
	const handedIn = doc.submission > 0;
	if (owns) found.push('owner');
	if (handedIn && doc.team_id && holds(['leader'], (m) => m.team?.id === doc.team_id)) found.push('team_leader');
	if (handedIn && holds(['officer', 'manager'], (m) => m.ward?.code === deskWard(doc))) found.push('officer');
	if (owns && holds(['point_staff'], () => true)) found.push('point_staff');
	return found;
}

export function may(action: DossierAction, doc: DossierDoc, relations: readonly Relation[]): boolean {
	if (!(action in DOSSIER_TRANSITIONS[doc.work_state])) return false;
	const only = DOSSIER_ONLY_IN[action];
	return DOSSIER_WHO[action].some((relation) => {
		const states = only?.[relation];
		return relations.includes(relation) && (states === undefined || states.includes(doc.work_state));
	});
}

export function possible(doc: DossierDoc, relations: readonly Relation[]): Set<DossierAction> {
	return new Set(DOSSIER_ACTIONS.filter((action) => may(action, doc, relations)));
}

const REVEAL: Permission = 'dossier:reveal';
/** Whether what is masked may be shown against a reason: the server's table says to whom, a team's leader too (decision 19). */
export const mayReveal = ({ masked }: Pick<DossierDoc, 'masked'>, { permissions }: Pick<Person, 'permissions'>): boolean =>
	masked.length > 0 && permissions.includes(REVEAL);

/** What stands first under the dossier, in which order; the first one that is possible is the filled button. */
const FIRST: readonly DossierAction[] = ['accept', 'record_official', 'complete', 'reopen'];
const BESIDE: readonly DossierAction[] = ['return', 'decline', 'complete'];
const BEHIND: readonly DossierAction[] = ['record_official', 'complete', 'assign', 'transfer', 'reopen', 'withdraw'];

export interface Bar {
	main: DossierAction | null;
	beside: DossierAction[];
	/** Under "more". */
	behind: DossierAction[];
}

/** While the volunteer mends it, nothing is the officer's to do first. */
export function actionBar(doc: DossierDoc, can: ReadonlySet<DossierAction>): Bar {
	const main = doc.work_state === 'returned' || doc.work_state === 'withdrawn' ? null : (FIRST.find((action) => can.has(action)) ?? null);
	const beside = BESIDE.filter((action) => can.has(action) && action !== main);
	return { main, beside, behind: BEHIND.filter((action) => can.has(action) && action !== main && !beside.includes(action)) };
}

/** The forms of a dossier that are half-done on this device, by what they do; one that was only opened is no draft. */
export function begunForms(id: string, drafts: readonly { id: string }[]): ReadonlySet<string> {
	const prefix = `${id}:desk.`;
	return new Set(drafts.filter((draft) => draft.id.startsWith(prefix)).map((draft) => draft.id.slice(prefix.length)));
}
