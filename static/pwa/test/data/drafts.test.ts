/** Two tabs on one half-written form: what is typed in either is kept, and both show it. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rebase } from '#lib/util/rebase';
import { peek } from '#lib/data/workspace';
import type { Device } from './world/device';
import { openApp, recordId, saved, signedIn, slowCipher, world, readDraft, type App, type Opening, type World } from './world';
import { assertFor, seedsFrom } from './seeds';

type Form = Record<string, unknown>;

/** A form in a tab, as screens are made: it shows what it is told, and gives back the whole of it changed. */
class Editor {
	shown: Form | null | 'loading' = 'loading';
	typed = 0;
	#stop: () => void;

	constructor(
		readonly app: App,
		readonly id: string,
		/** The form before anyone typed, where it says so. */
		readonly blank?: Form
	) {
		this.#stop = app.workspace.drafts.follow(id, (face) => {
			if (face.state === 'content') this.shown = face.value?.data ?? null;
		});
	}
	type(field: string, value: string): void {
		const { name, ...rest } = this.form;
		const people = { ...(name as Form | undefined), ...(field.startsWith('name.') ? { [field.slice(5)]: value } : {}) };
		const form = { ...rest, ...(field.startsWith('name.') ? {} : { [field]: value }), ...(Object.keys(people).length ? { name: people } : {}) };
		this.shown = form;
		this.app.workspace.drafts.save(this.id, 'dossier', form, this.blank);
	}
	get form(): Form {
		if (this.shown === 'loading') throw new Error('typed before the form was there');
		return this.shown ?? this.blank ?? {};
	}
	value(field: string): unknown {
		return field.startsWith('name.') ? (this.form.name as Form | undefined)?.[field.slice(5)] : this.form[field];
	}
	close(): void {
		this.#stop();
	}
}

async function twoTabs(w: World, opening: (w: World) => Opening = () => ({}), blank?: Form) {
	const device = w.device();
	const a = await signedIn(device, w.an, opening(w));
	const b = await openApp(device, opening(w));
	await w.time.run(2_000);
	const id = recordId();
	const editors: [Editor, Editor] = [new Editor(a, id, blank), new Editor(b, id, blank)];
	await w.time.run(100);
	return { device, id, a, b, inA: editors[0], inB: editors[1] };
}
const onDisk = async (app: App, id: string): Promise<unknown> => (await app.do(readDraft(app.workspace, id)))?.data ?? null;
const comment = (app: App, id: string) => app.workspace.enqueue([{ type: 'dossier.create', entity: recordId(), args: { title: 'x' } }], { deleteDrafts: [id] });

describe('what two hands made of one thing', () => {
	test.each([
		['only mine', { a: 1 }, { a: 2 }, { a: 1 }, { a: 2 }],
		['only theirs', { a: 1 }, { a: 1 }, { a: 2 }, { a: 2 }],
		['different keys', { a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1, b: 2 }, { a: 2, b: 2 }],
		['deep down', { a: { b: 1, c: 1 } }, { a: { b: 2, c: 1 } }, { a: { b: 1, c: 2 } }, { a: { b: 2, c: 2 } }],
		['the same key: mine', { a: 1 }, { a: 2 }, { a: 3 }, { a: 2 }],
		['lists are one piece', { a: [1] }, { a: [1, 2] }, { a: [1, 3] }, { a: [1, 2] }],
		['taken away here', { a: 1, b: 1 }, { b: 1 }, { a: 1, b: 2 }, { b: 2 }],
		['taken away here, changed there', { a: 1 }, {}, { a: 2 }, { a: 2 }],
		['taken away there, changed here', { a: 1 }, { a: 2 }, {}, { a: 2 }],
		['new on both sides', undefined, { a: 1 }, { b: 1 }, { a: 1, b: 1 }],
		['gone there', { a: { x: 1 }, b: 1 }, { a: { x: 1, y: 2 }, b: 1 }, undefined, { a: { y: 2 } }],
		['gone there, nothing new here', { a: 1 }, { a: 1 }, undefined, undefined],
		['gone there, and emptied here', { a: { x: 1 } }, { a: {} }, undefined, undefined],
		['an object against a word', { a: 1 }, { a: { b: 1 } }, { a: 'x' }, { a: { b: 1 } }],
		['null is a value', { a: 1 }, { a: null }, { a: { b: 1 } }, { a: null }]
	])('%s', (_name, seen, mine, theirs, merged) => {
		expect(rebase(seen, mine, theirs)).toEqual(merged);
	});

	test('nobody’s own change is lost, and nothing changes where nobody did', () => {
		const leaf = fc.constantFrom(undefined, null, 0, 1, 'a', [1], [2]);
		const json = fc.letrec<{ tree: unknown }>((tie) => ({ tree: fc.oneof({ maxDepth: 2 }, leaf, fc.dictionary(fc.constantFrom('x', 'y', 'z'), tie('tree'), { maxKeys: 3 })) })).tree;
		fc.assert(
			fc.property(json, json, json, (seen, mine, theirs) => {
				expect(rebase(seen, mine, seen)).toEqual(mine);
				expect(rebase(seen, seen, theirs)).toEqual(theirs);
				expect(rebase(seen, mine, mine)).toEqual(mine);
				const merged = rebase(seen, mine, theirs);
				// Said once more it stays as it is.
				expect(rebase(mine, mine, merged)).toEqual(merged);
			}),
			{ seed: 1, numRuns: 500 }
		);
	});
});

