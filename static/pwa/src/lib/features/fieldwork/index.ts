/** Activities, visits, tasks and questions of the teams. */
export * from './model';
export * from './draft';
export * from './commands';
export * from './queries';
export { default as ActivityChip } from './ActivityChip.svelte';
export { countTexts } from './counts';
export { countGuided } from './guided';
export { followVisit, visit, visitDraftId } from './visit.svelte';
export { ACTIVITY_LOOK, fieldworkWords } from './words';
