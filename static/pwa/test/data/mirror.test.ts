/** Lists of thousands: a change costs what it changes, and no tab shows less than what is written. */

import { describe, expect, test } from 'vitest';
import { identityCipher, type Cipher } from '#lib/data/crypto';
import { liveDocs } from '#lib/data/reads';
import type { Face, Item } from '#lib/data/types';
import { clearReadable } from '#lib/data/workspace';
import { CUT, FINE, openApp, recordId, signedIn, world, type App } from './world';
import type { Device } from './world/device';

const MANY = 300;

/** Counts what is opened; `calm` starts over. */
function counting(): { cipher: Cipher; opened: () => number; calm: () => void } {
	let count = 0;
	const cipher: Cipher = { seal: identityCipher.seal, open: (content) => ((count += 1), identityCipher.open(content)) };
	return { cipher, opened: () => count, calm: () => void (count = 0) };
}

function watch(app: App, filter: { states?: string[]; where?: (doc: Record<string, unknown>) => boolean } = {}, type = 'dossier') {
	const faces: Face<Item[]>[] = [];
	liveDocs(app.client.workspace, type, filter).subscribe((face) => faces.push(face));
	const items = (): Item[] => {
		const last = faces.at(-1);
		return last?.state === 'content' ? last.value : [];
	};
	return { faces, items };
}

async function many(seed = 1) {
	const w = world({ seed });
	const phone = w.device();
	const counter = counting();
	const app = await signedIn(phone, w.an, { cipher: counter.cipher });
	const ids = Array.from({ length: MANY }, () => recordId());
	for (const id of ids) w.server.put('dossier', id, { title: 'x', owner_id: w.an.id, work_state: 'draft', submission: 0, comments: [] }, [`o:${w.an.id}:19753`]);
	await w.time.run(70_000);
	return { ...w, phone, app, counter, ids };
}

describe('a list', () => {
	test('opens every document once, then only what a save, an answer or a page of news touches', async () => {
		const { time, server, app, counter, ids } = await many();
		const { items } = watch(app);
		await time.run(100);
		expect(items()).toHaveLength(MANY);
		const before = items();
		counter.calm();
		await app.edit(ids[7] as string, { title: 'y' });
		await time.run(5_000);
		server.put('dossier', ids[8] as string, { title: 'z', owner_id: '', work_state: 'draft', submission: 0, comments: [] }, server.bucketsOf(`dossier/${ids[8]}`));
		await time.run(70_000);
		expect(counter.opened()).toBeLessThan(40);
		expect(items().filter((item) => !before.includes(item)).map((item) => item.doc.title).sort()).toEqual(['y', 'z']);
	});

	test('that another subscriber opened already costs nothing', async () => {
		const { time, app, counter } = await many();
		watch(app);
		await time.run(100);
		counter.calm();
		const { items } = watch(app, { states: ['draft'] });
		expect(items()).toHaveLength(MANY);
		expect(counter.opened()).toBe(0);
	});

	test('is told only of what differs for it', async () => {
		const { time, phone, app, ids } = await many();
		const { faces } = watch(app, { where: (doc) => doc.title === 'x' });
		await time.run(100);
		const told = faces.length;
		phone.weather = CUT;
		await app.save('dossier.create', recordId(), { title: 'another' });
		await time.run(1_000);
		expect(faces.length).toBe(told);
		await app.edit(ids[0] as string, { title: 'y' });
		await time.run(1_000);
		expect(faces.length).toBeGreaterThan(told);
	});

	test('is never more optimistic than the server, in any step of a save', async () => {
		const { time, phone, app } = await many();
		const { faces } = watch(app);
		await time.run(100);
		phone.weather = CUT;
		const id = recordId();
		await app.save('dossier.create', id, { title: 'new' });
		await time.run(1_000);
		const said = faces.flatMap((face) => (face.state === 'content' ? face.value.filter((item) => item.id === id).map((item) => item.sync) : []));
		expect(said.length).toBeGreaterThan(0);
		expect(new Set(said)).not.toContain('at_ward');
	});
});

