/**
 * Works one answer of the server into the store: results, then the page, in ONE transaction.
 *
 * A stale answer (another tab moved the cursor, or the epoch changed meanwhile) is thrown away as far as it is
 * stale: results stand, since the ledger stands behind them; a page for another cursor never does.
 */

import { deepEqual } from '#lib/util/equal';
import type { Env } from './env';
import { isQuota } from './failure';
import { recount } from './membership';
import { Pending } from './overlay';
import { bucketsToScan, startsOver, verify, workPage, type PageWork } from './page';
import { leaveUnanswered, settle, wakeDependants, type Desk, type Moment } from './results';
import { keyOf, type BaseRow, type BucketState, type JournalRow, type Key, type OutboxRow, type SyncState, type ViewRow } from './rows';
import { readState, type Planned, type Store, type Writes } from './store';
import { openCommands, planViews, type Owner } from './views';
import type { Doc, PullPage, SyncResponse, Uuid } from './wire';

/** Acknowledged this much before a backup's mark counts as in it: the answer is a little older than its commit. */
const BACKUP_MARGIN_MS = 10 * 60_000;
/** A contact that brought nothing is written down this often. */
const CONTACT_EVERY_MS = 60_000;

/** What was asked, as far as the answer must fit it. */
export interface Sent {
	cursor: string | null;
	epoch: string | null;
	ids: readonly Uuid[];
}

export interface Applied {
	/** The page was for another cursor, or the whole answer for another epoch. */
	stale: boolean;
	epochChanged: boolean;
	/** The server has more, or a bucket must be loaded anew. */
	more: boolean;
	mismatched: string[];
	/** The checksums were added up from the rows. */
	counted: boolean;
	/** Commands that got their final answer. */
	settled: number;
	wipe: boolean;
	/** There was no room for the page; the results were taken. */
	full: boolean;
}

interface Snapshot {
	state: SyncState;
	outbox: OutboxRow[];
	journal: JournalRow[];
	backedUp: Uuid[];
	told: Set<Uuid>;
	base: Map<Key, BaseRow>;
	all: BaseRow[] | null;
	views: Map<Key, ViewRow>;
}

export class Applier {
	/** Whether the running checksums were added up from the rows since this page was opened. */
	#recounted = false;

	constructor(
		private readonly env: Env,
		private readonly store: Store,
		private readonly owner: Owner
	) {}

	async apply(sent: Sent, response: SyncResponse): Promise<Applied> {
		try {
			const applied = await this.store.commit(() => this.#plan(sent, response), 'news');
			// After a mismatch the rows are counted again, in case it was the running sum that was wrong.
			this.#recounted = (this.#recounted || applied.counted) && applied.mismatched.length === 0;
			return applied;
		} catch (error) {
			if (!isQuota(error) || response.pull === null) throw error;
			// No room for the page. The results are small, and forgetting them would send everything again.
			const applied = await this.store.commit(() => this.#plan(sent, { ...response, pull: null }), 'news');
			return { ...applied, stale: true, more: false, full: true };
		}
	}

	async #plan(sent: Sent, response: SyncResponse): Promise<Planned<Applied>> {
		const snap = await this.#read(sent, response);
		const none: Applied = { stale: true, epochChanged: false, more: true, mismatched: [], counted: false, settled: 0, wipe: false, full: false };
		if (snap.state.epoch !== sent.epoch) return { state: null, result: none };
		const epochChanged = snap.state.epoch !== null && snap.state.epoch !== response.epoch;
		const state: SyncState = { ...snap.state, epoch: response.epoch, buckets: { ...snap.state.buckets } };
		const desk = await this.#openDesk(snap, epochChanged);
		const settled = await this.#settleAll(sent, response, snap, desk);
		const page = snap.state.cursor === sent.cursor ? response.pull : null;
		const work: PageWork = {
			cipher: this.owner.cipher,
			state,
			base: snap.base,
			changed: new Set(),
			touched: new Set()
		};
		const mismatched = page ? await this.#takePage(work, page, snap, epochChanged) : [];
		this.#dropCovered(desk, state.buckets, page !== null && !page.more);
		this.#noteContact(state, response, desk, settled);
		const writes = await this.#writes(work, desk, page);
		const result: Applied = {
			stale: response.pull !== null && page === null,
			epochChanged,
			more: (page?.more ?? response.pull !== null) || state.resnapshot.length > 0 || epochChanged,
			mismatched,
			counted: page !== null && snap.all !== null,
			settled: settled.size,
			wipe: state.wipe,
			full: false
		};
		const idle = isEmpty(writes) && deepEqual({ ...state, lastContact: 0, clockSkewMs: 0 }, { ...snap.state, lastContact: 0, clockSkewMs: 0 });
		const recently = Math.abs((state.lastContact ?? 0) - (snap.state.lastContact ?? 0)) < CONTACT_EVERY_MS;
		return idle && recently ? { state: null, result } : { state, writes, result };
	}

	async #takePage(work: PageWork, page: PullPage, snap: Snapshot, epochChanged: boolean): Promise<string[]> {
		const { state } = work;
		await workPage(work, page, startsOver(snap.state, page, epochChanged));
		if (!state.ready) {
			state.received += page.puts.length;
			state.ready = !page.more && Object.values(state.buckets).every((bucket) => bucket.head !== null);
		}
		if (snap.all) {
			const merged = new Map(snap.all.map((row) => [row.key, row]));
			for (const key of work.changed) merged.set(key, work.base.get(key) as BaseRow);
			state.buckets = recount([...merged.values()], state.buckets);
		}
		return verify(state, page);
	}

