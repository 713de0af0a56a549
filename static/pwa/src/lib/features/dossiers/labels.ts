/** What a dotted path of a dossier is called on the screen. */

import { pick, upper } from '#lib/i18n';
import { fieldTitle } from '#lib/forms';
import type { ProcedureDoc } from '#lib/features/catalogue';
import { PERSON_ROLES, type PersonRole } from './model';
import { dossierWords } from './words';

/** `form.mother_name` → "Họ tên mẹ"; `documents.birth_notice` → "Giấy chứng sinh". */
export function pathLabel(path: string, procedure: ProcedureDoc | null): string {
	const [first = '', second = '', third = ''] = path.split('.');
	if (first === 'form') {
		const field = procedure?.form.properties?.[second];
		return field ? fieldTitle(field, second) : dossierWords.form;
	}
	if (first === 'documents') {
		const document = procedure?.documents.find((d) => d.id === second);
		return document ? pick(document.label) : dossierWords.documents;
	}
	if ((PERSON_ROLES as readonly string[]).includes(first)) {
		const role = dossierWords[first as PersonRole];
		const leaf = second in dossierWords ? String(dossierWords[second as 'phone']) : third;
		return second ? `${role}: ${leaf.toLocaleLowerCase('vi')}` : role;
	}
	return first in dossierWords ? String(dossierWords[first as 'note']) : upper(first);
}
