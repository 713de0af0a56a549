/** What was begun and not handed in: one rule for Today, the list of dossiers and the sheet of unsent work. Pure. */

import type { Draft } from '#lib/data';
import type { ProcedureRef } from '#lib/features/catalogue';
import type { DossierDraft } from './draft';
import { DRAFT_KIND, personName, type PersonDoc } from './model';
import type { DossierItem } from './queries';

export interface Begun {
	id: string;
	/** '' until somebody has typed one; also what is typed and not yet saved to the record. */
	name: string;
	procedure: ProcedureRef;
	/** When it was last written in. */
	at: number;
	/** Consent was given. */
	hasRecord: boolean;
}

/** Which of all half-written forms are dossiers. */
export const isDossierDraft = (draft: Draft): draft is Draft<DossierDraft> => draft.kind === DRAFT_KIND;

type Kept = Pick<Draft<DossierDraft>, 'id' | 'data' | 'savedAt'>;

/** The name in a record, or the one that is typed on top of it. */
export function typedName({ id, doc }: DossierItem, drafts: readonly Kept[]): string {
	const { dirty = {} } = drafts.find((draft) => draft.id === id)?.data ?? {};
	const laid = (role: 'subject' | 'applicant'): PersonDoc => ({ full_name: (dirty[`${role}.full_name`] ?? doc[role]?.full_name ?? null) as string | null });
	return personName({ subject: laid('subject'), applicant: laid('applicant') });
}

/** Still a draft, and not refused: what was refused is shown with what needs the person. */
export const isBegun = ({ doc, sync }: Pick<DossierItem, 'doc' | 'sync'>): boolean => doc.work_state === 'draft' && sync !== 'refused';

/** Last written in first: drafts without a record yet, and records that are still drafts. own: all dossiers of the person. */
export function begunDossiers(drafts: readonly Kept[], own: readonly DossierItem[]): Begun[] {
	const records = own.filter(isBegun).map((item) => ({
		id: item.id,
		name: typedName(item, drafts),
		procedure: item.doc.procedure,
		at: drafts.find(({ id }) => id === item.id)?.savedAt || Date.parse(item.doc.updated_at ?? item.doc.made_at),
		hasRecord: true
	}));
	const made = new Set(own.map(({ id }) => id));
	const before = drafts.flatMap(({ id, data: { start }, savedAt: at }) => (start && !made.has(id) ? [{ id, name: '', procedure: start.procedure, at, hasRecord: false }] : []));
	return [...before, ...records].sort((a, b) => b.at - a.at);
}
