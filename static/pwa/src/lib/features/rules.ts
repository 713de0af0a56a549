/** What every feature's commands do to its documents; told to the data layer once, before it opens a store. */

import { defineCommands } from '#lib/data';
import { DOSSIER_RULES } from '#lib/features/dossiers';
import { FIELDWORK_RULES } from '#lib/features/fieldwork';
import { VNEID_RULES } from '#lib/features/vneid';

export function registerRules(): void {
	defineCommands({ ...DOSSIER_RULES, ...VNEID_RULES, ...FIELDWORK_RULES });
}
