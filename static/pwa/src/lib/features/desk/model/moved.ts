/** Who brought a dossier into the state it is in. */

import type { HistoryLine } from './timeline';
import { isLeaving, type DeskItem } from './types';

/** The last step into this state; null where the history does not know it. */
export function lastStepTo(lines: readonly HistoryLine[], state: string): HistoryLine | null {
	return lines.reduce<HistoryLine | null>((last, line) => (line.to === state && (!last || Date.parse(line.at) >= Date.parse(last.at)) ? line : last), null);
}

/** Whether the step is this device's own: nothing has come from the server since, and something waits to go there. updatedAt: as it was before. */
export const isOwnStep = (item: DeskItem, updatedAt: string | null): boolean => isLeaving(item) && item.doc.updated_at === updatedAt;
