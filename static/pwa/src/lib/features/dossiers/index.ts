/** Assisted submissions (hồ sơ): the pattern feature. */
export * from './model';
export * from './commands';
export { DOSSIER_RULES } from './reducers';
export { hasConsent, incomplete, isThere, paperCount, peopleErrors } from './checks';
export {
	byLatest,
	liveDossier,
	liveDossierConflicts,
	liveDossierDrafts,
	liveDossiers,
	liveOwnDossiers,
	type DossierItem
} from './queries';
export { DRAFT_KIND, type DossierDraft } from './draft';
export { dossierWords, officialText, PAPER_LOOK, STATE_LOOK } from './words';
export { default as StateChip } from './StateChip.svelte';
export { default as SyncChip } from './SyncChip.svelte';
