import { liveDocs, type Item, type LiveSource } from '#lib/data';
import { compareText } from '#lib/util/text';
import type { ProcedureDoc } from './model';

/** Every version on this device, by name. */
export const liveProcedures = (): LiveSource<Item<ProcedureDoc>[]> =>
	liveDocs<ProcedureDoc>('procedure', { sort: (a, b) => compareText(a.doc.name.vi, b.doc.name.vi) });
