/** Activities, visits, tasks and questions of the teams. */
export * from './model';
export * from './commands';
export * from './queries';
export { default as ActivityChip } from './ActivityChip.svelte';
export { countGuided, followVisit, visit, visitDraftId } from './visit.svelte';
export { ACTIVITY_LOOK, countLabel, countTexts, fieldworkWords } from './words';
