import { liveDoc, liveDocs, readDoc, type Item, type LiveSource } from '#lib/data';
import { compareText } from '#lib/util/text';
import { procedureId, type ProcedureDoc } from './model';

/** Every version on this device, by name. */
export const liveProcedures = (): LiveSource<Item<ProcedureDoc>[]> =>
	liveDocs<ProcedureDoc>('procedure', { sort: (a, b) => compareText(a.doc.name.vi, b.doc.name.vi) });

export const liveProcedure = (ref: { code: string; version: number }): LiveSource<Item<ProcedureDoc> | null> =>
	liveDoc<ProcedureDoc>('procedure', procedureId(ref));

export const readProcedure = async (ref: { code: string; version: number }): Promise<ProcedureDoc | null> =>
	(await readDoc<ProcedureDoc>('procedure', procedureId(ref)))?.doc ?? null;
