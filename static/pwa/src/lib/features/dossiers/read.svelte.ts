/** Declined dossiers whose owner has told the citizen. Ids only, on this device. */

import { me } from '#lib/features/identity';
import { readPreference, writePreference } from '#lib/util/preferences';

const KEPT = 200;
const key = (): string => `told.${me.id}`;
let written = $state(0);

function ids(): string[] {
	void written;
	return (readPreference(key()) ?? '').split(',').filter(Boolean);
}
export const isTold = (id: string): boolean => ids().includes(id);
export function noteTold(id: string): void {
	writePreference(key(), [id, ...ids().filter((other) => other !== id)].slice(0, KEPT).join(','));
	written++;
}