	/** After an epoch change everything the backup may have lost is under way again, on top of what the new base says. */
	async #openDesk(snap: Snapshot, epochChanged: boolean): Promise<Desk> {
		const rows = new Map<Uuid, OutboxRow>(snap.outbox.map((row) => [row.id, row]));
		if (epochChanged) {
			for (const row of snap.journal) rows.set(row.id, asReplay(row));
			for (const [id, row] of rows) {
				if (row.state === 'acked') rows.set(id, asReplay({ ...row, state: 'applied' }));
				else rows.set(id, { ...row, replay: true });
			}
		}
		const open = await openCommands(this.owner.cipher, [...rows.values()]);
		const desk: Desk = {
			commands: new Map(open.map((o) => [o.row.id, o])),
			dropped: new Set(),
			changed: new Set(epochChanged ? rows.keys() : []),
			journal: [],
			journalDrop: [...snap.backedUp],
			outcomes: [],
			conflicts: [],
			touched: new Set(),
			confirmed: 0
		};
		if (epochChanged) for (const key of this.#pending(desk).keys()) desk.touched.add(key);
		return desk;
	}

	async #settleAll(sent: Sent, response: SyncResponse, snap: Snapshot, desk: Desk): Promise<Set<Uuid>> {
		const shown = new Map<Key, Doc>();
		for (const row of snap.views.values()) shown.set(row.key, await this.owner.cipher.open<Doc>(row.doc));
		const moment: Moment = {
			now: this.env.clock.now(),
			serverTime: Date.parse(response.server_time),
			serverTimeText: response.server_time,
			visible: this.env.page.visible(),
			unit: () => this.env.random.unit(),
			shown: (key) => shown.get(key) ?? null,
			told: snap.told
		};
		const before = new Set(unanswered(desk));
		for (const result of response.results) await settle(this.owner, desk, result, moment);
		const answered = new Set(response.results.map((result) => result.id));
		for (const id of sent.ids) if (!answered.has(id)) leaveUnanswered(desk, id, moment);
		const after = new Set(unanswered(desk));
		const settled = new Set([...before].filter((id) => !after.has(id)));
		if (settled.size > 0) wakeDependants(desk, settled);
		return settled;
	}

	/** Acknowledged commands whose effect this device has now read leave the overlay. */
	#dropCovered(desk: Desk, buckets: Record<string, BucketState>, complete: boolean): void {
		for (const [id, open] of [...desk.commands]) {
			if (open.row.state !== 'acked' || !isCovered(open.row.result, buckets, complete)) continue;
			for (const { type, id: record } of this.owner.rules.touched({ ...open.row, args: open.content.args ?? {} })) {
				desk.touched.add(keyOf(type, record));
			}
			desk.commands.delete(id);
			desk.changed.delete(id);
			desk.dropped.add(id);
		}
	}

	#noteContact(state: SyncState, response: SyncResponse, desk: Desk, settled: ReadonlySet<Uuid>): void {
		const now = this.env.clock.now();
		state.lastContact = now;
		state.clockSkewMs = Date.parse(response.server_time) - now;
		state.confirmed += settled.size;
		state.wipe ||= response.wipe;
		desk.confirmed = settled.size;
	}

	#pending(desk: Desk): Pending {
		return new Pending(this.owner.rules, desk.commands.values(), this.owner.personId);
	}

	async #writes(work: PageWork, desk: Desk, page: PullPage | null): Promise<Writes> {
		const rows = [...work.changed].map((key) => work.base.get(key) as BaseRow);
		const kept = rows.filter((row) => row.buckets.length > 0);
		const gone = new Set(rows.filter((row) => row.buckets.length === 0).map((row) => row.key));
		for (const key of gone) work.base.delete(key);
		const missing = [...desk.touched].filter((key) => !work.base.has(key) && !gone.has(key));
		await this.#readMissing(missing, work);
		const views = await planViews(this.owner, [...work.touched, ...desk.touched], work.base, this.#pending(desk));
		const told = new Set((page?.puts ?? []).filter((put) => put.type === 'conflict').map((put) => put.id));
		return dense({
			base: { put: kept, drop: [...gone] },
			view: views,
			outbox: { put: [...desk.changed].flatMap((id) => desk.commands.get(id)?.row ?? []), drop: [...desk.dropped] },
			journal: { put: desk.journal, drop: desk.journalDrop },
			outcomes: { put: desk.outcomes },
			conflicts: { put: desk.conflicts.filter((row) => !told.has(row.id)), drop: [...told] }
		});
	}

	async #readMissing(keys: Key[], work: PageWork): Promise<void> {
		if (keys.length === 0) return;
		const rows = await this.store.read(['base'], (db) => db.base.bulkGet(keys));
		for (const row of rows) if (row) work.base.set(row.key, row);
	}

	#read(sent: Sent, response: SyncResponse): Promise<Snapshot> {
		const page = response.pull;
		const ids = response.results.map((result) => result.id);
		const refused = new Set(response.results.filter((r) => r.status === 'rejected' || r.status === 'quarantined').map((r) => r.id));
		const marked = response.backed_up_before === null ? null : Date.parse(response.backed_up_before) - BACKUP_MARGIN_MS;
		return this.store.read(['meta', 'outbox', 'journal', 'base', 'view'], async (db) => {
			const state = await readState(db);
			const epochChanged = state.epoch !== null && state.epoch !== response.epoch;
			const outbox = await db.outbox.orderBy('seq').toArray();
			const journal = epochChanged ? await db.journal.orderBy('seq').toArray() : [];
			const backedUp = marked === null ? [] : await db.journal.where('due').belowOrEqual(marked).primaryKeys();
			const answered = (await db.journal.bulkGet(ids)).flatMap((row) => row ?? []);
			const named = page ? [...page.puts, ...page.gone].map((row) => keyOf(row.type, row.id)) : [];
			const over = page !== null && startsOver(state, page, epochChanged);
			const scan = page ? bucketsToScan(state, page, over) : [];
			const rows = (await db.base.bulkGet(named)).flatMap((row) => row ?? []);
			if (scan.length > 0) rows.push(...(await db.base.where('buckets').anyOf(scan).distinct().toArray()));
			const counts = page !== null && !this.#recounted && Object.keys(page.checks).length > 0;
			const subjects = outbox.filter((row) => refused.has(row.id)).map((row) => keyOf(this.owner.rules.recordOf(row.type), row.entity));
			const views = (await db.view.bulkGet(subjects)).flatMap((row) => row ?? []);
			return {
				state,
				outbox,
				journal,
				backedUp,
				told: new Set(answered.filter((row) => row.state === 'quarantined').map((row) => row.id)),
				base: new Map(rows.map((row) => [row.key, row])),
				all: counts ? await db.base.toArray() : null,
				views: new Map(views.map((row) => [row.key, row]))
			};
		});
	}
}