describe('a list that could not be read once', () => {
	/** Two lists on the screen, and a read of the store that fails. */
	async function failed() {
		const w = world();
		const phone = w.device();
		const app = await signedIn(phone, w.an);
		await w.time.run(2_000);
		await app.save('dossier.create', recordId(), { title: 'x' });
		const lists = [watch(app), watch(app, {}, 'activity')];
		await w.time.run(500);
		const { store, mirror } = app.workspace;
		const { read } = store;
		store.read = () => ((store.read = read), Promise.reject(new Error('lost')));
		mirror.heard(null);
		await w.time.run(500);
		expect(lists.map(({ faces }) => faces.at(-1)?.state)).toEqual(['error', 'error']);
		return { ...w, phone, app, lists };
	}

	test.each<[string, (app: App, phone: Device) => Promise<unknown>]>([
		['the next save', (app) => app.save('dossier.create', recordId(), { title: 'y' })],
		['the next save of another tab', async (_, phone) => (await openApp(phone)).save('dossier.create', recordId(), { title: 'y' })],
		['the next look at the page', async (app) => app.tab.fire('visible')],
		['the next that is asked for', async (app) => watch(app, {}, 'task')]
	])('is there again with %s, and so are the others', async (_, happen) => {
		const { time, phone, app, lists } = await failed();
		await happen(app, phone);
		await time.run(2_000);
		expect(lists.map(({ faces }) => faces.at(-1)?.state)).toEqual(['content', 'content']);
		expect(lists[0]?.items()).toHaveLength((await app.docs('view')).size);
	});
});

describe('two tabs', () => {
	test.each([1, 2, 3, 4])('show the same, whatever each writes when (%i)', async (seed) => {
		const { time, phone, app, ids } = await many(seed);
		const other = await openApp(phone);
		const lists = [watch(app), watch(other)];
		await time.run(100);
		for (let i = 0; i < 20; i++) {
			const tab = time.random() < 0.5 ? app : other;
			phone.weather = time.random() < 0.5 ? CUT : FINE;
			const id = ids[Math.floor(time.random() * 5)] as string;
			await tab.edit(id, { title: `t${i}` });
			if (time.random() < 0.3) await tab.save('dossier.create', recordId(), { title: `n${i}` });
			await time.run(time.random() * 3_000);
		}
		phone.weather = FINE;
		app.tab.fire('online');
		await time.run(30_000);
		const truth = Object.fromEntries([...(await app.docs('view'))].filter(([key]) => key.startsWith('dossier/')));
		for (const { items } of lists) {
			expect(Object.fromEntries(items().map((item) => [`dossier/${item.id}`, item.doc]))).toEqual(truth);
			expect(new Set(items().map((item) => item.sync))).toEqual(new Set(['at_ward']));
		}
	});

	test('one of which slept through what the other wrote catches up when it is looked at', async () => {
		const { time, phone, app, ids } = await many();
		const other = await openApp(phone);
		const { items } = watch(other);
		await time.run(100);
		const { hear } = other.tab;
		other.tab.hear = () => undefined;
		await app.edit(ids[0] as string, { title: 'y' });
		await time.run(2_000);
		other.tab.hear = hear;
		other.tab.fire('visible');
		await time.run(2_000);
		expect(items().find((item) => item.id === ids[0])?.doc.title).toBe('y');
	});

	test('show nothing of a store that is cleared behind their back', async () => {
		const { time, phone, app } = await many();
		const { items } = watch(app);
		await time.run(100);
		phone.weather = CUT;
		await app.do(clearReadable(phone.tab().env, app.workspace.personId, (clear) => clear()));
		await time.run(1_000);
		expect(items()).toEqual([]);
	});
});
