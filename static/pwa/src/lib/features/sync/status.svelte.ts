/** The state of sending, as a rune; and whether the sheet is open. */

import { syncStatus, type SyncStatus } from '#lib/data';

let status = $state.raw<SyncStatus | null>(null);
let open = $state(false);
let wanted = $state(false);

export const sync = {
	get status(): SyncStatus | null {
		return status;
	},
	get sheetOpen(): boolean {
		return open;
	},
	openSheet(): void {
		wanted = true;
		open = true;
	},
	/** It has been asked for once, so its code may be loaded. */
	get sheetWanted(): boolean {
		return wanted;
	},
	closeSheet(): void {
		open = false;
	}
};
export const followSync = (): (() => void) => syncStatus.subscribe((next) => (status = next));
