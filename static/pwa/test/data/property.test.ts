/**
 * Whatever happens in whatever order — cut wires, lost answers, killed pages, two tabs, a restored server — nothing
 * saved is lost, nothing is applied twice, and in the end everybody sees the same.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Doc } from '#lib/data/wire';
import { assertFor, seedsFrom } from './seeds';
import type { Device } from './world/device';
import type { FakeServer, Person } from './world/server';
import {
	CUT,
	expectViewIsBasePlusPending,
	FINE,
	openApp,
	recordId,
	signedIn,
	STORMY,
	world,
	type App,
	type World
} from './world';

const VERBS = ['create', 'create', 'create', 'edit', 'edit', 'edit', 'submit', 'comment', 'return', 'accept', 'give', 'discard', 'undo'] as const;
type Verb = (typeof VERBS)[number];
type Action =
	| { do: Verb; who: number; record: number; value: number }
	| { do: 'weather'; who: number; kind: 'fine' | 'cut' | 'stormy' }
	| { do: 'run'; ms: number }
	| { do: 'steps'; count: number }
	| { do: 'kill' | 'lose connections'; who: number }
	| { do: 'room'; who: number; full: boolean }
	| { do: 'second tab'; who: number }
	| { do: 'clock'; who: number; years: number }
	| { do: 'backup' }
	| { do: 'restore' };

const who = fc.nat(2);
const action: fc.Arbitrary<Action> = fc.oneof(
	{
		weight: 12,
		arbitrary: fc.record({
			do: fc.constantFrom(...VERBS),
			who,
			record: fc.nat(3),
			value: fc.nat(4)
		})
	},
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('weather' as const), who, kind: fc.constantFrom('fine' as const, 'cut' as const, 'stormy' as const) }) },
	{ weight: 5, arbitrary: fc.record({ do: fc.constant('run' as const), ms: fc.constantFrom(10, 100, 3_000, 70_000) }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('steps' as const), count: fc.nat(60) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('kill' as const), who }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('lose connections' as const), who }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('room' as const), who, full: fc.boolean() }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('second tab' as const), who }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('clock' as const), who, years: fc.constantFrom(-10, 10, 0) }) },
	{ weight: 1, arbitrary: fc.constant<Action>({ do: 'backup' }) },
	{ weight: 1, arbitrary: fc.constant<Action>({ do: 'restore' }) }
);

const YEAR = 365 * 86_400_000;

/** One person with a device, in any number of tabs. */
class Player {
	apps: App[] = [];
	/** What was told to be saved: per command the text it must bring to the server. */
	promised = new Map<string, string>();

	constructor(
		readonly device: Device,
		readonly person: Person
	) {}

	get app(): App {
		return this.apps.at(-1) as App;
	}
}

class Play {
	players: Player[] = [];
	records: string[] = [];
	backup: ReturnType<FakeServer['backup']> | null = null;

	constructor(readonly w: World) {}

	async begin(): Promise<void> {
		for (const person of [this.w.an, this.w.officer, this.w.binh]) {
			const player = new Player(this.w.device(person.login), person);
			player.apps.push(await signedIn(player.device, person));
			this.players.push(player);
		}
		await this.w.time.run(2_000);
	}

	async act(action: Action): Promise<void> {
		const player = 'who' in action ? (this.players[action.who] as Player) : (this.players[0] as Player);
		switch (action.do) {
			case 'weather':
				player.device.weather = { fine: FINE, cut: CUT, stormy: STORMY }[action.kind];
				return;
			case 'run':
				return this.w.time.run(action.ms);
			case 'steps':
				return this.w.time.steps_(action.count, 100);
			case 'kill':
				for (const app of player.apps) app.tab.kill();
				player.device.full = false;
				player.apps = [await openApp(player.device)];
				return;
			case 'lose connections':
				for (const app of player.apps) app.tab.loseConnections();
				return;
			case 'room':
				player.device.full = action.full;
				return;
			case 'second tab':
				player.device.full = false;
				player.apps.push(await openApp(player.device));
				return;
			case 'clock':
				player.device.clockOffset += action.years * YEAR;
				return;
			case 'backup':
				this.backup = this.w.server.backup();
				return;
			case 'restore':
				if (this.backup) this.w.server.restore(this.backup);
				return;
			default:
				return this.command(player, action);
		}
	}

