/** A dossier as this device knows it, and what follows from it. Pure. */

import {
	DOSSIER_ONLY_IN,
	DOSSIER_TRANSITIONS,
	DOSSIER_WHO,
	type DossierAction,
	type DossierState,
	type Relation
} from '#lib/contract/lifecycle';
import type { Consent } from '#lib/features/consent';
import type { ProcedureRef } from '#lib/features/catalogue';
import type { Answers } from '#lib/forms';

export type { DossierAction, DossierState, Relation };

export const ID_KINDS = ['cccd', 'cmnd', 'passport', 'residence_card', 'identity_certificate', 'none'] as const;
export const SEXES = ['male', 'female', 'other'] as const;
export const BASES = ['parent', 'guardian', 'authorised'] as const;
export const PERSON_ROLES = ['applicant', 'subject', 'representative'] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

/** A citizen in a role. Half-filled in a draft; masked values are null. */
export interface PersonDoc {
	full_name?: string | null;
	id_kind?: string | null;
	id_number?: string | null;
	id_number_last4?: string | null;
	/** `1950` or `1950-03-02`. */
	date_of_birth?: string | null;
	sex?: string | null;
	phone?: string | null;
	/** Whose phone it is when not their own. */
	phone_of?: string | null;
	address?: string | null;
	/** Of a representative. */
	basis?: string | null;
}

export const PAPER_STATES = ['missing', 'promised', 'seen', 'photo', 'certified', 'reused'] as const;
export type PaperState = (typeof PAPER_STATES)[number];
export interface PaperDoc {
	state: PaperState;
	file_ids?: string[];
	note?: string | null;
	promised_by?: string | null;
	/** `2026-11-25` */
	promised_on?: string | null;
	compared?: boolean;
	digitised?: boolean;
	unfit?: boolean;
}

export interface CommentDoc {
	id: string;
	by: string;
	text: string;
	at: string;
}
export interface ReturnedDoc {
	by: string;
	reason: string;
	items: { path: string; message: string }[];
	at: string;
}
export interface OfficialEntry {
	id?: string;
	status: number;
	at: string;
	by: string;
	source: string;
	code?: string;
	/** The code that this one put right: people may have written it down. */
	replaces?: string;
	note?: string;
	noted_at?: string;
}
/** Which entry a line of the server's history tells of: written down by the same person in the same breath. */
export const officialEntryOf = (line: { at: string; by: { id: string } | null }, history: readonly OfficialEntry[]): OfficialEntry | undefined =>
	history.find(({ by, noted_at }) => by === line.by?.id && Math.abs(Date.parse(noted_at ?? '') - Date.parse(line.at)) < 2_000);
export interface PortalEntry {
	where: string;
	at: string;
	code?: string;
	by: string;
	noted_at?: string;
	is_confirmed: boolean;
}

/** What a person fills in; the args of `dossier.create` but for ward and reference. */
export interface DossierValues {
	procedure: ProcedureRef;
	channel: 1 | 2 | 3;
	hamlet_id?: string | null;
	support_point_id?: string | null;
	visit_id?: string | null;
	applicant?: PersonDoc | null;
	subject?: PersonDoc | null;
	representative?: PersonDoc | null;
	vulnerable?: boolean | string[] | null;
	form: Answers;
	documents: Record<string, PaperDoc>;
	consent?: Consent | null;
	note?: string | null;
}

export interface DossierDoc extends DossierValues {
	id: string;
	reference: string;
	ward: string;
	receiving_ward: string;
	created_by: string;
	owner_id: string;
	team_id: string | null;
	work_state: DossierState;
	submission: number;
	assignee_id: string | null;
	returned: ReturnedDoc | null;
	/** Earlier ones, each with when it was sent again; absent in what an older server sent. */
	returns?: (Omit<ReturnedDoc, 'items'> & { mended_at: string })[];
	declined: { by: string; reason: string; at: string } | null;
	withdrawn?: { by: string; reason: string; at: string } | null;
	/** Required papers that are only promised. */
	promised: string[];
	official: { code: string | null; status: number | null; due_at: string | null; history: OfficialEntry[] };
	expected_due_at: string | null;
	files: { id: string; item: string; state: string; bytes: number | null }[];
	comments: CommentDoc[];
	/** Ids of open conflicts. */
	conflicts: string[];
	portal: PortalEntry[];
	payments: { id: string; method: string; amount_vnd: number; state: string; ref?: string; by: string; noted_at: string }[];
	results: { id: string; at: string; place: string; collector: string; by: string; noted_at: string }[];
	submitted_at: string | null;
	/** When it was handed in on this device, until the server has that; never in the server's own document. */
	pressed_at?: string;
	accepted_at: string | null;
	closed_at: string | null;
	created_at: string | null;
	updated_at: string | null;
	made_at: string;
	masked: string[];
}

