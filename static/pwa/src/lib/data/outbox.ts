/**
 * Putting commands into the outbox: ONE strict transaction holds the command and what the screen shows of it.
 * Until its first attempt a command may still be joined, held or taken back; after that it never changes.
 */

import { isoWithOffset } from '#lib/util/dates';
import { uuidv7 } from '#lib/util/ids';
import type { Env } from './env';
import { changesFor, joinable, joinChanges, neverLeft, withChanges } from './edits';
import { asDataError } from './failure';
import { Pending, type OpenCommand } from './overlay';
import { changesOf } from './reducers';
import { keyOf, type BaseRow, type Key, type OutboxRow, type SyncState } from './rows';
import { readState, type Plan, type Planned, type Store, type Writes } from './store';
import type { CommandInput, Enqueued, EnqueueOptions } from './types';
import { openCommands, planViews, type Owner } from './views';
import { MAX_AFTER, type Args, type Change, type Doc, type Uuid } from './wire';

/** A command to be made. `values` instead of args: an edit whose changes are found when it is saved. */
export interface NewCommand extends Omit<CommandInput, 'args'> {
	id: Uuid;
	args?: Args;
	values?: Record<string, unknown>;
}

interface Snapshot {
	state: SyncState;
	commands: OpenCommand[];
	base: Map<Key, BaseRow>;
	/** Of the ids asked for: those already answered. */
	journaled: Set<Uuid>;
}

export class Outbox {
	constructor(
		private readonly env: Env,
		private readonly store: Store,
		private readonly owner: Owner
	) {}

	newId(): Uuid {
		return uuidv7(this.env.clock.now(), this.env.random.bytes);
	}

	/** Saves commands in this order, and closes drafts or outcomes they replace, all or nothing. */
	async add(inputs: readonly NewCommand[], options: EnqueueOptions & { closes?: Uuid } = {}): Promise<Enqueued> {
		const made = { at: this.env.clock.now(), mono: Math.round(this.env.clock.mono()) };
		for (const { type } of inputs) {
			if (!this.owner.rules.get(type)) throw new Error(`no rule for the command ${type}: call defineCommands first`);
		}
		try {
			const commands = await this.store.commit(() => this.#planAdd(inputs, options, made));
			return { ok: true, commands };
		} catch (error) {
			return { ok: false, error: asDataError(error) };
		}
	}

	/** Takes back commands that never left. false when one of them did, or another command builds on one. */
	takeBack(choose: (commands: OpenCommand[]) => OpenCommand[] | null): Promise<boolean> {
		return this.store.commit(async (): Promise<Planned<boolean>> => {
			const { state, commands } = await this.#open();
			const chosen = choose(commands);
			if (!chosen || chosen.length === 0 || !chosen.every(neverLeft)) return { state: null, result: false };
			const ids = new Set(chosen.map(({ row }) => row.id));
			const rest = commands.filter(({ row }) => !ids.has(row.id));
			if (rest.some(({ row, content }) => buildsOn(row, content.args, ids))) return { state: null, result: false };
			const keys = new Pending(this.owner.rules, chosen, this.owner.personId).keys();
			const writes: Writes = { outbox: { drop: [...ids] } };
			writes.view = await this.#views(keys, rest);
			return { state, writes, result: true };
		});
	}

	async #planAdd(
		inputs: readonly NewCommand[],
		options: EnqueueOptions & { closes?: Uuid },
		made: { at: number; mono: number }
	): Promise<Plan<Uuid[]>> {
		const snap = await this.#open(inputs);
		const known = new Set([...snap.commands.map(({ row }) => row.id), ...snap.journaled]);
		const commands = [...snap.commands];
		const changed = new Map<Uuid, OpenCommand>();
		const dropped = new Set<Uuid>();
		const ids: Uuid[] = [];
		let seq = snap.state.seq;
		for (const input of inputs) {
			// A repeated save (double tap, connection lost after the commit) finds its command already here.
			if (known.has(input.id)) {
				ids.push(input.id);
				continue;
			}
			const join = input.values || input.args?.changes ? joinable(input.type, input.entity, commands) : null;
			const args = input.values ? this.#editArgs(input, join, commands, snap.base) : (input.args ?? {});
			if (join) {
				this.#join(join, args, commands, changed, dropped);
				if (!dropped.has(join.row.id)) ids.push(join.row.id);
				continue;
			}
			if (input.values && changesOf(args).length === 0) continue;
			const open = await this.#make(input, args, { seq: ++seq, made, commands, options });
			commands.push(open);
			changed.set(open.row.id, open);
			ids.push(open.row.id);
		}
		for (const open of changed.values()) {
			open.row = { ...open.row, ...(await this.#sealed(open.content.args ?? {})) };
		}
		const rest = commands.filter(({ row }) => !dropped.has(row.id));
		const touched = inputs.flatMap((c) => this.owner.rules.touched({ ...c, args: c.args ?? {} }));
		const writes: Writes = {
			outbox: { put: [...changed.values()].map(({ row }) => row), drop: [...dropped] },
			view: await this.#views(touched.map(({ type, id }) => keyOf(type, id)), rest)
		};
		if (options.deleteDrafts?.length) writes.drafts = { drop: options.deleteDrafts };
		if (options.closes) writes.outcomes = { drop: [options.closes] };
		return { state: { ...snap.state, seq }, writes, result: ids };
	}

	/** What an edit by values changes, seen from the document without the edit it will be joined to. */
	#editArgs(input: NewCommand, join: OpenCommand | null, commands: OpenCommand[], base: Map<Key, BaseRow>): Args {
		const earlier = commands.filter((c) => c !== join && c.row.entity === input.entity);
		const key = keyOf(this.owner.rules.recordOf(input.type), input.entity);
		const pending = new Pending(this.owner.rules, earlier, this.owner.personId);
		const shown = pending.apply(key, (base.get(key) as OpenBase | undefined)?.open ?? null, this.owner.report);
		const joined = changesOf(join?.content.args ?? {});
		return withChanges(input.args ?? {}, changesFor(input.values ?? {}, { shown, earlier, joined }));
	}

	#join(
		join: OpenCommand,
		args: Args,
		commands: OpenCommand[],
		changed: Map<Uuid, OpenCommand>,
		dropped: Set<Uuid>
	): void {
		const changes: Change[] = joinChanges(changesOf(join.content.args ?? {}), changesOf(args));
		const joined: OpenCommand = { row: join.row, content: { args: withChanges(join.content.args ?? {}, changes) } };
		commands.splice(commands.indexOf(join), 1, joined);
		if (changes.length === 0) {
			commands.splice(commands.indexOf(joined), 1);
			changed.delete(join.row.id);
			dropped.add(join.row.id);
		} else {
			changed.set(join.row.id, joined);
		}
	}

