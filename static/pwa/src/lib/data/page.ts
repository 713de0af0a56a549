/** Works one page of changes into the rows of `base` and the state of the buckets. Plans only. */

import type { Cipher } from './crypto';
import { join, leave, newBucket } from './membership';
import { keyOf, type BaseRow, type Key, type SyncState } from './rows';
import type { PullPage, WireGone, WirePut } from './wire';

/** Mismatches in a row after which a bucket is no longer asked for anew: that would go round for ever. */
const MISMATCHES_MAX = 3;

export interface PageWork {
	cipher: Cipher;
	/** A copy that may be changed. */
	state: SyncState;
	/** Every row the page may touch; changed in place. */
	base: Map<Key, BaseRow>;
	/** Rows to write; whatever is in no bucket any more is to be deleted. */
	changed: Set<Key>;
	/** Rows whose document changed: their view is built anew. */
	touched: Set<Key>;
}

/** Whether every bucket starts over: the server says so, or a store lost its cursor. */
export function startsOver(state: SyncState, page: PullPage, epochChanged: boolean): boolean {
	return page.reset !== null || epochChanged || (state.cursor === null && Object.keys(state.buckets).length > 0);
}

/** Buckets of which every row must be in `base` before {@link workPage} runs. */
export function bucketsToScan(state: SyncState, page: PullPage, over: boolean): string[] {
	return [...new Set([...page.snapshot_done, ...revoked(state, page, over)])];
}

function revoked(state: SyncState, page: PullPage, over: boolean): string[] {
	// After a reset the server cannot know what we held: what it no longer names is no longer ours.
	const unnamed = over ? Object.keys(state.buckets).filter((name) => !(name in page.modes)) : [];
	return [...new Set([...page.revoked_buckets, ...unnamed])];
}

export async function workPage(work: PageWork, page: PullPage, over: boolean): Promise<void> {
	const lost = revoked(work.state, page, over);
	if (over) startAllOver(work.state);
	openBuckets(work, page);
	for (const put of page.puts) await takePut(work, put);
	for (const gone of page.gone) takeGone(work, gone);
	for (const name of page.snapshot_done) closeSnapshot(work, name);
	for (const name of lost) forgetBucket(work, name);
	for (const [name, head] of Object.entries(page.heads)) {
		const bucket = work.state.buckets[name];
		if (bucket) work.state.buckets[name] = { ...bucket, head };
	}
	work.state.cursor = page.cursor;
}

/** Heads mean nothing any more; rows stay until their bucket's new snapshot is complete. */
function startAllOver(state: SyncState): void {
	for (const [name, bucket] of Object.entries(state.buckets)) {
		state.buckets[name] = { ...bucket, mode: 'snapshot', head: null, gen: localGeneration(state) };
	}
	state.ready = false;
	state.received = 0;
}

function localGeneration(state: SyncState): string {
	state.gen += 1;
	return `local-${state.gen}`;
}

/**
 * Mode and generation of each bucket before its rows are read. Every page of a snapshot names its generation, its last
 * one too; to a snapshot without a name we give one. The stream is named when a bucket begins.
 */
function openBuckets({ state }: PageWork, page: PullPage): void {
	for (const [name, mode] of Object.entries(page.modes)) {
		const known = state.buckets[name];
		const bucket = known ?? newBucket(localGeneration(state), 'snapshot');
		const named = page.generations[name];
		const done = page.snapshot_done.includes(name);
		const begins = named !== undefined ? named !== bucket.gen : done && bucket.mode === 'delta';
		state.buckets[name] = {
			...bucket,
			mode,
			gen: begins ? (named ?? localGeneration(state)) : bucket.gen,
			head: mode === 'snapshot' || begins ? null : bucket.head,
			stream: page.streams[name] ?? bucket.stream
		};
		if (mode === 'snapshot' || done) state.resnapshot = state.resnapshot.filter((asked) => asked !== name);
	}
}

async function takePut({ state, cipher, base, changed, touched }: PageWork, put: WirePut): Promise<void> {
	const key = keyOf(put.type, put.id);
	const epoch = state.epoch ?? '';
	const old = base.get(key);
	let row: BaseRow;
	// Seqs of two epochs cannot be compared: what comes from the new one is the truth.
	if (!old || old.epoch !== epoch || put.seq >= old.seq) {
		const doc = await cipher.seal(put.doc);
		row = { key, type: put.type, id: put.id, seq: put.seq, epoch, buckets: old?.buckets ?? [], member: old?.member ?? {}, doc };
		touched.add(key);
	} else {
		row = old;
	}
	for (const name of put.buckets) {
		const member = row.member[name];
		const newer = !member || old?.epoch !== epoch || put.seq >= member.seq || member.gen !== state.buckets[name]?.gen;
		if (newer) row = join(row, name, put.seq, state.buckets);
	}
	base.set(key, row);
	changed.add(key);
}

function takeGone(work: PageWork, gone: WireGone): void {
	const key = keyOf(gone.type, gone.id);
	const row = work.base.get(key);
	const member = row?.member[gone.bucket];
	if (!row || !member) return;
	const foreign = row.epoch !== (work.state.epoch ?? '');
	if (foreign || gone.seq > member.seq) remove(work, row, gone.bucket);
}

/** The snapshot is complete: what it did not name is no longer in the bucket. */
function closeSnapshot(work: PageWork, name: string): void {
	const gen = work.state.buckets[name]?.gen;
	for (const row of [...work.base.values()]) {
		const member = row.member[name];
		if (member && member.gen !== gen) remove(work, row, name);
	}
}

function forgetBucket(work: PageWork, name: string): void {
	for (const row of [...work.base.values()]) if (row.member[name]) remove(work, row, name);
	delete work.state.buckets[name];
	work.state.resnapshot = work.state.resnapshot.filter((asked) => asked !== name);
}

function remove(work: PageWork, row: BaseRow, name: string): void {
	const left = leave(row, name, work.state.buckets);
	work.base.set(row.key, left);
	work.changed.add(row.key);
	if (left.buckets.length === 0) work.touched.add(row.key);
}

/**
 * Compares the running checksums with the server's. Returns the buckets that differ; each is put on the list of
 * buckets to load anew.
 */
export function verify(state: SyncState, page: PullPage): string[] {
	const differ: string[] = [];
	for (const [name, check] of Object.entries(page.checks)) {
		const bucket = state.buckets[name];
		if (!bucket || bucket.mode !== 'delta') continue;
		const same = bucket.count === check.count && bucket.xor === check.xor;
		const mismatches = same ? 0 : bucket.mismatches + 1;
		if (mismatches !== bucket.mismatches) state.buckets[name] = { ...bucket, mismatches };
		if (same) continue;
		differ.push(name);
		if (mismatches <= MISMATCHES_MAX && !state.resnapshot.includes(name)) state.resnapshot = [...state.resnapshot, name];
	}
	return differ;
}
