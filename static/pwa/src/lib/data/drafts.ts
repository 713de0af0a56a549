/**
 * Half-finished forms: every keystroke on disk within a third of a second, or the moment the page goes away.
 *
 * Two tabs may write one draft. Each remembers what it has seen of it (`base`) and what its own editor holds (`mine`);
 * a write succeeds only if the row is still the one it saw, else both sides are merged (`rebase`) and it is tried
 * again. Per draft this tab does one thing at a time. An editor that follows its draft is told what was merged; one
 * that does not goes on from what it knows, and its next keystrokes are merged the same way.
 *
 * A form nobody has typed in is no draft: editors say what it looks like then (`from`), and nothing on disk means
 * exactly that. So a keystroke that comes before the disk was read, or into a blank form of another tab, changes what
 * it changes and nothing else.
 */

import { liveQuery } from 'dexie';
import { debounce, type Debounced } from '#lib/util/debounce';
import { deepEqual } from '#lib/util/equal';
import { uuidv7 } from '#lib/util/ids';
import { rebase } from '#lib/util/rebase';
import { holdsText, merged } from './blank';
import type { Cipher, Sealed } from './crypto';
import type { Channel, Env } from './env';
import { asDataError, StoreFailure } from './failure';
import { revOf, type DraftRow, type NoteContent, type NoteRow } from './rows';
import type { DraftSwap, Store } from './store';
import type { DataError, Done, Draft, Face, LiveSource, Readable } from './types';
import type { Uuid } from './wire';

const PAUSE_MS = 200;
const AT_MOST_MS = 300;
/** Plain JSON; undefined: there is no draft. */
type Data = unknown;

interface Follower {
	run: (face: Face<Draft | null>) => void;
	/** What it was told last. */
	told: Data;
}
const NOTHING_YET = Symbol('nothing yet');
/** It, or another editor of this tab, has typed since. */
const OUTDATED = Symbol('outdated');

/** What a tab knows of one draft. */
interface Open {
	readonly id: Uuid;
	kind: string;
	/** The row as last read or written here. */
	disk: { rev: string | null; data: Data; at: number };
	/** The form before anyone typed: what it means that nothing is there. undefined: no editor has said. */
	from: Data;
	/** What the editor held when it last agreed with the disk. */
	base: Data;
	/** What the editor holds. */
	mine: Data;
	/** Whether an editor of this tab has read or written it at all. */
	isKnown: boolean;
	/** Counts the editor's saves: a write covers those before it. */
	version: number;
	/** `mine` is to be written. */
	isDirty: boolean;
	/** The row is to be read. */
	isStale: boolean;
	/** Written blindly when the page seemed to go away. */
	note: Note | null;
	/** Being replaced by a save. */
	replaced: Replacement | null;
	work: Promise<Done> | null;
	readonly followers: Set<Follower>;
}

interface Replacement {
	/** What the save was made from, with what this tab has typed since; nothing of other tabs. */
	own: Data;
	/** `own` as it was written last: that goes with the save. null: everything does. */
	covered: { data: Data } | null;
	/** Nothing is written any more until the save has ended. */
	isHeld: boolean;
	/** The draft as the save leaves it. */
	left: Open['disk'] | null;
}
interface Note {
	/** The version of the editor's text that it holds. */
	version: number;
	rev: Uuid;
	mine: Data;
	sealed: Promise<Sealed>;
}

const FINE: Done = { ok: true };

export class Drafts {
	#open = new Map<Uuid, Open>();
	#later: Debounced<[]>;
	#unlisten: () => void;
	#isClosed = false;
	#channel: Channel;
	readonly #tab: Uuid;

	constructor(
		private readonly env: Env,
		private readonly store: Store,
		private readonly cipher: Cipher,
		private readonly onError: (done: Done) => void = () => undefined
	) {
		this.#tab = this.#newRev();
		this.#later = debounce(() => void this.flush(), { ms: PAUSE_MS, maxMs: AT_MOST_MS, timers: env.timers });
		// A tab that is gone cannot say that its last words are written, so it says it while it goes.
		this.#channel = env.channel(`${store.connection.db.name}-drafts`);
		// The word may be faster than what it speaks of, and this page than the one before it.
		const gatherNowAndLater = (): void => [0, 500, 2_000].forEach((ms) => env.timers.set(ms, () => void this.#gather()));
		this.#channel.listen(gatherNowAndLater);
		this.#unlisten = env.page.on((event) => {
			if (event === 'hidden' || event === 'leaving') this.#leave();
			if (event === 'visible') void this.#gather();
		});
		gatherNowAndLater();
		store.leftOfDraft = (id) => this.#leftOf(this.#at(id));
	}