describe('two tabs on one draft', () => {
	test.each([
		['quickly', 10],
		['slowly', 700]
	])('typed in turn, %s, both are there in both', async (_name, pause) => {
		const w = world();
		const { a, id, inA, inB } = await twoTabs(w);
		for (const letters of ['L', 'Lự', 'Lựu']) {
			inA.type('name.full', letters);
			await w.time.run(pause);
			inB.type('name.phone', `0905${letters.length}`);
			inB.type('note', letters.length.toString());
			await w.time.run(pause);
		}
		await w.time.run(1_000);
		const all = { name: { full: 'Lựu', phone: '09053' }, note: '3' };
		expect(await onDisk(a, id)).toEqual(all);
		expect([inA.shown, inB.shown]).toEqual([all, all]);
	});

	test('a cipher that takes its time changes nothing', async () => {
		const w = world();
		const { a, id, inA, inB } = await twoTabs(w, ({ time }) => ({ cipher: slowCipher(time) }));
		inA.type('name.full', 'Lựu');
		inB.type('name.phone', '0905');
		await w.time.run(1_000);
		expect(await onDisk(a, id)).toEqual({ name: { full: 'Lựu', phone: '0905' } });
		expect(inA.shown).toEqual(inB.shown);
	});

	test('the same field: one of both, the same in both; who types later has it', async () => {
		const w = world();
		const { inA, inB } = await twoTabs(w);
		inA.type('note', 'a');
		inB.type('note', 'b');
		await w.time.run(1_000);
		expect(inA.shown).toEqual(inB.shown);
		expect(['a', 'b']).toContain(inA.value('note'));
		inA.type('note', 'later');
		await w.time.run(1_000);
		expect([inA.shown, inB.shown]).toEqual([{ note: 'later' }, { note: 'later' }]);
	});

	test('an editor that does not follow loses nothing of the other either', async () => {
		const w = world();
		const { a, b, id, inA, inB } = await twoTabs(w);
		inA.close();
		inB.type('note', 'b');
		await w.time.run(1_000);
		await a.do(a.workspace.drafts.read(id));
		inB.type('name.phone', '0905');
		await w.time.run(1_000);
		for (const full of ['L', 'Lự']) {
			a.workspace.drafts.save(id, 'dossier', { note: 'b', name: { full } });
			await w.time.run(1_000);
		}
		expect(await onDisk(b, id)).toEqual({ note: 'b', name: { full: 'Lự', phone: '0905' } });
	});
});

