/** Where the work is: the pill on every screen and the sheet behind it. */
export { clockMinutesOff, doorOf, isHeldBack, lackOf, pillLabel, pillOf, syncWords, type Door } from './model';
export { fieldLabel, mendingOf } from './mend';
export { recordHref, recordTitle } from './pending';
export { followSync, sync } from './status.svelte';
export { default as SyncPill } from './SyncPill.svelte';
