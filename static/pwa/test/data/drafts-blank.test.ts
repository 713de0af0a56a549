/** What is no draft: a form nobody has typed in, and text that was sent though it never reached the disk. */

import { beforeEach, describe, expect, test } from 'vitest';
import { readDrafts } from '#lib/data/reads';
import { openApp, recordId, saved, signedIn, world, readDraft, type App, type World } from './world';
import type { Device } from './world/device';

const BLANK = { outcome: null, note: '' };
const onDisk = async (app: App, id: string): Promise<unknown> => (await app.do(readDraft(app.workspace, id)))?.data ?? null;
const halfWritten = async (app: App): Promise<number> => (await app.do(app.workspace.holdings())).drafts;
const send = (app: App, id: string) => app.workspace.enqueue([{ type: 'dossier.create', entity: recordId(), args: { title: 'x' } }], { deleteDrafts: [id] });

let w: World;
let device: Device;
let app: App;
let id: string;
beforeEach(async () => {
	w = world();
	device = w.device();
	app = await signedIn(device, w.an);
	await w.time.run(2_000);
	id = recordId();
});
const keep = async (data: object, from?: object): Promise<void> => {
	app.workspace.drafts.save(id, 'task', data, from);
	expect(await app.do(app.workspace.drafts.flush())).toEqual({ ok: true });
};

describe('the form before anyone typed', () => {
	test.each([
		['followed', true],
		['not followed', false]
	])('a keystroke before the kept one was read changes only what it changes, %s', async (_name, isFollowed) => {
		await keep({ outcome: null, note: 'viết lâu lắm' }, BLANK);
		app.tab.kill();
		const again = await openApp(device);
		if (isFollowed) again.workspace.drafts.follow(id, () => undefined);
		again.workspace.drafts.save(id, 'task', { outcome: 'done', note: '' }, BLANK);
		await w.time.run(1_000);
		expect(await onDisk(again, id)).toEqual({ outcome: 'done', note: 'viết lâu lắm' });
	});

	test('two tabs that found nothing do not wipe each other with it, and keep the form whole', async () => {
		const b = await openApp(device);
		await w.time.run(2_000);
		for (const one of [app, b]) expect(await one.do(one.workspace.drafts.read(id))).toBeNull();
		await keep({ id: 'A', draft: { note: 'gõ ở A', kind: '' } }, { draft: { note: '', kind: '' } });
		b.workspace.drafts.save(id, 'activity', { id: 'B', draft: { note: '', kind: 'visit' } }, { draft: { note: '', kind: '' } });
		await w.time.run(1_000);
		expect(await onDisk(app, id)).toMatchObject({ draft: { note: 'gõ ở A', kind: 'visit' } });
	});

	test('what a tab that goes away leaves is laid over it, not put in its place', async () => {
		app.workspace.drafts.save(id, 'task', { outcome: null, note: 'x' }, BLANK);
		app.tab.fire('leaving');
		await w.time.step();
		app.tab.kill();
		const again = await openApp(device);
		again.workspace.drafts.save(id, 'task', { outcome: 'done', note: '' }, BLANK);
		await w.time.run(1_000);
		expect(await onDisk(again, id)).toEqual({ outcome: 'done', note: 'x' });
	});

	test('nor is what another tab wrote before it put in its place', async () => {
		const b = await openApp(device);
		await w.time.run(2_000);
		app.workspace.drafts.save(id, 'task', { outcome: null, note: 'x' }, BLANK);
		b.workspace.drafts.save(id, 'task', { outcome: 'done', note: '' }, BLANK);
		await b.do(b.workspace.drafts.flush());
		app.tab.fire('leaving');
		await w.time.step();
		app.tab.kill();
		await w.time.run(5_000);
		expect(await onDisk(b, id)).toEqual({ outcome: 'done', note: 'x' });
	});

	test('typed back to it there is no draft, and what is left of one that was sent is a whole form', async () => {
		await keep({ outcome: null, note: 'x' }, BLANK);
		await keep(BLANK, BLANK);
		expect(await app.count('drafts')).toBe(0);
		const b = await openApp(device);
		app.workspace.drafts.follow(id, () => undefined);
		await keep({ outcome: null, note: 'x' }, BLANK);
		b.workspace.drafts.follow(id, () => undefined);
		await w.time.run(1_000);
		b.workspace.drafts.save(id, 'task', { outcome: 'done', note: 'x' }, BLANK);
		saved(await app.do(send(app, id)));
		await w.time.run(1_000);
		expect(await onDisk(app, id)).toEqual({ outcome: 'done', note: '' });
	});
});

