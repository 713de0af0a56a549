/** Who brought a dossier into the state it is in. */

import type { HistoryLine } from './timeline';

/** The last step into this state; null where the history does not know it. */
export function lastStepTo(lines: readonly HistoryLine[], state: string): HistoryLine | null {
	return lines.reduce<HistoryLine | null>((last, line) => (line.to === state && (!last || Date.parse(line.at) >= Date.parse(last.at)) ? line : last), null);
}
