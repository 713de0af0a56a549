import { liveDoc, liveDocs, type Item, type LiveSource } from '#lib/data';
import type { SetupDoc } from './model';

export type SetupItem = Item<SetupDoc>;
const newest = (a: SetupItem, b: SetupItem): number => Date.parse(b.doc.made_at) - Date.parse(a.doc.made_at);

export const liveSetups = (where?: (doc: SetupDoc) => boolean): LiveSource<SetupItem[]> =>
	liveDocs<SetupDoc>('vneid_setup', { ...(where ? { where } : {}), sort: newest });
export const liveSetup = (id: string): LiveSource<SetupItem | null> => liveDoc<SetupDoc>('vneid_setup', id);