	/** from: the form before anyone typed. What equals it is no draft. */
	save(id: Uuid, kind: string, data: object, from?: object): void {
		const open = this.#at(id);
		if (from) open.from = plain(from);
		this.#set(open, plain(data), kind);
		this.#later();
	}

	/** Writes what is unsaved; resolves when it, and everything before it, is on disk. Begun at once. */
	async flush(): Promise<Done> {
		this.#later.cancel();
		const results = await Promise.all([...this.#open.values()].map((open) => this.#run(open)));
		return results.find((done) => !done.ok) ?? FINE;
	}

	/**
	 * Runs a save that replaces drafts. It takes away what it was made from: what this tab held when it began. What
	 * another tab has typed since stays; what this tab types meanwhile goes, so that no late keystroke brings back a
	 * draft of what was sent. If the save fails, everything stays and is written after all.
	 */
	async replacing<T extends { ok: boolean }>(ids: readonly Uuid[], save: () => Promise<T>): Promise<T> {
		const drafts = ids.map((id) => this.#at(id));
		const replaced = drafts.map((open) => this.#replace(open));
		await this.flush();
		for (const one of replaced) one.isHeld = true;
		for (const open of drafts) await open.work;
		try {
			const saved = await save();
			if (saved.ok) for (const open of drafts) this.#settle(open);
			return saved;
		} finally {
			for (const open of drafts) {
				open.replaced = null;
				if (open.isDirty) this.#later();
				if (open.isStale) void this.#run(open);
			}
		}
	}

	/** Takes away what this tab knows of it, everything if it knows nothing. */
	async delete(id: Uuid): Promise<Done> {
		const open = this.#at(id);
		if (!open.isKnown) {
			const read = await this.#refresh(open);
			if (!read.ok) return read;
		}
		this.#set(open, undefined, open.kind);
		return this.#run(open);
	}

	/** The draft as an editor may go on from it. Throws a StoreFailure. */
	async read(id: Uuid): Promise<Draft | null> {
		const open = this.#at(id);
		const read = await this.#refresh(open);
		if (!read.ok) throw new StoreFailure(read.error.code, read.error.detail);
		return draftOf(open);
	}

	/** Tells what the editor shall show: its own keystrokes and what other tabs have typed since. */
	follow(id: Uuid, run: (face: Face<Draft | null>) => void): () => void {
		const open = this.#at(id);
		const follower: Follower = { run, told: NOTHING_YET };
		const fail = (error: DataError): void => run({ state: 'error', error });
		open.followers.add(follower);
		const rows = liveQuery(() => this.store.read(['drafts'], (db) => db.drafts.get(id))).subscribe({
			next: (row) => {
				if (follower.told !== NOTHING_YET && revOf(row) === open.disk.rev) return;
				void this.#reread(open).then((done) => done.ok || fail(done.error));
			},
			error: (error: unknown) => fail(asDataError(error))
		});
		return () => {
			rows.unsubscribe();
			open.followers.delete(follower);
			void this.#run(open).then(() => this.#forget(open));
		};
	}

	close(): void {
		this.#isClosed = true;
		this.#unlisten();
		this.#channel.close();
		this.#later.cancel();
	}

	#at(id: Uuid): Open {
		const here = this.#open.get(id);
		if (here) return here;
		const open: Open = {
			id,
			kind: '',
			disk: { rev: null, data: undefined, at: 0 },
			from: undefined,
			base: undefined,
			mine: undefined,
			isKnown: false,
			version: 0,
			isDirty: false,
			isStale: false,
			note: null,
			replaced: null,
			work: null,
			followers: new Set()
		};
		this.#open.set(id, open);
		return open;
	}

	/** Nobody here looks at it any more: whoever does next begins anew. */
	#forget(open: Open): void {
		const isIdle = open.followers.size === 0 && !open.isDirty && !open.replaced && !open.work;
		if (isIdle && this.#open.get(open.id) === open) this.#open.delete(open.id);
	}

	#set(open: Open, mine: Data, kind: string): void {
		if (open.replaced) open.replaced.own = rebase(open.mine, mine, open.replaced.own);
		Object.assign(open, { mine, kind, isKnown: true, isDirty: true, version: open.version + 1 });
		for (const follower of open.followers) if (follower.told !== NOTHING_YET) follower.told = OUTDATED;
	}

	#reread(open: Open): Promise<Done> {
		open.isStale = true;
		return this.#run(open);
	}

	/** An editor that does not follow goes on from what is read now. */
	async #refresh(open: Open): Promise<Done> {
		const reader: Follower = { run: () => undefined, told: NOTHING_YET };
		open.followers.add(reader);
		const done = await this.#reread(open);
		open.followers.delete(reader);
		return done;
	}

