/**
 * Which commands may go up now. Pure.
 *
 * Commands of one entity keep their order; `after` waits for what it names. Nothing else waits for anything: one
 * bad command must never hold up a stranger.
 */

import type { OutboxRow } from './rows';
import type { Uuid } from './wire';

export interface BatchLimits {
	count: number;
	bytes: number;
}

export interface Batch {
	rows: OutboxRow[];
	/** The earliest moment at which something left out by time may go, ms; null: nothing waits for time. */
	nextDue: number | null;
}

/** No command is ever told to wait longer: a due time further away is a clock that was set back. */
export const LONGEST_WAIT_MS = 2 * 3_600_000;

export const isUnanswered = (row: OutboxRow): boolean => row.state !== 'acked';
/** How many records have a command without a final answer: what people call "things", however many steps they took. */
export const unansweredRecords = (outbox: readonly OutboxRow[], state?: OutboxRow['state']): number =>
	new Set(outbox.filter((row) => isUnanswered(row) && (!state || row.state === state)).map((row) => row.entity)).size;
const waitsForTime = (row: OutboxRow, now: number): boolean => row.due > now && row.due - now <= LONGEST_WAIT_MS;

/** rows: the whole outbox. now: device time, ms. */
export function nextBatch(rows: readonly OutboxRow[], now: number, limits: BatchLimits): Batch {
	const open = rows.filter(isUnanswered).sort((a, b) => a.seq - b.seq);
	const batch = collect(open, now, limits);
	if (batch.rows.length > 0) return batch;
	// A stuck command tries again by itself, and only when it has nobody to spoil.
	const alone = open.find((row) => row.state === 'stuck' && !waitsForTime(row, now) && mayGoAlone(row, open));
	return alone ? { ...batch, rows: [alone] } : batch;
}

function collect(open: OutboxRow[], now: number, limits: BatchLimits): Batch {
	const unanswered = new Set(open.map((row) => row.id));
	const chosen = new Set<Uuid>();
	const blocked = new Set<Uuid>();
	const batch: Batch = { rows: [], nextDue: null };
	let bytes = 0;
	for (const row of open) {
		const waitsForOthers = row.after.some((id) => unanswered.has(id) && !chosen.has(id));
		if (!blocked.has(row.entity) && !waitsForOthers && waitsForTime(row, now)) {
			batch.nextDue = Math.min(batch.nextDue ?? Infinity, row.due);
		}
		if (waitsForOthers || row.state === 'stuck' || waitsForTime(row, now)) blocked.add(row.entity);
		if (blocked.has(row.entity)) continue;
		if (chosen.size >= limits.count || (chosen.size > 0 && bytes + row.size > limits.bytes)) break;
		chosen.add(row.id);
		batch.rows.push(row);
		bytes += row.size;
	}
	return batch;
}

/** First of its entity, with nothing unanswered in its `after`. */
function mayGoAlone(row: OutboxRow, open: readonly OutboxRow[]): boolean {
	const earlier = open.filter((other) => other.seq < row.seq);
	return !earlier.some((other) => other.entity === row.entity || row.after.includes(other.id));
}