	async command(player: Player, { do: verb, record, value }: Extract<Action, { record: number }>): Promise<void> {
		const { app } = player;
		if (verb === 'undo') {
			const last = [...player.promised.keys()].at(-1);
			if (last === undefined || player.device.full) return;
			if (await app.do(app.workspace.undo(last))) player.promised.delete(last);
			return;
		}
		const id = verb === 'create' ? recordId() : this.records[record % Math.max(1, this.records.length)];
		if (id === undefined) return;
		if (verb === 'create') this.records.unshift(id);
		const doc = await app.shown(id);
		if (verb !== 'create' && !doc) return;
		const args = this.args(verb, value, doc, player);
		const title = `tên ${value}-${player.promised.size}`;
		const result = await app.do(
			verb === 'edit'
				? app.workspace.edit('dossier.edit', id, { title, 'applicant.phone': `090000000${value}` })
				: app.workspace.enqueue([{ type: `dossier.${verb}`, entity: id, args }])
		);
		if (!result.ok) expect(player.device.full, result.error.detail).toBe(true);
		for (const command of result.ok ? result.commands : []) player.promised.set(command, verb === 'edit' ? title : JSON.stringify(args));
	}

	args(verb: Verb, value: number, doc: Doc | undefined, player: Player): Record<string, unknown> {
		if (verb === 'create') return { title: `hồ sơ ${value}` };
		if (verb === 'comment') return { text: `lời ${value}` };
		if (verb === 'give') return { to: (this.players[value % 2 === 0 ? 0 : 2] ?? player).person.id };
		return verb === 'discard' ? {} : { expect: { work_state: doc?.work_state, submission: doc?.submission } };
	}

	async check(): Promise<void> {
		for (const player of this.players) for (const app of player.apps) await expectViewIsBasePlusPending(app);
		for (const [, count] of this.w.server.effects) expect(count).toBe(1);
	}

	/** Everything mended, everybody online for an hour. */
	async heal(): Promise<void> {
		for (const player of this.players) {
			player.device.weather = FINE;
			player.device.full = false;
			player.device.clockOffset = Date.parse('2026-11-23T01:00:00Z');
		}
		for (let i = 0; i < 3; i++) {
			for (const player of this.players) for (const app of player.apps) app.workspace.engine.poke('manual');
			await this.w.time.run(3 * 60_000);
		}
	}

	async expectNothingLost(): Promise<void> {
		for (const { app, promised, person } of this.players) {
			const waiting = new Map((await app.outbox()).map((row) => [row.id, row]));
			const refused = new Set(await app.do(app.workspace.store.read(['outcomes'], (db) => db.outcomes.toCollection().primaryKeys())));
			for (const [id, text] of promised) {
				const entry = this.w.server.data.ledger[id];
				if (!entry) {
					// After a restore what does not fit waits for what other phones may bring.
					expect(waiting.get(id), id).toMatchObject({ replay: true, why: expect.stringMatching(/replay_waits|earlier_waits|prerequisite/) as string });
					continue;
				}
				expect(waiting.has(id)).toBe(false);
				expect(entry.author).toBe(person.id);
				expect(entry.content).toContain(text);
				if (entry.result.status === 'applied') expect(this.w.server.effects.get(id)).toBe(1);
				else expect(refused.has(id)).toBe(true);
			}
			for (const { state } of waiting.values()) expect(state).not.toBe('stuck');
		}
	}

	async expectAgreement(): Promise<void> {
		for (const player of this.players) {
			const truth = Object.fromEntries(this.w.server.readable(player.person));
			for (const app of player.apps) expect(Object.fromEntries(await app.docs('base'))).toEqual(truth);
			const { buckets } = await player.app.state();
			for (const [name, bucket] of Object.entries(buckets)) {
				expect({ name, count: bucket.count, xor: bucket.xor }).toEqual({ name, ...this.w.server.check(name) });
			}
		}
	}
}

async function play(seed: number, actions: readonly Action[], shuffle: boolean): Promise<void> {
	const game = new Play(world({ seed, shuffle }));
	await game.begin();
	for (const action of actions) await game.act(action);
	await game.check();
	await game.heal();
	await game.check();
	await game.expectNothingLost();
	await game.expectAgreement();
}

/** For each seed. */
const RUNS = 10;

test.each([
	['in the order they came', false],
	['in any order', true]
])('no loss, exactly once and agreement, with tasks %s', { timeout: 300_000 }, async (_name, shuffle) => {
	const property = fc.asyncProperty(fc.nat(), fc.array(action, { minLength: 5, maxLength: 40 }), (seed, actions) => play(seed, actions, shuffle));
	await assertFor(seedsFrom(101, 4), property, RUNS);
});
