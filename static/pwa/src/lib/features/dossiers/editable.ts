/** Whether a field of a dossier may be edited, by the server's own table. The server judges again. Pure. */

import { EDITABLE } from '#lib/contract/editable';
import type { Relation } from '#lib/contract/lifecycle';
import type { DossierDoc } from './model';

export function mayEdit(field: string, { work_state }: Pick<DossierDoc, 'work_state'>, relations: Iterable<Relation>): boolean {
	const root = field.split('.')[0] ?? '';
	return [...relations].some((relation) => {
		const rule = EDITABLE[relation];
		return rule !== undefined && rule.states.includes(work_state) && rule.fields.includes(root);
	});
}
