/** The state of sending, as a rune; and whether the sheet is open. */

import { syncStatus, type SyncStatus } from '#lib/data';

let status = $state.raw<SyncStatus | null>(null);
let open = $state(false);

export const sync = {
	get status(): SyncStatus | null {
		return status;
	},
	get sheetOpen(): boolean {
		return open;
	},
	openSheet(): void {
		open = true;
	},
	closeSheet(): void {
		open = false;
	}
};
export const followSync = (): (() => void) => syncStatus.subscribe((next) => (status = next));