	/** One thing after the other, until nothing is left to do. Begins at once if nothing is under way. */
	#run(open: Open): Promise<Done> {
		if (!open.work && hasWork(open)) open.work = this.#work(open);
		return open.work ?? Promise.resolve(FINE);
	}

	async #work(open: Open): Promise<Done> {
		try {
			while (hasWork(open)) await (open.isStale ? this.#look(open) : this.#write(open));
			return FINE;
		} catch (error) {
			// Kept for the next try.
			const failed: Done = { ok: false, error: asDataError(error) };
			if (open.isDirty) this.onError(failed);
			return failed;
		} finally {
			open.work = null;
		}
	}

	/** Takes up what tabs that went away had typed last. */
	async #gather(): Promise<void> {
		if (this.#isClosed) return;
		try {
			for (const note of await this.store.notes.all()) if (!this.#isOwn(note)) void this.#reread(this.#at(note.id));
		} catch (error) {
			this.env.report('notes', error);
		}
	}

	/** Reads the row, and takes up what tabs that went away have left for it. */
	async #look(open: Open): Promise<void> {
		const { id } = open;
		const { row, notes: left } = await this.store.draftAndNotes(id);
		const notes = left.filter((note) => !this.#isOwn(note));
		let disk = await this.#read(row);
		if (notes.length > 0) {
			let { data } = disk;
			for (const note of notes) {
				const { from, seen, mine } = await this.cipher.open<NoteContent>(note.doc);
				// Whoever wrote since has the last word.
				data = merged(from, seen, data, mine);
			}
			const kind = row?.type ?? notes[0]?.type ?? open.kind;
			const taken = notes.map((note) => note.rev);
			const next = await this.#swap({ id, kind, seen: disk.rev, taken }, data);
			if (!(await this.store.swapDraft(next.swap)).swapped) return;
			disk = next.disk;
		}
		open.isStale = false;
		this.#see(open, disk, row?.type ?? open.kind);
	}

	async #write(open: Open): Promise<void> {
		const { version, from, base, mine, disk, kind, replaced } = open;
		const own = replaced ? replaced.own : mine;
		const left = open.note;
		const next = await this.#swap({ id: open.id, kind, seen: disk.rev, taken: revsOf(left) }, merged(from, base, mine, disk.data));
		const done = await this.store.swapDraft(next.swap);
		if (done.swapped) {
			if (open.note === left) open.note = null;
			open.isDirty = open.version !== version;
			if (open.replaced?.covered) open.replaced.covered = { data: own };
			open.base = mine;
			this.#see(open, next.disk, kind);
		} else {
			// Another tab has taken the note up: what stood in it is in the draft, or went with it.
			if (done.isTaken && left && open.note === left) Object.assign(open, { note: null, base: left.mine });
			this.#see(open, await this.#read(done.there), kind);
		}
	}

	/** The row is this now. Editors that follow go on from there, with what they have typed on top. */
	#see(open: Open, disk: Open['disk'], kind: string): void {
		open.disk = disk;
		open.kind ||= kind;
		if (open.followers.size === 0) return;
		open.mine = merged(open.from, open.base, open.mine, disk.data);
		open.base = disk.data;
		open.isKnown = true;
		this.#tell(open);
	}

	#tell(open: Open): void {
		for (const follower of [...open.followers]) {
			if (follower.told !== NOTHING_YET && deepEqual(follower.told, open.mine)) continue;
			follower.told = open.mine;
			follower.run({ state: 'content', value: draftOf(open) });
		}
	}

	/** The page seems to go away. It may hear no answer any more, so nothing is compared: that is done by who lives. */
	#leave(): void {
		for (const open of this.#open.values()) {
			if (!open.isDirty || open.replaced?.isHeld || open.note?.version === open.version) continue;
			// Another version, so that a write under way does not count as its end.
			open.version += 1;
			void this.#putNote(open);
		}
		void this.flush();
	}

	async #putNote(open: Open): Promise<void> {
		const { id, kind, from, base, mine, version } = open;
		const sealed = this.#sealAfter(open.note?.sealed, { from, seen: base, mine });
		const note: Note = (open.note = { version, rev: this.#newRev(), mine, sealed });
		try {
			const row: NoteRow = { key: this.#noteOf(id), id, type: kind, due: this.env.clock.now(), rev: note.rev, doc: await sealed };
			// Written meanwhile, or there is a later one.
			if (open.note !== note) return;
			const put = this.store.putNote(row);
			this.#channel.post('note');
			await put;
		} catch (error) {
			this.env.report('notes', error);
		}
	}

	/** The last words are the last to be written; for answers there is no time. */
	async #sealAfter(earlier: Promise<unknown> | undefined, content: NoteContent): Promise<Sealed> {
		const [doc] = await Promise.all([this.cipher.seal(content), earlier?.catch(() => undefined)]);
		return doc;
	}

	#noteOf = (id: Uuid): NoteRow['key'] => `${id}/${this.#tab}`;
	#isOwn = (note: NoteRow): boolean => note.key === this.#noteOf(note.id);

	#replace(open: Open): Replacement {
		const { base, mine, isKnown } = open;
		// Until `mine` is written the disk has what it was before: that goes too, and is no other tab's.
		return (open.replaced = { own: mine, covered: isKnown ? { data: base } : null, isHeld: false, left: null });
	}

	/** For the store: what a save that replaces this draft leaves of it, as the draft stands now. */
	async #leftOf(open: Open): Promise<DraftSwap> {
		const row = await this.store.read(['drafts'], (db) => db.drafts.get(open.id));
		const disk = await this.#read(row);
		const { replaced } = open;
		const { data: covered } = replaced?.covered ?? disk;
		const at = { id: open.id, kind: row?.type ?? open.kind, seen: disk.rev, taken: revsOf(open.note) };
		const next = await this.#swap(at, merged(open.from, covered, undefined, disk.data));
		if (replaced) replaced.left = next.disk;
		return next.swap;
	}

	/** The save that replaced it is on disk. */
	#settle(open: Open): void {
		const left = open.replaced?.left;
		if (!left) return;
		// Who does not follow is not shown what is left, and must not take it away unseen.
		const shown = open.followers.size > 0 ? left.data : undefined;
		Object.assign(open, { disk: left, base: shown, mine: shown, isDirty: false, note: null });
		this.#tell(open);
	}

	async #read(row: DraftRow | undefined): Promise<Open['disk']> {
		const data = row ? (await this.cipher.open<{ data: Data }>(row.doc)).data : undefined;
		return { rev: revOf(row), data, at: row?.due ?? 0 };
	}

	async #swap({ kind, ...at }: Omit<DraftSwap, 'row'> & { kind: string }, data: Data): Promise<{ swap: DraftSwap; disk: Open['disk'] }> {
		const due = this.env.clock.now();
		if (data === undefined) return { swap: { ...at, row: null }, disk: { rev: null, data, at: due } };
		const rev = this.#newRev();
		const row: DraftRow = { id: at.id, type: kind, due, rev, ...(holdsText(data) ? {} : { bare: true }), doc: await this.cipher.seal({ data }) };
		return { swap: { ...at, row }, disk: { rev, data, at: due } };
	}

	#newRev(): Uuid {
		return uuidv7(this.env.clock.now(), this.env.random.bytes);
	}
}

