/**
 * The ward's desk: the queue by due date, one dossier beside it, and what an officer does with it. Reads only the
 * device's store; every step is a command that can be taken back until it has left.
 */
export { default as Workbench } from './parts/Workbench.svelte';
export { default as Dossier } from './parts/Dossier.svelte';
export { default as Pick } from './parts/Pick.svelte';
/** For team leaders: the same dossier, seen from the team. */
export { provideDesk, useDesk } from './desk.svelte';
export { dueText, shortTeam, STATE_LOOK } from './describe';
export { compareRows, matches, rowsOf, searchWords, type QueueRow } from './model/queue';
export { default as ServerSearch } from './parts/ServerSearch.svelte';
export { default as SentenceField } from './parts/SentenceField.svelte';
export { HOLD_MS, takeBack, unlessSecret, type Sent } from './commands';
export { words as deskWords } from './words';