	async #make(
		input: NewCommand,
		args: Args,
		{ seq, made, commands, options }: { seq: number; made: { at: number; mono: number }; commands: OpenCommand[]; options: EnqueueOptions }
	): Promise<OpenCommand> {
		const rule = this.owner.rules.get(input.type);
		const own = commands.filter(({ row }) => row.entity === input.entity && row.state !== 'acked').map(({ row }) => row.id);
		const after = [...(rule?.needsEarlier ? own : []), ...(input.after ?? []), ...(options.after ?? [])];
		const row: OutboxRow = {
			id: input.id,
			seq,
			type: input.type,
			v: rule?.version ?? 1,
			entity: input.entity,
			after: [...new Set(after)].slice(-MAX_AFTER),
			made_at: isoWithOffset(made.at, this.env.clock.offsetMinutes(made.at)),
			mono_ms: made.mono,
			...(await this.#sealed(args)),
			state: 'waiting',
			due: options.holdMs ? made.at + options.holdMs : 0,
			replay: false,
			attempts: 0,
			failures: 0,
			postponed: 0,
			why: null,
			result: null
		};
		return { row, content: { args } };
	}

	async #sealed(args: Args): Promise<Pick<OutboxRow, 'size' | 'doc'>> {
		return { size: JSON.stringify(args).length, doc: await this.owner.cipher.seal({ args }) };
	}

	async #views(keys: Key[], commands: OpenCommand[]): Promise<NonNullable<Writes['view']>> {
		const rows = await this.store.read(['base'], (db) => db.base.bulkGet(keys));
		const base = new Map(rows.flatMap((row) => (row ? [[row.key, row] as const] : [])));
		return planViews(this.owner, keys, base, new Pending(this.owner.rules, commands, this.owner.personId));
	}

	async #open(inputs: readonly NewCommand[] = []): Promise<Snapshot> {
		const ids = inputs.map((c) => c.id);
		const keys = inputs.map((c) => keyOf(this.owner.rules.recordOf(c.type), c.entity));
		const [state, rows, base, journal] = await this.store.read(['meta', 'outbox', 'base', 'journal'], (db) =>
			Promise.all([
				readState(db),
				db.outbox.orderBy('seq').toArray(),
				db.base.bulkGet(keys),
				db.journal.where('id').anyOf(ids).primaryKeys()
			])
		);
		const opened = new Map<Key, BaseRow>();
		for (const row of base) {
			if (row) opened.set(row.key, { ...row, open: await this.owner.cipher.open<Doc>(row.doc) } as OpenBase);
		}
		return {
			state,
			commands: await openCommands(this.owner.cipher, rows),
			base: opened,
			journaled: new Set(journal)
		};
	}
}

type OpenBase = BaseRow & { open: Doc };

/** Whether a command names one of these as prerequisite or as what it was based on. */
function buildsOn(row: OutboxRow, args: Args | undefined, ids: ReadonlySet<Uuid>): boolean {
	return (
		row.after.some((id) => ids.has(id)) ||
		changesOf(args ?? {}).some((change) => change.base_cmd !== undefined && ids.has(change.base_cmd))
	);
}
