/** The small writes of the sync loop: what is about to leave, what failed alone, what is set aside. */

import { uuidv7 } from '#lib/util/ids';
import type { Env } from './env';
import { isUnanswered, nextBatch, type BatchLimits } from './queue';
import type { CommandContent, OutboxRow, SyncState } from './rows';
import { readState, type Planned, type Store } from './store';
import type { Owner } from './views';
import type { WireCommand } from './wire';

/** Failures alone, each right after the server answered something else: then it is the command. */
const STUCK_AFTER = 3;
const STUCK_RETRY_MS = 2 * 60_000;
const STUCK_RETRY_CAP_MS = 3_600_000;

/** What goes up next. rows and commands are the same, in order; both empty: only ask. */
export interface Departure {
	state: SyncState;
	rows: OutboxRow[];
	commands: WireCommand[];
	/** Commands without a final answer, these included. */
	unanswered: number;
	/** When something that waits for time may go, device ms. */
	nextDue: number | null;
}

export class OutboxMarks {
	constructor(
		private readonly env: Env,
		private readonly store: Store,
		private readonly owner: Owner
	) {}

	/** Chooses the next commands and writes down, before they leave, that they may have left. */
	async depart(limits: BatchLimits): Promise<Departure> {
		const chosen = await this.store.commit(async (): Promise<Planned<Omit<Departure, 'commands'>>> => {
			const { state, outbox } = await this.#read();
			const batch = limits.count > 0 ? nextBatch(outbox, this.env.clock.now(), limits) : { rows: [], nextDue: null };
			const rows = batch.rows.map(marked);
			const result = { state, rows, unanswered: outbox.filter(isUnanswered).length, nextDue: batch.nextDue };
			return rows.length === 0 ? { state: null, result } : { state, writes: { outbox: { put: rows } }, result };
		});
		return { ...chosen, commands: await Promise.all(chosen.rows.map((row) => this.#wire(row))) };
	}

	async #wire(row: OutboxRow): Promise<WireCommand> {
		const content = await this.owner.cipher.open<CommandContent>(row.doc);
		const { id, seq, type, v, entity, after, made_at, mono_ms, replay } = row;
		return { id, seq, type, v, entity, after, made_at, mono_ms, replay, ...content };
	}

	/** It failed alone on a line that works. After a few times it is set aside. */
	countFailure(row: OutboxRow, code: string): Promise<void> {
		const failures = row.failures + 1;
		if (failures >= STUCK_AFTER) return this.setAside(row, code);
		return this.#change((present) => (present.id === row.id ? { ...present, failures, why: code } : present));
	}

	/** Stuck: the others go on, this one tries again alone, ever more rarely, or when the person asks. */
	setAside(row: OutboxRow, code: string): Promise<void> {
		const wait = Math.min(STUCK_RETRY_CAP_MS, STUCK_RETRY_MS * 2 ** Math.min(row.failures, 10));
		const due = this.env.clock.now() + wait;
		const failures = row.failures + 1;
		return this.#change((present) => (present.id === row.id ? { ...present, state: 'stuck', failures, why: code, due } : present));
	}

	/** "Send now": nothing waits for time any more. */
	release(): Promise<void> {
		return this.#change((row) => (row.due > 0 ? { ...row, due: 0 } : row));
	}

	/** The server saw our device id in use elsewhere: a new one; the commands keep their ids and seqs. */
	takeNewDevice(): Promise<void> {
		return this.store.commit(async (): Promise<Planned<void>> => {
			const { state } = await this.#read();
			const device = uuidv7(this.env.clock.now(), this.env.random.bytes);
			return { state: { ...state, device }, writes: {}, result: undefined };
		});
	}

	async unanswered(): Promise<number> {
		return (await this.#read()).outbox.filter(isUnanswered).length;
	}

	#change(change: (row: OutboxRow) => OutboxRow): Promise<void> {
		return this.store.commit(async (): Promise<Planned<void>> => {
			const { state, outbox } = await this.#read();
			const put = outbox.filter(isUnanswered).flatMap((row) => {
				const changed = change(row);
				return changed === row ? [] : [changed];
			});
			return put.length === 0 ? { state: null, result: undefined } : { state, writes: { outbox: { put } }, result: undefined };
		});
	}

	async #read(): Promise<{ state: SyncState; outbox: OutboxRow[] }> {
		const [state, outbox]: [SyncState, OutboxRow[]] = await this.store.read(['meta', 'outbox'], (db) =>
			Promise.all([readState(db), db.outbox.toArray()])
		);
		return { state, outbox };
	}
}

/** From here on a command may have reached the server: it never changes again. */
function marked(row: OutboxRow): OutboxRow {
	return { ...row, state: row.state === 'waiting' ? 'attempted' : row.state, attempts: row.attempts + 1 };
}