const unanswered = (desk: Desk): Uuid[] =>
	[...desk.commands.values()].filter(({ row }) => row.state !== 'acked').map(({ row }) => row.id);

/** A command as it goes up again after a restore. */
function asReplay(row: JournalRow | (Omit<OutboxRow, 'state'> & { state: 'applied' })): OutboxRow {
	const { id, seq, type, v, entity, after, made_at, mono_ms, size, doc } = row;
	const head = { id, seq, type, v, entity, after, made_at, mono_ms, size, doc };
	return { ...head, state: 'attempted', due: 0, replay: true, attempts: 1, failures: 0, postponed: 0, why: null, result: null };
}

/** Whether every bucket held of the command's stream has been read past it. */
export function isCovered(result: OutboxRow['result'], buckets: Record<string, BucketState>, complete: boolean): boolean {
	if (!result || result.stream === null || result.seq === null) return complete;
	const seq = result.seq;
	const held = Object.values(buckets).filter((bucket) => bucket.stream === result.stream);
	if (held.length === 0) return complete;
	return held.every((bucket) => bucket.head !== null && bucket.head >= seq);
}

function isEmpty(writes: Writes): boolean {
	return Object.keys(writes).length === 0;
}

/** Without the tables nothing is written to, so that they need no lock. */
function dense(writes: Writes): Writes {
	const used = Object.entries(writes).filter(([, change]) => Boolean(change.put?.length || change.drop?.length || change.clear));
	return Object.fromEntries(used);
}
