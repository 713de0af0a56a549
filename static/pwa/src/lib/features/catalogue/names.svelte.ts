/** The catalogue by id, for lists that name procedures. One subscription for the whole app. */

import { messages, pick, upper } from '#lib/i18n';
import { isListed, procedureId, type ProcedureDoc, type ProcedureRef } from './model';
import { liveProcedures } from './queries';

const words = messages({ vi: { otherName: 'Thủ tục chưa có trong danh mục' }, en: { otherName: 'Procedure not listed' } });
let loaded = $state(false);
let procedures = $state.raw<ReadonlyMap<string, ProcedureDoc>>(new Map());

export const followCatalogue = (): (() => void) =>
	liveProcedures().subscribe((face) => {
		if (face.state !== 'content') return;
		procedures = new Map(face.value.map((item) => [item.id, item.doc]));
		loaded = true;
	});

/** Whether the store has answered; before that, "not there" means nothing. */
export const isCatalogueLoaded = (): boolean => loaded;
export const allProcedures = (): ProcedureDoc[] => [...procedures.values()];
export const procedureOf = (ref: ProcedureRef | null | undefined): ProcedureDoc | null =>
	isListed(ref) ? (procedures.get(procedureId(ref)) ?? null) : null;

/** The name in the reader's language; the person's own words for one that is not listed. */
export function procedureName(ref: ProcedureRef | null | undefined): string {
	if (!ref) return '';
	if (!isListed(ref)) return upper(ref.other) || words.otherName;
	return pick(procedureOf(ref)?.name) || ref.code;
}
