/** What was refused, in words, and where it can be mended. */

import type { Outcome } from '#lib/data';
import { errorNext, errorWhat, fieldError } from '#lib/i18n';
import { fieldTitle } from '#lib/forms';
import { procedureOf } from '#lib/features/catalogue';
import { dossierWords, type DossierDoc } from '#lib/features/dossiers';
import { me } from '#lib/features/identity';
import { syncWords } from './model';
import { dossierHref } from './pending';

export interface Mending {
	/** Why, as sentences. */
	why: string;
	/** Where the mending happens; null when all one can do is read it. */
	href: string | null;
	/** On the button. */
	label: string;
}

export function mendingOf(outcome: Outcome): Mending {
	const { command, code, reason } = outcome;
	const [path, messages] = Object.entries(outcome.errors)[0] ?? [];
	const field = path ? fieldLabel(outcome, path) : '';
	const said = messages?.[0] ? `${field ? `${field}: ` : ''}${fieldError(messages[0])}` : '';
	// "It exists already" says nothing where no screen has a name for the field.
	const why = (field || !reason ? said : '') || [errorWhat({ code, reason }), errorNext({ code, reason })].filter(Boolean).join(' ');
	const label = field ? syncWords.mendField(field.toLocaleLowerCase('vi')) : syncWords.mend;
	if (outcome.status === 'quarantined') return { why: `${errorWhat({ code, reason })} ${syncWords.kept}`, href: null, label };
	const query = new URLSearchParams({ mend: outcome.id, ...(path ? { field: path } : {}) });
	switch (command.type) {
		case 'dossier.create':
		case 'dossier.edit':
		case 'dossier.submit':
			// An officer has no editor of a whole dossier, but a form under it that opens with what was typed.
			if (command.type === 'dossier.edit' && me.home === 'desk' && (outcome.subject as DossierDoc | null)?.owner_id !== me.id)
				return { why, href: `/desk/${command.entity}?${query}`, label };
			return code === 'VALIDATION'
				? { why, href: `/dossiers/${command.entity}/edit?${query}`, label }
				: { why, href: outcome.subject ? dossierHref(command.entity) : null, label: syncWords.look };
		case 'conflict.resolve':
			// Both values are still there, and with them what was written in their place.
			return { why, href: outcome.subject ? `${dossierHref(command.entity)}#conflict-${String(command.args.conflict_id)}` : null, label: code === 'VALIDATION' ? label : syncWords.look };
		case 'vneid.record':
			return { why, href: `/vneid/new?${query}`, label };
		case 'vneid.edit':
			return { why, href: `/vneid/${command.entity}/edit?${query}`, label };
		case 'activity.log':
			return { why, href: `/activity/new?${query}`, label };
		case 'activity.edit':
			return { why, href: `/activity/${command.entity}/edit?${query}`, label };
		default:
			return command.type.startsWith('dossier.') && outcome.subject
				? { why, href: dossierHref(command.entity), label: syncWords.look }
				: { why, href: null, label };
	}
}

/** The name of a field as the screens have it. */
export function fieldLabel(outcome: Outcome, path: string): string {
	const parts = path.split('.');
	const last = parts.at(-1) ?? path;
	if (parts[0] === 'form' && outcome.record === 'dossier') {
		const schema = procedureOf((outcome.subject as DossierDoc | null)?.procedure)?.form.properties?.[parts[1] ?? ''];
		return schema ? fieldTitle(schema) : '';
	}
	if (parts[0] === 'documents') return dossierWords.documents;
	return last in dossierWords ? String(dossierWords[last as 'full_name']) : '';
}
