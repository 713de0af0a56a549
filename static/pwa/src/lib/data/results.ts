/** What each answer of the server does to the outbox. Plans only; apply.ts writes. */

import { backoffMs } from './backoff';
import { keyOf, type Key } from './rows';
import type { ConflictRow, JournalRow, OutboxRow, OutcomeContent, OutcomeRow } from './rows';
import type { OpenCommand } from './overlay';
import type { Owner } from './views';
import type { Doc, Uuid, WireResult } from './wire';

/** The queue while an answer is being worked in. Changed in place. */
export interface Desk {
	commands: Map<Uuid, OpenCommand>;
	dropped: Set<Uuid>;
	changed: Set<Uuid>;
	journal: JournalRow[];
	outcomes: OutcomeRow[];
	conflicts: ConflictRow[];
	/** Records to be shown anew. */
	touched: Set<Key>;
	/** Journal rows that lost their meaning: refused after all. */
	journalDrop: Uuid[];
	/** Final answers in this response. */
	confirmed: number;
}

export interface Moment {
	/** Device time, ms. */
	now: number;
	/** Server time of the answer, ms. */
	serverTime: number;
	serverTimeText: string;
	visible: boolean;
	unit: () => number;
	/** The document as the person last saw it. */
	shown: (key: Key) => Doc | null;
	/** Command ids whose quarantine the person has been told before (a replay). */
	told: ReadonlySet<Uuid>;
}

export async function settle(owner: Owner, desk: Desk, result: WireResult, moment: Moment): Promise<void> {
	const open = desk.commands.get(result.id);
	// Unknown or settled long ago: another tab was faster.
	if (!open || open.row.state === 'acked') return;
	switch (result.status) {
		case 'applied':
			return settleApplied(owner, desk, open, result, moment);
		case 'rejected':
		case 'quarantined':
			return settleRefused(owner, desk, open, result, moment);
		case 'retry':
			return postpone(desk, open, result.code, result.retry_after_ms, moment);
		case 'deferred':
			return postpone(desk, open, result.reason ?? 'deferred', result.retry_after_ms, moment);
	}
}

async function settleApplied(
	owner: Owner,
	desk: Desk,
	open: OpenCommand,
	result: Extract<WireResult, { status: 'applied' }>,
	moment: Moment
): Promise<void> {
	const { row } = open;
	const conflicted = result.conflicts.map((conflict) => conflict.field);
	open.row = { ...row, state: 'acked', why: null, due: 0, result: { stream: result.stream, seq: result.seq, conflicted } };
	desk.changed.add(row.id);
	desk.journal.push(journalRow(row, 'applied', moment.serverTime));
	for (const conflict of result.conflicts) {
		desk.conflicts.push({ id: conflict.id, entity: row.entity, doc: await owner.cipher.seal(conflict) });
	}
	touch(owner, desk, open);
	desk.confirmed += 1;
}

async function settleRefused(
	owner: Owner,
	desk: Desk,
	open: OpenCommand,
	result: Extract<WireResult, { status: 'rejected' | 'quarantined' }>,
	moment: Moment
): Promise<void> {
	const { row, content } = open;
	const record = owner.rules.recordOf(row.type);
	// What is in quarantine exists at the server only: a restore could lose it, so it stays in the journal.
	if (result.status === 'quarantined') desk.journal.push(journalRow(row, 'quarantined', moment.serverTime));
	else desk.journalDrop.push(row.id);
	if (!moment.told.has(row.id)) {
		const { id: _id, status, duplicate: _duplicate, code, reason, errors, ...data } = result;
		const said: OutcomeContent = {
			code,
			reason,
			errors: (errors ?? {}) as Record<string, string[]>,
			data,
			command: { type: row.type, args: content.args ?? {}, made_at: row.made_at },
			subject: moment.shown(keyOf(record, row.entity)),
			at: moment.serverTimeText
		};
		const doc = await owner.cipher.seal(said);
		desk.outcomes.push({ id: row.id, entity: row.entity, type: record, state: status, seq: row.seq, command: row.type, code, doc });
	}
	touch(owner, desk, open);
	desk.commands.delete(row.id);
	desk.changed.delete(row.id);
	desk.dropped.add(row.id);
	desk.confirmed += 1;
}

/** Not now. Without a time from the server the wait grows, so that a long absence costs little. */
function postpone(desk: Desk, open: OpenCommand, why: string | null, retryAfterMs: number | null, moment: Moment): void {
	const postponed = open.row.postponed + 1;
	const wait = retryAfterMs ?? backoffMs(postponed + 2, moment.visible, moment.unit());
	open.row = { ...open.row, state: 'attempted', failures: 0, postponed, why, due: moment.now + wait };
	desk.changed.add(open.row.id);
}

/** Sent, but the answer does not speak of it: ask again later, not at once and for ever. */
export function leaveUnanswered(desk: Desk, id: Uuid, moment: Moment): void {
	const open = desk.commands.get(id);
	if (open && open.row.state !== 'acked') postpone(desk, open, 'unanswered', null, moment);
}

function journalRow(row: OutboxRow, state: JournalRow['state'], due: number): JournalRow {
	const { id, seq, type, v, entity, after, made_at, mono_ms, size, doc } = row;
	return { id, seq, type, v, entity, after, made_at, mono_ms, size, doc, state, due };
}

function touch(owner: Owner, desk: Desk, { row, content }: OpenCommand): void {
	for (const { type, id } of owner.rules.touched({ type: row.type, entity: row.entity, args: content.args ?? {} })) {
		desk.touched.add(keyOf(type, id));
	}
}

/** Prerequisites arrived: whatever waited for them may go at once. */
export function wakeDependants(desk: Desk, settled: ReadonlySet<Uuid>): void {
	const entities = new Set([...desk.commands.values()].filter(({ row }) => settled.has(row.id)).map(({ row }) => row.entity));
	for (const open of desk.commands.values()) {
		const { row } = open;
		const waited = row.state === 'attempted' && row.due > 0 && row.postponed > 0 && row.why !== 'UNKNOWN_TYPE' && row.why !== 'TOO_NEW';
		if (!waited || settled.has(row.id)) continue;
		if (row.after.some((id) => settled.has(id)) || entities.has(row.entity)) {
			open.row = { ...row, due: 0 };
			desk.changed.add(row.id);
		}
	}
}