describe('sent in one tab while the other types', () => {
	test('what was sent is gone, what was typed since stays, in both', async () => {
		const w = world();
		const { a, id, inA, inB } = await twoTabs(w);
		inA.type('name.full', 'Lựu');
		await w.time.run(1_000);
		inB.type('note', 'chiều mới về');
		saved(await a.do(comment(a, id)));
		await w.time.run(1_000);
		expect(await onDisk(a, id)).toEqual({ note: 'chiều mới về' });
		expect([inA.shown, inB.shown]).toEqual([{ note: 'chiều mới về' }, { note: 'chiều mới về' }]);
	});

	test('what was on disk, but not yet seen by the one that sends, stays', async () => {
		const w = world();
		const { a, b, id, inA, inB } = await twoTabs(w);
		inA.type('name.full', 'Lựu');
		await w.time.run(1_000);
		inB.type('note', 'x');
		const written = b.workspace.drafts.flush();
		const sending = comment(a, id);
		await a.do(written);
		saved(await a.do(sending));
		await w.time.run(1_000);
		expect(await onDisk(a, id)).toEqual({ note: 'x' });
	});

	test('what is written between thinking and saving stays', async () => {
		const w = world();
		const { a, b, id, inA, inB } = await twoTabs(w);
		inA.type('name.full', 'Lựu');
		await w.time.run(1_000);
		const { leftOfDraft } = a.workspace.store;
		a.workspace.store.leftOfDraft = async (draft) => {
			const left = await leftOfDraft(draft);
			if (inB.value('note') === undefined) inB.type('note', 'x');
			await b.workspace.drafts.flush();
			return left;
		};
		saved(await a.do(comment(a, id)));
		expect(await onDisk(a, id)).toEqual({ note: 'x' });
	});

	test('a screen that is not shown what is left does not take it away with its own', async () => {
		const w = world();
		const { a, id, inA, inB } = await twoTabs(w);
		inA.type('name.full', 'Lựu');
		await w.time.run(1_000);
		inA.close();
		await a.do(a.workspace.drafts.read(id));
		inB.type('note', 'x');
		await w.time.run(1_000);
		saved(await a.do(comment(a, id)));
		expect(await a.do(a.workspace.drafts.delete(id))).toEqual({ ok: true });
		expect(await onDisk(a, id)).toEqual({ note: 'x' });
	});

	test('no ghost of what was sent comes back by itself', async () => {
		const w = world();
		const { a, id, inA, inB } = await twoTabs(w);
		inA.type('name.full', 'Lựu');
		inB.type('note', 'x');
		await w.time.run(1_000);
		saved(await a.do(comment(a, id)));
		// Where the other one stands is no content.
		inB.app.workspace.drafts.save(id, 'dossier', { ...inB.form, step: 'form' });
		inB.app.tab.fire('hidden');
		await w.time.run(1_000);
		expect(await onDisk(a, id)).toBeNull();
	});

	test('taken away in one tab: gone, but for what the other has typed', async () => {
		const w = world();
		const { a, id, inA, inB } = await twoTabs(w);
		inA.type('name.full', 'Lựu');
		await w.time.run(1_000);
		inB.type('note', 'x');
		expect(await a.do(a.workspace.drafts.delete(id))).toEqual({ ok: true });
		await w.time.run(1_000);
		expect([await onDisk(a, id), inA.shown, inB.shown]).toEqual([{ note: 'x' }, { note: 'x' }, { note: 'x' }]);
		expect(await a.do(a.workspace.drafts.delete(id))).toEqual({ ok: true });
		await w.time.run(1_000);
		expect([await onDisk(a, id), inA.shown, inB.shown]).toEqual([null, null, null]);
	});

	test('a tab that has never opened it takes it away whole', async () => {
		const w = world();
		const { device, a, id, inA } = await twoTabs(w);
		inA.type('name.full', 'Lựu');
		await w.time.run(1_000);
		const c = await openApp(device);
		expect(await c.do(c.workspace.drafts.delete(id))).toEqual({ ok: true });
		expect(await onDisk(a, id)).toBeNull();
	});
});

