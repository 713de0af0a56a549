/** Assisted submissions (hồ sơ): the pattern feature. */
export * from './model';
export * from './commands';
export { DOSSIER_RULES } from './reducers';
export { hasConsent, incomplete, isThere, mayContact, paperCount, peopleErrors } from './checks';
export {
	byLatest,
	liveDossier,
	liveDossierConflicts,
	liveDossierDrafts,
	liveDossiers,
	liveOwnDossiers,
	type DossierItem
} from './queries';
export type { DossierDraft } from './draft';
export { pathLabel, personLabel } from './labels';
export { isPlainText, pathValue } from './values';
export { standingOf, type Standing } from './standing';
export { spell } from './spell';
export { mayEdit } from './editable';
export { begunDossiers, isBegun, isDossierDraft, typedName, type Begun } from './begun';
export { closeCause, closeOutcomes, firstCauses, readOutcomes } from './outcomes';
export { isTold, noteTold } from './read.svelte';
export { correctedText, dossierWords, officialText, PAPER_LOOK, STATE_LOOK } from './words';
export { default as Comments } from './Comments.svelte';
export { default as Conflicts } from './Conflicts.svelte';
export { default as History } from './History.svelte';
export { default as DossierRow } from './DossierRow.svelte';
export { default as PortalSheet } from './PortalSheet.svelte';
export { default as WithdrawSheet } from './WithdrawSheet.svelte';
export { default as StateChip } from './StateChip.svelte';
export { default as SyncChip } from './SyncChip.svelte';
