/** Plans the rows of `view` for records that may have changed. */

import type { Cipher, Sealed } from './crypto';
import { facets, recordKey, type OpenCommand, type Pending } from './overlay';
import type { Rules } from './reducers';
import type { BaseRow, CommandContent, Key, OutboxRow, ViewRow } from './rows';
import type { Doc, Uuid } from './wire';

/** What planning needs to know of the store's owner. */
export interface Owner {
	personId: Uuid;
	cipher: Cipher;
	rules: Rules;
	report: (what: string, error: unknown) => void;
}

export interface ViewChanges {
	put: ViewRow[];
	drop: Key[];
}

export async function openCommands(cipher: Cipher, rows: readonly OutboxRow[]): Promise<OpenCommand[]> {
	return Promise.all(rows.map(async (row) => ({ row, content: await cipher.open<CommandContent>(row.doc) })));
}

/**
 * The view of each key. `base` holds the rows after the change (absent: not there). A record nobody has pending
 * commands on shares its sealed content with base.
 */
export async function planViews(
	owner: Owner,
	keys: Iterable<Key>,
	base: ReadonlyMap<Key, BaseRow>,
	pending: Pending
): Promise<ViewChanges> {
	const changes: ViewChanges = { put: [], drop: [] };
	const rows = await Promise.all([...new Set(keys)].map((key) => viewOf(owner, key, base.get(key), pending)));
	for (const [key, row] of rows) {
		if (row) changes.put.push(row);
		else changes.drop.push(key);
	}
	return changes;
}

async function viewOf(
	owner: Owner,
	key: Key,
	base: BaseRow | undefined,
	pending: Pending
): Promise<[Key, ViewRow | null]> {
	const held = base ? await owner.cipher.open<Doc>(base.doc) : null;
	// An empty document is one the server could not show: it counts for the checksum, not for the screen.
	const truth = held && Object.keys(held).length > 0 ? held : null;
	const shown = pending.apply(key, truth, owner.report);
	if (shown === null) return [key, null];
	const doc: Sealed = base && shown === truth ? base.doc : await owner.cipher.seal(shown);
	return [key, { key, ...recordKey(key), ...facets(shown), doc }];
}
