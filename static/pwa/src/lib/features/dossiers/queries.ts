import { liveConflicts, liveDoc, liveDocs, liveDrafts, type ConflictItem, type Draft, type Item, type LiveSource } from '#lib/data';
import type { DossierDoc } from './model';
import type { DossierDraft } from './draft';

export type DossierItem = Item<DossierDoc>;

/** Last touched first. */
export const byLatest = (a: DossierItem, b: DossierItem): number => Date.parse(latest(b.doc)) - Date.parse(latest(a.doc));
const latest = (doc: DossierDoc): string => doc.updated_at ?? doc.made_at;

/** Those of one owner. */
export const liveOwnDossiers = (owner: string): LiveSource<DossierItem[]> =>
	liveDocs<DossierDoc>('dossier', { where: (doc) => doc.owner_id === owner, sort: byLatest });
export const liveDossiers = (where?: (doc: DossierDoc) => boolean): LiveSource<DossierItem[]> =>
	liveDocs<DossierDoc>('dossier', { ...(where ? { where } : {}), sort: byLatest });
export const liveDossier = (id: string): LiveSource<DossierItem | null> => liveDoc<DossierDoc>('dossier', id);
export const liveDossierDrafts = (): LiveSource<Draft<DossierDraft>[]> => liveDrafts<DossierDraft>('dossier');
export const liveDossierConflicts = (id: string): LiveSource<ConflictItem[]> => liveConflicts(id);
