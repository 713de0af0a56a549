/** Reads of one store as screens want them. */

import { openDraft } from './drafts';
import { combined, distinct, liveOver, sourceOver } from './live';
import type { Shelf, Traffic } from './mirror';
import { isUnanswered } from './queue';
import { keyOf, type ConflictContent, type Key, type OutcomeContent } from './rows';
import type { ConflictItem, DocFilter, Draft, Item, LiveSource, Outcome, Readable, RecordState } from './types';
import type { Doc, Uuid } from './wire';
import type { Workspace } from './workspace';

export type Current = Readable<Workspace | null | undefined>;

const NOTHING: ReadonlySet<Uuid> = new Set();
const STILL: Traffic = { pending: NOTHING, refused: NOTHING };

/** Never more optimistic than what the server has confirmed. */
function stateOf(entity: Uuid, { pending, refused }: Traffic, inFlight: ReadonlySet<Uuid>): RecordState {
	if (refused.has(entity)) return 'refused';
	if (!pending.has(entity)) return 'at_ward';
	return inFlight.has(entity) ? 'sending' : 'on_phone';
}

/** One record: its document, and its own commands and refusals. */
interface One<T> {
	doc: T | null;
	traffic: Traffic;
}

async function readOne<T>(workspace: Workspace, type: string, id: Uuid): Promise<One<T>> {
	const [row, outbox, refused] = await workspace.store.read(['view', 'outbox', 'outcomes'], (db) =>
		Promise.all([
			db.view.get(keyOf(type, id)),
			db.outbox.where('entity').equals(id).toArray(),
			db.outcomes.where('entity').equals(id).count()
		])
	);
	const me = new Set([id]);
	const traffic = { pending: outbox.some(isUnanswered) ? me : NOTHING, refused: refused > 0 ? me : NOTHING };
	return { doc: row ? await workspace.owner.cipher.open<T>(row.doc) : null, traffic };
}

const itemOf = <T>(type: string, id: Uuid, { doc, traffic }: One<T>, inFlight: ReadonlySet<Uuid>): Item<T> | null =>
	doc === null ? null : { type, id, doc, sync: stateOf(id, traffic, inFlight) };

const inFlightOf = (current: Current): Readable<ReadonlySet<Uuid>> => followed(current, (workspace) => workspace.board.inFlight, NOTHING);

const newestFirst = <T>(a: Item<T>, b: Item<T>): number => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

export function liveDocs<T>(current: Current, type: string, filter: DocFilter<T>): LiveSource<Item<T>[]> {
	const { states, where, sort = newestFirst } = filter;
	// Items that are the same stay the same objects: what did not change is not drawn again.
	let made = new Map<Key, Item<T>>();
	const choose = (shelf: Shelf, traffic: Traffic, inFlight: ReadonlySet<Uuid>): Item<T>[] => {
		const items = new Map<Key, Item<T>>();
		for (const [key, shown] of shelf) {
			const doc = shown.doc as T;
			if ((states && !states.includes(shown.state)) || (where && !where(doc))) continue;
			const sync = stateOf(shown.id, traffic, inFlight);
			const before = made.get(key);
			items.set(key, before?.doc === doc && before.sync === sync ? before : { type, id: shown.id, doc, sync });
		}
		made = items;
		return [...items.values()].sort(sort);
	};
	const shelf = sourceOver(current, (workspace) => workspace.mirror.docs(type));
	const traffic = followed(current, (workspace) => workspace.mirror.traffic, STILL);
	const both = combined(shelf, traffic, (docs, moving) => ({ docs, moving }));
	return distinct(combined(both, inFlightOf(current), ({ docs, moving }, inFlight) => choose(docs, moving, inFlight)));
}

export function liveDoc<T>(current: Current, type: string, id: Uuid): LiveSource<Item<T> | null> {
	const source = liveOver(current, (workspace) => readOne<T>(workspace, type, id));
	return combined(source, inFlightOf(current), (one, inFlight) => itemOf(type, id, one, inFlight));
}

export async function readDoc<T>(workspace: Workspace, type: string, id: Uuid): Promise<Item<T> | null> {
	return itemOf(type, id, await readOne<T>(workspace, type, id), workspace.board.inFlight.value);
}

export function recordState(current: Current, entity: Uuid): LiveSource<RecordState> {
	const source = liveOver(current, (workspace) => readOne(workspace, '', entity));
	return combined(source, inFlightOf(current), ({ traffic }, inFlight) => stateOf(entity, traffic, inFlight));
}

export async function readDrafts<T>(workspace: Workspace, kind?: string): Promise<Draft<T>[]> {
	const rows = await workspace.store.read(['drafts'], (db) =>
		kind === undefined ? db.drafts.toArray() : db.drafts.where('type').equals(kind).toArray()
	);
	const drafts = await Promise.all(rows.map((row) => openDraft<T>(workspace.owner.cipher, row)));
	return drafts.sort((a, b) => b.savedAt - a.savedAt);
}

export async function readOutcomes(workspace: Workspace): Promise<Outcome[]> {
	const rows = await workspace.store.read(['outcomes'], (db) => db.outcomes.orderBy('seq').reverse().toArray());
	return Promise.all(
		rows.map(async (row): Promise<Outcome> => {
			const { code, reason, errors, data, command, subject, at } = await workspace.owner.cipher.open<OutcomeContent>(row.doc);
			const made = { type: command.type, entity: row.entity, args: command.args, madeAt: command.made_at };
			return { id: row.id, status: row.state, code, reason, errors, data, command: made, record: row.type, subject, at };
		})
	);
}

/** Synced conflicts that nobody has resolved, and those a result told of that have not been synced yet. */
export async function readConflicts(workspace: Workspace, entity?: Uuid): Promise<ConflictItem[]> {
	const [told, synced] = await workspace.store.read(['conflicts', 'view'], (db) =>
		Promise.all([db.conflicts.toArray(), db.view.where('[type+state]').equals(['conflict', 'open']).toArray()])
	);
	const { cipher } = workspace.owner;
	const early = told.map(async (row): Promise<ConflictItem> => {
		const { field, theirs, mine } = await cipher.open<ConflictContent>(row.doc);
		return { id: row.id, entity: row.entity, field, theirs, mine, doc: null };
	});
	const here = synced.map(async (row): Promise<ConflictItem> => {
		const doc = await cipher.open<Doc>(row.doc);
		return { id: row.id, entity: text(doc.dossier_id), field: text(doc.field), theirs: valueOf(doc.theirs), mine: valueOf(doc.mine), doc };
	});
	const all = await Promise.all([...early, ...here]);
	return entity === undefined ? all : all.filter((conflict) => conflict.entity === entity);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const valueOf = (side: unknown): unknown => (typeof side === 'object' && side !== null ? (side as { value?: unknown }).value : null);

/** A value of whichever store is open; `otherwise` while none is. */
export function followed<T>(current: Current, of: (workspace: Workspace) => Readable<T>, otherwise: T): Readable<T> {
	return {
		subscribe(run) {
			let stop = (): void => undefined;
			const leave = current.subscribe((workspace) => {
				stop();
				stop = (): void => undefined;
				if (workspace) stop = of(workspace).subscribe(run);
				else run(otherwise);
			});
			return () => {
				leave();
				stop();
			};
		}
	};
}