describe('a tab that goes right after a keystroke', () => {
	/** As a browser ends a page: its last event, what was begun is sent on its way, and no answer is heard. */
	const end = async (w: World, app: App): Promise<void> => {
		app.tab.fire('leaving');
		await w.time.step();
		app.tab.kill();
	};

	test('leaves it to the other one, whose own stays', async () => {
		const w = world();
		const { b, id, inA, inB } = await twoTabs(w);
		inA.type('name.full', 'Lự');
		await w.time.run(1_000);
		inA.type('name.full', 'Lựu');
		inB.type('name.phone', '0905');
		await end(w, inA.app);
		await w.time.run(1_000);
		expect(await onDisk(b, id)).toEqual({ name: { full: 'Lựu', phone: '0905' } });
		expect(inB.shown).toEqual({ name: { full: 'Lựu', phone: '0905' } });
	});

	test('leaves it to whoever opens the app next', async () => {
		const w = world();
		const device = w.device();
		const app = await signedIn(device, w.an);
		await w.time.run(2_000);
		const id = recordId();
		const editor = new Editor(app, id);
		await w.time.run(100);
		editor.type('note', 'x');
		await end(w, app);
		const next = await openApp(device);
		expect((await next.do(next.workspace.drafts.read(id)))?.data).toEqual({ note: 'x' });
		expect(await onDisk(next, id)).toEqual({ note: 'x' });
		expect(await next.do(next.workspace.store.notes.all())).toEqual([]);
	});

	test('and whose note is on disk only after the next one has looked, leaves it all the same', async () => {
		const w = world();
		const device = w.device();
		const app = await signedIn(device, w.an);
		await w.time.run(2_000);
		const id = recordId();
		const editor = new Editor(app, id);
		await w.time.run(100);
		const { putNote } = app.workspace.store;
		app.workspace.store.putNote = async (note) => {
			await new Promise<void>((resolve) => w.time.after(400, resolve));
			return putNote.call(app.workspace.store, note);
		};
		// The draft itself it never gets to write.
		app.workspace.store.swapDraft = () => new Promise(() => undefined);
		editor.type('note', 'x');
		app.tab.fire('leaving');
		const next = new Editor(await openApp(device), id);
		await w.time.run(100);
		expect(next.shown).toBeNull();
		await w.time.run(400);
		app.tab.kill();
		await w.time.run(3_000);
		expect(next.shown).toEqual({ note: 'x' });
	});

	test('after another keystroke right behind its first note leaves that one too', async () => {
		const w = world();
		const { b, id, inA } = await twoTabs(w);
		inA.type('note', 'x');
		inA.app.tab.fire('hidden');
		inA.type('note', 'xy');
		await end(w, inA.app);
		await w.time.run(1_000);
		expect(await onDisk(b, id)).toEqual({ note: 'xy' });
	});

	test('leaves it although the other one is writing to the store', async () => {
		const w = world();
		const { b, id, inA } = await twoTabs(w);
		const { db } = b.workspace.store.connection;
		let isBusy = false;
		const writing = db.transaction('rw', db.tables, async () => {
			isBusy = true;
			for (let i = 0; i < 200; i++) await db.meta.get('state');
			isBusy = false;
		});
		while (!isBusy) await w.time.step();
		inA.type('note', 'x');
		await end(w, inA.app);
		expect(isBusy).toBe(true);
		await w.time.until(writing);
		await w.time.run(1_000);
		expect(await onDisk(b, id)).toEqual({ note: 'x' });
	});

	test('leaves what is taken up once, also where the note itself could not be removed', async () => {
		const w = world();
		const device = w.device();
		const app = await signedIn(device, w.an);
		await w.time.run(2_000);
		const id = recordId();
		const editor = new Editor(app, id);
		await w.time.run(100);
		editor.type('note', 'x');
		await end(w, app);
		const next = await openApp(device);
		next.workspace.store.notes.drop = () => Promise.reject(new Error('cut'));
		await w.time.run(3_000);
		expect(await onDisk(next, id)).toEqual({ note: 'x' });
		expect(await next.do(next.workspace.holdings())).toMatchObject({ drafts: 1 });
		saved(await next.do(comment(next, id)));
		const third = await openApp(device);
		await w.time.run(3_000);
		expect(await onDisk(third, id)).toBeNull();
		expect(await third.do(third.workspace.holdings())).toMatchObject({ drafts: 0 });
		device.clockOffset += 25 * 3_600_000;
		const tomorrow = await openApp(device);
		await w.time.run(3_000);
		const { store } = tomorrow.workspace;
		expect([await tomorrow.do(store.notes.all()), await tomorrow.do(store.read(['taken'], (db) => db.taken.count()))]).toEqual([[], 0]);
		expect(await onDisk(tomorrow, id)).toBeNull();
	});

	test('is asked for before its owner’s store is let go', async () => {
		const w = world();
		const device = w.device();
		const app = await signedIn(device, w.an);
		await w.time.run(2_000);
		const editor = new Editor(app, recordId());
		await w.time.run(100);
		editor.type('note', 'x');
		await end(w, app);
		expect(await w.time.until(peek(device.tab().env, w.an.id))).toMatchObject({ drafts: 1 });
	});

	test('and comes back after all does not bring back what the other has taken up and sent', async () => {
		const w = world();
		const { a, b, id, inA, inB } = await twoTabs(w);
		const { swapDraft } = a.workspace.store;
		a.workspace.store.swapDraft = async (...swap) => {
			await new Promise<void>((resolve) => w.time.after(5_000, resolve));
			return swapDraft.apply(a.workspace.store, swap);
		};
		inA.type('note', 'x');
		a.tab.fire('hidden');
		await w.time.run(1_000);
		expect(inB.shown).toEqual({ note: 'x' });
		saved(await b.do(comment(b, id)));
		await w.time.run(20_000);
		expect(await onDisk(b, id)).toBeNull();
		expect(inA.shown).toBeNull();
	});

	test('is not asked twice: a page that only was hidden goes on as before', async () => {
		const w = world();
		const { a, id, inA, inB } = await twoTabs(w);
		inA.type('note', 'x');
		inA.app.tab.fire('hidden');
		inA.app.tab.fire('leaving');
		inA.type('note', 'xy');
		await w.time.run(1_000);
		inB.type('note', 'xyz');
		await w.time.run(1_000);
		expect([await onDisk(a, id), inA.shown, inB.shown]).toEqual([{ note: 'xyz' }, { note: 'xyz' }, { note: 'xyz' }]);
	});
});