/** What somebody is to a dossier; ledTeams and officerWards say what they are elsewhere. */
export interface Viewer {
	id: string;
	ledTeams: readonly string[];
	/** Wards whose centre they work for. */
	officerWards: readonly string[];
	isPointStaff?: boolean;
}
export function relationsOf(doc: DossierDoc, viewer: Viewer): Set<Relation> {
	const found = new Set<Relation>();
	if (doc.owner_id === viewer.id) {
		found.add('owner');
		if (viewer.isPointStaff) found.add('point_staff');
	}
	if (doc.submission > 0) {
		if (doc.team_id && viewer.ledTeams.includes(doc.team_id)) found.add('team_leader');
		if (viewer.officerWards.includes(doc.receiving_ward)) found.add('officer');
	}
	return found;
}

/** Whether the action is possible now for somebody with these relations. The server judges again. */
export function may(action: DossierAction, doc: Pick<DossierDoc, 'work_state'>, relations: ReadonlySet<Relation>): boolean {
	if (!(action in DOSSIER_TRANSITIONS[doc.work_state])) return false;
	return DOSSIER_WHO[action].some((relation) => {
		const only = DOSSIER_ONLY_IN[action]?.[relation];
		return relations.has(relation) && (!only || only.includes(doc.work_state));
	});
}

/** Whether it was the team's leader who sent it back; otherwise it was the ward. teams: those known on this device. */
export const isReturnedByLeader = (
	doc: Pick<DossierDoc, 'team_id' | 'returned'>,
	teams: readonly { id: string; leader_ids: readonly string[] }[]
): boolean => {
	const by = doc.returned?.by;
	return Boolean(by && teams.find((team) => team.id === doc.team_id)?.leader_ids.includes(by));
};

export const expectOf = (doc: Pick<DossierDoc, 'work_state' | 'submission'>): { work_state: DossierState; submission: number } => ({
	work_state: doc.work_state,
	submission: doc.submission
});

export const CLOSED_STATES: readonly DossierState[] = ['completed', 'declined', 'withdrawn'];

/** Whom the dossier is about: the subject where there is one. */
export const personOf = (doc: Pick<DossierValues, 'subject' | 'applicant'>): PersonDoc | null =>
	[doc.subject, doc.applicant].find((person) => person?.full_name) ?? null;
export const personName = (doc: Pick<DossierValues, 'subject' | 'applicant'>): string => personOf(doc)?.full_name ?? '';

/** "bà Lựu", "ông Cầm" as people are addressed; the name alone where the sex is not known, or in English. */
export function addressed(person: PersonDoc | null | undefined, lang: 'vi' | 'en'): string {
	const name = person?.full_name?.trim() ?? '';
	const given = name.split(/\s+/).at(-1) ?? '';
	if (!name || lang === 'en') return name;
	return person?.sex === 'female' ? `bà ${given}` : person?.sex === 'male' ? `ông ${given}` : name;
}

export const paperState = (doc: Pick<DossierValues, 'documents'>, item: string): PaperState => doc.documents[item]?.state ?? 'missing';

/** The kind of a half-filled dossier's draft. */
export const DRAFT_KIND = 'dossier';
/** The half-written promise of one paper, beside the dossier's own draft. */
export const paperDraftKind = (item: string): string => `paper.${item}`;

/** 7K3M9QTA4XW2H → its three groups, as shown and read out. */
export const referenceGroups = (reference: string): [string, string, string] => [
	reference.slice(0, 4),
	reference.slice(4, 8),
	reference.slice(8)
];

/** The wizard's step a dotted path belongs to. */
export type StepId = 'procedure' | 'consent' | 'people' | 'form' | 'papers' | 'send';
export const STEPS: readonly StepId[] = ['procedure', 'consent', 'people', 'form', 'papers', 'send'];
export function stepOf(path: string): StepId {
	const [first = ''] = path.split('.');
	if (first === 'form') return 'form';
	if (first === 'documents') return 'papers';
	if (first === 'consent') return 'consent';
	if ((PERSON_ROLES as readonly string[]).includes(first) || first === 'vulnerable') return 'people';
	if (['procedure', 'channel', 'hamlet_id', 'support_point_id'].includes(first)) return 'procedure';
	return 'send';
}

/** In a return, the path of what is told in words alone: it names nothing of the dossier. */
export const SOMETHING_ELSE = 'other';
