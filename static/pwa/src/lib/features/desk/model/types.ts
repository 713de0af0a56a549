/** A dossier as the desk looks at it. The document itself is the business of `features/dossiers`. */

import type { DossierState } from '#lib/contract/lifecycle';
import type { RecordState, Uuid } from '#lib/data';
import type { DossierDoc, PersonDoc } from '#lib/features/dossiers';

export type { DossierDoc, PaperDoc, PersonDoc, PersonRole } from '#lib/features/dossiers';
export type WorkState = DossierState;

export interface ReturnItem {
	/** A dotted path of the dossier: `documents.birth_notice`, `form.child_name`, `applicant.phone`. */
	path: string;
	message: string;
}

/** A dossier with where it is: on this device, on its way, at the ward. */
export interface DeskItem {
	id: Uuid;
	doc: DossierDoc;
	sync: RecordState;
}

/** States in which the desk still has something to do, or will have again. */
export const AT_DESK: readonly WorkState[] = ['submitted', 'returned', 'accepted'];

/** The ward whose officers judge it. */
export const deskWard = (doc: DossierDoc): string => doc.receiving_ward ?? doc.ward;

/** Changed on this device, and not yet at the server. */
export const isLeaving = ({ sync }: DeskItem): boolean => sync === 'on_phone' || sync === 'sending';

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
