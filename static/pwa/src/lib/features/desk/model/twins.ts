/** Dossiers that look like the same thing twice: same person, same procedure, within 30 days. */

import { fold } from '#lib/util/text';
import { mainPerson, procedureCode, type DossierDoc, type DeskItem } from './types';

export const TWIN_DAYS = 30;

const agrees = (a: string | null | undefined, b: string | null | undefined): boolean => !a || !b || a === b;

function samePerson(a: DossierDoc, b: DossierDoc): boolean {
	const [one, other] = [mainPerson(a), mainPerson(b)];
	if (!one.full_name || fold(one.full_name) !== fold(other.full_name ?? '')) return false;
	// Names repeat; what else is known must not speak against it.
	return agrees(one.id_number_last4, other.id_number_last4) && agrees(one.date_of_birth, other.date_of_birth);
}

function sameProcedure(a: DossierDoc, b: DossierDoc): boolean {
	const code = procedureCode(a);
	if (code !== null) return code === procedureCode(b);
	return 'other' in a.procedure && 'other' in b.procedure && fold(a.procedure.other) === fold(b.procedure.other);
}

const madeAt = (doc: DossierDoc): number => Date.parse(doc.made_at ?? doc.created_at ?? '');

/** The newest first. Withdrawn and declined ones count too: they say what happened before. */
export function twinsOf(item: DeskItem, all: readonly DeskItem[]): DeskItem[] {
	const at = madeAt(item.doc);
	const near = (doc: DossierDoc): boolean => {
		const apart = Math.abs(madeAt(doc) - at);
		return Number.isNaN(apart) || apart <= TWIN_DAYS * 86_400_000;
	};
	return all
		.filter((other) => other.id !== item.id && sameProcedure(item.doc, other.doc) && samePerson(item.doc, other.doc) && near(other.doc))
		.sort((a, b) => madeAt(b.doc) - madeAt(a.doc));
}