const revsOf = (note: Note | null): Uuid[] => (note ? [note.rev] : []);
const hasWork = (open: Open): boolean => !open.replaced?.isHeld && (open.isStale || open.isDirty);

function draftOf({ id, kind, disk, mine }: Open): Draft | null {
	return mine === undefined ? null : { id, kind, data: mine as Draft['data'], savedAt: disk.at };
}

/** A draft as an editor shows it: never without what it has typed itself, always with what other tabs have. */
export function liveDraft<T>(current: Readable<{ drafts: Drafts } | null | undefined>, id: Uuid): LiveSource<Draft<T> | null> {
	return {
		subscribe(run) {
			let stop = (): void => undefined;
			const leave = current.subscribe((workspace) => {
				stop();
				stop = (): void => undefined;
				run(workspace === null ? { state: 'error', error: { code: 'signed_out', detail: '' } } : { state: 'loading' });
				if (workspace) stop = workspace.drafts.follow(id, run as (face: Face<Draft | null>) => void);
			});
			return () => {
				leave();
				stop();
			};
		}
	};
}

export async function openDraft<T>(cipher: Cipher, row: DraftRow): Promise<Draft<T>> {
	const { data } = await cipher.open<{ data: T }>(row.doc);
	return { id: row.id, kind: row.type, data, savedAt: row.due, ...(row.bare ? { bare: true } : {}) };
}

/** A copy without proxies (runes) and functions, as JSON would carry it. */
export function plain<T>(value: T): T {
	return JSON.parse(JSON.stringify(value)) as T;
}
