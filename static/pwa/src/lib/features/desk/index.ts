/**
 * The ward's desk: the queue by due date, one dossier beside it, and what an officer does with it. Reads only the
 * device's store; every step is a command that can be taken back until it has left.
 */
export { default as Workbench } from './parts/Workbench.svelte';
export { default as Dossier } from './parts/Dossier.svelte';
export { default as Pick } from './parts/Pick.svelte';
/** For team leaders, who ask for supplements too. */
export { default as ReturnForm } from './parts/ReturnForm.svelte';
export { default as Sentences } from './parts/Sentences.svelte';
export { Directory, type MemberDoc, type TeamDoc } from './directory.svelte';
export { Typed } from './typed.svelte';
export { pathLabel } from './describe';
export { returnArgs } from './model/returning';
export { returnDossier, takeBack, HOLD_MS } from './commands';
export { nameOf, type DeskItem } from './model/types';
export { words as deskWords } from './words';
