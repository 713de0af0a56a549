/** The documents the desk reads, as the server projects them for an officer (masked values are null). */

import type { DossierState } from '#lib/contract/lifecycle';
import type { RecordState, Uuid } from '#lib/data';

export type WorkState = DossierState;

export interface PersonDoc {
	full_name?: string | null;
	id_kind?: string | null;
	id_number?: string | null;
	id_number_last4?: string | null;
	date_of_birth?: string | null;
	sex?: string | null;
	phone?: string | null;
	phone_of?: string | null;
	address?: string | null;
	/** Of a representative: parent, guardian, authorised. */
	basis?: string | null;
}
export interface PaperDoc {
	state: string;
	file_ids?: Uuid[];
	note?: string | null;
	promised_by?: string | null;
	promised_on?: string | null;
	/** Marks that only officers set. */
	compared?: boolean | null;
	digitised?: boolean | null;
	unfit?: boolean | null;
}
export interface ReturnItem {
	/** A dotted path of the dossier: `documents.birth_notice`, `form.child_name`, `applicant.phone`. */
	path: string;
	message: string;
}
export interface ReturnedDoc {
	by: Uuid;
	reason: string;
	items: ReturnItem[];
	at: string;
}
export interface OfficialStep {
	status: number;
	at: string;
	by?: Uuid | null;
	source?: string | null;
	note?: string | null;
}
export interface OfficialDoc {
	code?: string | null;
	/** 1–10 of the national exchange; null: the centre has said nothing yet. */
	status?: number | null;
	due_at?: string | null;
	history?: OfficialStep[];
}
export interface CommentDoc {
	id: Uuid;
	by: Uuid;
	text: string;
	at: string;
}
export interface FileDoc {
	id: Uuid;
	item: string;
	state: 'expected' | 'uploading' | 'stored' | 'refused';
	bytes?: number | null;
}
export type ProcedureRef = { code: string; version: number | string } | { other: string };

export interface DossierDoc {
	reference: string;
	/** Where its owner and team work. */
	ward: string;
	/** Whose centre it is for; `transfer` changes it. */
	receiving_ward?: string | null;
	procedure: ProcedureRef;
	hamlet_id?: Uuid | null;
	support_point_id?: Uuid | null;
	channel?: number | null;
	applicant?: PersonDoc | null;
	subject?: PersonDoc | null;
	representative?: PersonDoc | null;
	vulnerable?: unknown;
	form?: Record<string, unknown> | null;
	documents?: Record<string, PaperDoc> | null;
	note?: string | null;
	owner_id: Uuid;
	team_id?: Uuid | null;
	work_state: WorkState;
	/** Counts submits; 0 in a draft. */
	submission: number;
	assignee_id?: Uuid | null;
	returned?: ReturnedDoc | null;
	declined?: { by: Uuid; reason: string; at: string } | null;
	official?: OfficialDoc | null;
	/** Our own estimate, never the centre's promise. */
	expected_due_at?: string | null;
	files?: FileDoc[] | null;
	comments?: CommentDoc[] | null;
	conflicts?: Uuid[] | null;
	created_at?: string | null;
	updated_at?: string | null;
	made_at?: string | null;
	masked?: string[] | null;
}

/** A dossier with where it is: on this device, on its way, at the ward. */
export interface DossierItem {
	id: Uuid;
	doc: DossierDoc;
	sync: RecordState;
}

/** States in which something is still to be done. */
export const OPEN_STATES: readonly WorkState[] = ['submitted', 'returned', 'accepted'];

/** The ward whose officers judge it. */
export const deskWard = (doc: DossierDoc): string => doc.receiving_ward ?? doc.ward;

/** Whom the dossier is about: the child, the deceased; else who applies. */
export function mainPerson(doc: DossierDoc): PersonDoc {
	return doc.subject?.full_name ? doc.subject : (doc.applicant ?? {});
}
export const nameOf = (doc: DossierDoc): string => mainPerson(doc).full_name ?? '';

/** `1.001193@1`, the id of the procedure's document; null for one that is not listed. */
export function procedureId(doc: DossierDoc): string | null {
	return 'code' in doc.procedure ? `${doc.procedure.code}@${doc.procedure.version}` : null;
}
export const procedureCode = (doc: DossierDoc): string | null => ('code' in doc.procedure ? doc.procedure.code : null);

/** Photos that have not arrived yet, of how many. */
export function filesComing(doc: DossierDoc): { coming: number; total: number } {
	const wanted = (doc.files ?? []).filter((file) => file.state !== 'refused');
	return { coming: wanted.filter((file) => file.state !== 'stored').length, total: wanted.length };
}