// ── whatever happens ───────────────────────────────────────────────────────────────────────────

const FIELDS = ['note', 'channel', 'name.full', 'name.phone'] as const;
const BLANK: Form = { note: '', channel: null, name: { full: '', phone: '' } };
type Action =
	| { do: 'type'; tab: number; field: number }
	| { do: 'run'; ms: number }
	| { do: 'steps'; count: number }
	| { do: 'hide' | 'flush' | 'reload' | 'lose connections'; tab: number };
const tab = fc.nat(1);
const action: fc.Arbitrary<Action> = fc.oneof(
	{ weight: 10, arbitrary: fc.record({ do: fc.constant('type' as const), tab, field: fc.nat(FIELDS.length - 1) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('run' as const), ms: fc.constantFrom(1, 150, 250, 1_000) }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('steps' as const), count: fc.nat(12) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constantFrom('hide' as const, 'flush' as const, 'reload' as const, 'lose connections' as const), tab }) }
);

async function play(seed: number, actions: readonly Action[], isSlow: boolean, blank?: Form): Promise<void> {
	const w = world({ seed, shuffle: true });
	const opening = (): Opening => (isSlow ? { cipher: slowCipher(w.time) } : {});
	const { device, id, inA, inB } = await twoTabs(w, opening, blank);
	const editors = [inA, inB];
	/** Per field what each tab typed last into it, once everything before was seen by both. */
	const last = new Map<string, Map<number, string>>();
	let typed = 0;
	for (const one of actions) {
		const editor = 'tab' in one ? (editors[one.tab] as Editor) : inA;
		switch (one.do) {
			case 'type': {
				const field = FIELDS[one.field] as string;
				const text = `${field}-${one.tab}-${(typed += 1)}`;
				editor.type(field, text);
				last.set(field, (last.get(field) ?? new Map<number, string>()).set(one.tab, text));
				break;
			}
			case 'run':
				await w.time.run(one.ms);
				// By now everybody has seen everything: whoever types from here on has the last word.
				if (one.ms === 1_000) for (const [field, by] of last) if (by.size > 1) last.set(field, new Map([[-1, String(editors[0]?.value(field))]]));
				break;
			case 'steps':
				await w.time.steps_(one.count, 50);
				break;
			case 'hide':
				editor.app.tab.fire('hidden');
				// Nobody types in another tab and leaves that too within the milliseconds a note takes.
				await w.time.run(5);
				break;
			case 'flush':
				void editor.app.workspace.drafts.flush();
				break;
			case 'lose connections':
				editor.app.tab.loseConnections();
				// A page that goes before it has opened the store again can write nothing more.
				await editor.app.state();
				await editor.app.do(editor.app.workspace.store.notes.all());
				break;
			case 'reload':
				editors[one.tab] = await reloaded(w, device, editor, opening());
		}
	}
	for (const { app } of editors) expect(await app.do(app.workspace.drafts.flush())).toEqual({ ok: true });
	await w.time.run(2_000);
	const [left, right] = editors as [Editor, Editor];
	expect(left.shown).toEqual(right.shown);
	expect(await onDisk(left.app, id)).toEqual(left.shown);
	for (const [field, by] of last) expect([...by.values()], field).toContain(left.value(field));
	// Nothing of this world may stir in the next one.
	for (const editor of editors) {
		editor.close();
		await editor.app.do(editor.app.client.close());
	}
}

/** The page goes, is heard of no more, and comes again. */
async function reloaded(w: World, device: Device, editor: Editor, opening: Opening): Promise<Editor> {
	editor.app.tab.fire('leaving');
	// What is not sealed when the page ends cannot be kept.
	if (opening.cipher) await w.time.settle();
	else await w.time.step(w.time.mono);
	editor.app.tab.kill();
	editor.close();
	const again = new Editor(await openApp(device, opening), editor.id, editor.blank);
	await w.time.run(400);
	return again;
}

/** Of each kind of cipher, over all seeds. */
const RUNS = 100;
test.each([
	['at once', false, undefined],
	['slowly', true, undefined],
	['slowly, from a form that says what it is when blank', true, BLANK]
])('no last keystroke is lost, and both tabs show the same, with content sealed %s', { timeout: 300_000 }, async (_name, isSlow, blank) => {
	const property = fc.asyncProperty(fc.nat(), fc.array(action, { minLength: 4, maxLength: 30 }), (seed, actions) => play(seed, actions, isSlow, blank));
	await assertFor(seedsFrom(1, 4), property, RUNS / 4);
});