describe('half-written', () => {
	const START = { procedure: { code: '1.001193', version: 1 }, channel: 1, ward: '19753', reference: '7K3M9QTA4XW2H', hamlet_id: 'h1', visit_id: null };
	test.each([
		['a dossier opened and left', { step: 'people', start: null, consent: {}, dirty: {}, base: {} }, 0],
		['a procedure chosen', { step: 'consent', start: START, consent: { purposes: ['preparing'] }, dirty: {}, base: {} }, 0],
		['a procedure named', { step: 'consent', start: { ...START, procedure: { other: 'Xin sao lục' } }, consent: {}, dirty: {}, base: {} }, 1],
		['a witness named', { step: 'consent', start: START, consent: { witness: 'Lê Thị Sen' }, dirty: {}, base: {} }, 1],
		['nothing touched', { dirty: {}, base: {} }, 0],
		['a field touched', { dirty: { note: 'x' }, base: { note: null } }, 1],
		['a field emptied', { dirty: { note: null }, base: { note: 'x' } }, 1],
		['a form put back with nothing in it', { reason: '', instead: 'o1' }, 0],
		['a sentence', { text: 'x' }, 1],
		['people counted', { guided: 3, helped: null }, 1]
	])('%s', async (_name, data, count) => {
		await keep(data);
		expect([await app.count('drafts'), await halfWritten(app)]).toEqual([1, count]);
		expect((await app.do(readDrafts(app.workspace)))[0]?.bare ?? false).toBe(count === 0);
	});

	test('nobody is kept on the phone for a form they only looked at', async () => {
		await keep({ step: 'people', start: null, consent: {}, dirty: {}, base: {} });
		expect(await app.do(app.client.signOut())).toEqual({ kept: false, unsent: 0 });
	});
});

describe('sent in the same breath as it was typed', () => {
	test.each([
		['before anything was written', 0],
		['while it is being written', 1]
	])('it is gone: %s', async (_name, begun) => {
		app.workspace.drafts.save(id, 'comment', { text: 'x' });
		const writing = begun ? app.workspace.drafts.flush() : null;
		saved(await app.do(send(app, id)));
		await writing;
		await w.time.run(5_000);
		expect(await onDisk(app, id)).toBeNull();
	});
});

describe('what was sent though its last letters never reached the disk', () => {
	test('does not come back from what stood there before', async () => {
		await keep({ text: 'cũ', more: 'x' });
		const { store } = app.workspace;
		const { swapDraft } = store;
		store.swapDraft = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));
		app.workspace.drafts.save(id, 'comment', { text: 'mới', more: 'x' });
		await w.time.run(1_000);
		saved(await app.do(send(app, id)));
		store.swapDraft = swapDraft;
		await w.time.run(5_000);
		expect(await onDisk(app, id)).toBeNull();
	});

	test('does not come back from the note the page left when it was hidden', async () => {
		const { store } = app.workspace;
		store.swapDraft = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));
		app.workspace.drafts.save(id, 'comment', { text: 'mới' });
		app.tab.fire('hidden');
		await w.time.run(1_000);
		saved(await app.do(send(app, id)));
		app.tab.kill();
		const next = await openApp(device);
		await w.time.run(5_000);
		expect(await onDisk(next, id)).toBeNull();
	});

	test('and what another tab typed meanwhile stays', async () => {
		const b = await openApp(device);
		await keep({ text: 'cũ' });
		b.workspace.drafts.follow(id, () => undefined);
		await w.time.run(1_000);
		const { store } = app.workspace;
		store.swapDraft = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));
		app.workspace.drafts.save(id, 'comment', { text: 'mới' });
		await w.time.run(1_000);
		b.workspace.drafts.save(id, 'comment', { text: 'cũ', more: 'của tab kia' });
		await w.time.run(1_000);
		saved(await app.do(send(app, id)));
		await w.time.run(1_000);
		expect(await onDisk(b, id)).toEqual({ more: 'của tab kia' });
	});
});
