/** The state of sending, as a rune; and whether the sheet is open. */

import { liveOutcomes, syncStatus, type SyncStatus } from '#lib/data';
import { firstCauses } from '#lib/features/dossiers';

let status = $state.raw<SyncStatus | null>(null);
/** null: not read yet, the store's own count stands. */
let causes = $state.raw<number | null>(null);
let open = $state(false);
let wanted = $state(false);

export const sync = {
	get status(): SyncStatus | null {
		return status && causes !== null ? { ...status, refused: causes } : status;
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
/** What needs somebody is counted as the sheet tells it: one for each cause, however much was refused with it. */
export function followSync(): () => void {
	const stops = [
		syncStatus.subscribe((next) => (status = next)),
		liveOutcomes().subscribe((face) => (causes = face.state === 'content' ? firstCauses(face.value).length : null))
	];
	return () => stops.forEach((stop) => stop());
}
