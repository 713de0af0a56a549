/** What a dotted path of a dossier is called. The one source, for phone and desk; `values.ts` says how what stands there is written. */

import { pick, upper } from '#lib/i18n';
import { fieldTitle } from '#lib/forms';
import type { ProcedureDoc } from '#lib/features/catalogue';
import { PERSON_ROLES, type PersonDoc, type PersonRole } from './model';
import { dossierWords } from './words';

export const isRole = (name: string): name is PersonRole => (PERSON_ROLES as readonly string[]).includes(name);
/** The dossier's own word of that name, null where there is none. */
export const word = (name: string): string | null => (name in dossierWords ? String(dossierWords[name as 'note']) : null);

/** "Số căn cước" where the kind of paper is known, "Số giấy tờ" otherwise; every other field by its own name. */
export function personLabel(field: keyof PersonDoc, person: PersonDoc | null = null): string {
	const kind = person?.id_kind;
	if (field === 'id_number' && kind) return dossierWords.idNumbers[kind as 'cccd'] ?? dossierWords.id_number;
	return word(field) ?? field;
}

/** `form.mother_name` → "Họ tên mẹ"; `documents.birth_notice` → "Giấy chứng sinh"; `applicant.phone` → "Người nộp: điện thoại liên lạc"; `other` names nothing. */
export function pathLabel(path: string, procedure: ProcedureDoc | null): string {
	const [first = '', second = ''] = path.split('.');
	if (first === 'form') {
		const field = procedure?.form.properties?.[second];
		return field ? fieldTitle(field, second) : dossierWords.form;
	}
	if (first === 'documents') {
		const document = procedure?.documents.find((d) => d.id === second);
		return document ? pick(document.label) : dossierWords.documents;
	}
	if (isRole(first)) return second ? `${dossierWords[first]}: ${personLabel(second as keyof PersonDoc).toLocaleLowerCase('vi')}` : dossierWords[first];
	if (first === 'other') return dossierWords.somethingElse;
	return word(first) ?? upper(first);
}
