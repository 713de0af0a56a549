/**
 * Which records the device holds in which bucket, and the running checksum of each bucket.
 *
 * A checksum is kept the way the server keeps it: count and xor change with every row that joins, moves or leaves,
 * so that verifying a page costs nothing. `recount` adds up from scratch, for the start of a session.
 */

import { sha256Head, xorHex } from '#lib/util/sha256';
import type { BaseRow, BucketState, Membership } from './rows';

export const NO_SUM = '0'.repeat(16);

export function newBucket(gen: string, mode: BucketState['mode']): BucketState {
	return { mode, head: null, gen, count: 0, xor: NO_SUM, stream: null, mismatches: 0 };
}

const add = (bucket: BucketState, change: number, sum: string): BucketState => ({
	...bucket,
	count: bucket.count + change,
	xor: xorHex(bucket.xor, sum)
});

/** The row joins a bucket or moves on in it; `buckets` is changed in place. */
export function join(row: BaseRow, name: string, seq: number, buckets: Record<string, BucketState>): BaseRow {
	const bucket = buckets[name];
	if (!bucket) return row;
	const left = leave(row, name, buckets);
	const sum = sha256Head(`${row.type}|${row.id}|${seq}`);
	buckets[name] = add(buckets[name] as BucketState, 1, sum);
	return withMember(left, { ...left.member, [name]: { seq, gen: bucket.gen, sum } });
}

/** The row leaves a bucket it may or may not be in; `buckets` is changed in place. */
export function leave(row: BaseRow, name: string, buckets: Record<string, BucketState>): BaseRow {
	const member = row.member[name];
	if (!member) return row;
	const bucket = buckets[name];
	if (bucket) buckets[name] = add(bucket, -1, member.sum);
	const { [name]: _gone, ...rest } = row.member;
	return withMember(row, rest);
}

function withMember(row: BaseRow, member: Record<string, Membership>): BaseRow {
	return { ...row, member, buckets: Object.keys(member).sort() };
}

/** Count and xor of every bucket from the rows themselves; heads, modes and generations stay. */
export function recount(rows: readonly BaseRow[], buckets: Record<string, BucketState>): Record<string, BucketState> {
	const fresh: Record<string, BucketState> = {};
	for (const [name, bucket] of Object.entries(buckets)) fresh[name] = { ...bucket, count: 0, xor: NO_SUM };
	for (const row of rows) {
		for (const [name, member] of Object.entries(row.member)) {
			const bucket = fresh[name];
			if (bucket) fresh[name] = add(bucket, 1, member.sum);
		}
	}
	return fresh;
}
