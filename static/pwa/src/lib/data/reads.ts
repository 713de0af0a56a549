/** Reads of one store as screens want them. */

import { openDraft } from './drafts';
import { combined, liveOver } from './live';
import { isUnanswered } from './queue';
import { keyOf, type ConflictContent, type OutcomeContent, type ViewRow } from './rows';
import type { ConflictItem, DocFilter, Draft, Item, LiveSource, Outcome, Readable, RecordState } from './types';
import type { Doc, Uuid } from './wire';
import type { Workspace } from './workspace';

export type Current = Readable<Workspace | null | undefined>;

/** What is known of the records' way to the server, beside the documents. */
interface Traffic {
	pending: ReadonlySet<Uuid>;
	refused: ReadonlySet<Uuid>;
}

interface Raw<T> {
	docs: { row: ViewRow; doc: T }[];
	traffic: Traffic;
}

const NOTHING: ReadonlySet<Uuid> = new Set();

/** Never more optimistic than what the server has confirmed. */
function stateOf(entity: Uuid, { pending, refused }: Traffic, inFlight: ReadonlySet<Uuid>): RecordState {
	if (refused.has(entity)) return 'refused';
	if (!pending.has(entity)) return 'at_ward';
	return inFlight.has(entity) ? 'sending' : 'on_phone';
}

async function readRaw<T>(workspace: Workspace, find: { type: string; id?: Uuid; states?: readonly string[] }): Promise<Raw<T>> {
	const { type, id, states } = find;
	const [rows, outbox, outcomes] = await workspace.store.read(['view', 'outbox', 'outcomes'], (db) => {
		const view =
			id !== undefined
				? db.view.where('key').equals(keyOf(type, id))
				: states
					? db.view.where('[type+state]').anyOf(states.map((state) => [type, state]))
					: db.view.where('type').equals(type);
		return Promise.all([view.toArray(), db.outbox.toArray(), db.outcomes.toArray()]);
	});
	const docs = await Promise.all(rows.map(async (row) => ({ row, doc: await workspace.owner.cipher.open<T>(row.doc) })));
	return {
		docs,
		traffic: {
			pending: new Set(outbox.filter(isUnanswered).map((row) => row.entity)),
			refused: new Set(outcomes.map((row) => row.entity))
		}
	};
}

function items<T>({ docs, traffic }: Raw<T>, inFlight: ReadonlySet<Uuid>): Item<T>[] {
	return docs.map(({ row, doc }) => ({ type: row.type, id: row.id, doc, sync: stateOf(row.id, traffic, inFlight) }));
}

const inFlightOf = (current: Current): Readable<ReadonlySet<Uuid>> => followed(current, (workspace) => workspace.board.inFlight, NOTHING);

const newestFirst = <T>(a: Item<T>, b: Item<T>): number => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

export function liveDocs<T>(current: Current, type: string, filter: DocFilter<T>): LiveSource<Item<T>[]> {
	const { states, where, sort = newestFirst } = filter;
	const find = states ? { type, states } : { type };
	const source = liveOver(current, async (workspace) => {
		const raw = await readRaw<T>(workspace, find);
		return where ? { ...raw, docs: raw.docs.filter(({ doc }) => where(doc)) } : raw;
	});
	return combined(source, inFlightOf(current), (raw, inFlight) => items(raw, inFlight).sort(sort));
}

export function liveDoc<T>(current: Current, type: string, id: Uuid): LiveSource<Item<T> | null> {
	const source = liveOver(current, (workspace) => readRaw<T>(workspace, { type, id }));
	return combined(source, inFlightOf(current), (raw, inFlight) => items(raw, inFlight)[0] ?? null);
}

export async function readDoc<T>(workspace: Workspace, type: string, id: Uuid): Promise<Item<T> | null> {
	return items(await readRaw<T>(workspace, { type, id }), workspace.board.inFlight.value)[0] ?? null;
}

export function recordState(current: Current, entity: Uuid): LiveSource<RecordState> {
	const source = liveOver(current, (workspace) => readRaw(workspace, { type: '', id: entity }));
	return combined(source, inFlightOf(current), ({ traffic }, inFlight) => stateOf(entity, traffic, inFlight));
}

export async function readDraft<T>(workspace: Workspace, id: Uuid): Promise<Draft<T> | null> {
	const row = await workspace.store.read(['drafts'], (db) => db.drafts.get(id));
	return row ? openDraft<T>(workspace.owner.cipher, row) : null;
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
