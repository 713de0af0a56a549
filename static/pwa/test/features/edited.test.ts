/** Forms over a real store: typed into, killed, opened again, open in two tabs, tapped before they were read. */

import { beforeEach, describe, expect, test } from 'vitest';
import type { Doc, Outcome } from '#lib/data';
import type { Kind } from '#lib/forms/edited.svelte';
import { openApp, recordId, signedIn, world, readDraft, type App, type World } from '../data/world';
import type { Device } from '../data/world/device';
import { tabOf } from './tabs';

interface Note extends Doc {
	title: string;
	place: string;
	person: { name: string; phone: string };
}
const BLANK: Note = { title: '', place: '', person: { name: '', phone: '' } };
const KIND: Kind<Partial<Note>, Note> = {
	record: 'dossier',
	create: 'dossier.create',
	edit: 'dossier.edit',
	formOf: (doc) => ({ ...BLANK, ...pick(doc) }),
	argsOf: (form) => ({ ...form })
};
const pick = ({ title, place, person }: Partial<Note>): Partial<Note> => ({ ...(title ? { title } : {}), ...(place ? { place } : {}), ...(person ? { person } : {}) });
const DRAFT = 'note.me';

const load = async () => {
	const [{ Edited }, { Typed }] = [await import('#lib/forms/edited.svelte'), await import('#lib/forms/typed.svelte')];
	return { Edited, Typed };
};
type Tab = Awaited<ReturnType<typeof load>> & { app: App };

let w: World;
let device: Device;
beforeEach(() => {
	w = world();
	device = w.device();
});

async function first(): Promise<Tab> {
	const tab = await tabOf(await signedIn(device, w.an), load);
	await w.time.run(2_000);
	return tab;
}
async function another(): Promise<Tab> {
	const tab = await tabOf(await openApp(device), load);
	await w.time.run(2_000);
	return tab;
}
async function reopened(tab: Tab): Promise<Tab> {
	tab.app.tab.kill();
	return another();
}
async function form(tab: Tab, { blank = BLANK, refused = null as Outcome | null } = {}) {
	const edited = new tab.Edited<Partial<Note>, Note>(KIND, DRAFT, BLANK);
	await tab.app.do(edited.openNew(blank, refused));
	return edited;
}
async function change(tab: Tab, id: string) {
	const edited = new tab.Edited<Partial<Note>, Note>(KIND, `${id}.edit`, BLANK);
	await tab.app.do(edited.openRecord(id));
	return edited;
}
/** Effects do not run here: it is told to follow as a component would tell it. */
function box(tab: Tab, id: string) {
	const typed = new tab.Typed(() => id, 'task', { outcome: null as string | null, note: '' });
	typed.follow();
	return typed;
}
/** A box that was written in, as a page opened after the first one was killed has it before it was read. */
async function boxWrittenBefore(note: string) {
	let tab = await first();
	const id = recordId();
	box(tab, id).set({ note });
	await settle();
	tab = await reopened(tab);
	return { tab, again: box(tab, id) };
}
/** Two tabs with the same new form. */
async function twoForms() {
	const [a, b] = [await first(), await another()];
	return { a, b, one: await form(a), two: await form(b) };
}
const onDisk = async (tab: Tab, id = DRAFT): Promise<unknown> => (await tab.app.do(readDraft(tab.app.workspace, id)))?.data ?? null;
const halfWritten = async (tab: Tab): Promise<number> => (await tab.app.do(tab.app.workspace.holdings())).drafts;
const settle = (): Promise<void> => w.time.run(1_000);

describe('a sentence being written', () => {
	test('is there again after the page was killed', async () => {
		const { again } = await boxWrittenBefore('hẹn chiều thứ Tư');
		await settle();
		expect(again.data).toEqual({ outcome: null, note: 'hẹn chiều thứ Tư' });
	});

	test('is not lost to a tap that comes before it was read', async () => {
		const { tab, again } = await boxWrittenBefore('hẹn chiều thứ Tư');
		again.set({ outcome: 'done' });
		await settle();
		expect(again.data).toEqual({ outcome: 'done', note: 'hẹn chiều thứ Tư' });
		expect(await onDisk(tab, again.draft)).toEqual(again.data);
	});

	test('is not lost to a tap that changes nothing either', async () => {
		const { again } = await boxWrittenBefore('x');
		again.set({ outcome: null });
		await settle();
		expect(again.data.note).toBe('x');
	});

	test('taken away letter by letter leaves no draft', async () => {
		const tab = await first();
		const typed = box(tab, recordId());
		await settle();
		typed.set({ note: 'x' });
		await settle();
		expect(await halfWritten(tab)).toBe(1);
		typed.set({ note: '' });
		await settle();
		expect([await tab.app.count('drafts'), typed.isBlank]).toEqual([0, true]);
	});

	test('sent, it leaves an empty box and no draft, in both tabs', async () => {
		const [a, b] = [await first(), await another()];
		const id = recordId();
		const [one, two] = [box(a, id), box(b, id)];
		await settle();
		one.set({ note: 'xong' });
		await settle();
		expect(two.data.note).toBe('xong');
		expect(await a.app.do(a.app.workspace.enqueue([{ type: 'dossier.create', entity: id, args: { title: 'x' } }], { deleteDrafts: [one.draft] }))).toMatchObject({ ok: true });
		await settle();
		expect([one.isBlank, two.isBlank, await onDisk(a, one.draft)]).toEqual([true, true, null]);
	});
});

describe('a new record in two tabs', () => {
	test('shows in both what is typed in either, and comes back whole', async () => {
		let a = await first();
		const b = await another();
		const [one, two] = [await form(a), await form(b)];
		one.set({ ...one.form, title: 'Sửa mái' });
		two.set({ ...two.form, place: 'h1' });
		two.set({ ...two.form, person: { ...two.form.person, phone: '0905' } });
		await settle();
		const all = { title: 'Sửa mái', place: 'h1', person: { name: '', phone: '0905' } };
		expect([one.form, two.form]).toEqual([all, all]);
		a = await reopened(a);
		expect((await form(a)).form).toEqual(all);
	});

	test('the blank form of one does not wipe what the other typed before', async () => {
		const [a, b] = [await first(), await another()];
		const one = await form(a, { blank: { ...BLANK, place: 'ở đây' } });
		const two = await form(b);
		one.set({ ...one.form, title: 'Sửa mái' });
		await a.app.do(a.app.workspace.drafts.flush());
		two.set({ ...BLANK, person: { name: 'Lựu', phone: '' } });
		await settle();
		expect(await onDisk(a)).toMatchObject({ draft: { title: 'Sửa mái', place: 'ở đây', person: { name: 'Lựu', phone: '' } } });
	});

	test('typed back to blank it is none', async () => {
		const tab = await first();
		const one = await form(tab);
		one.set({ ...one.form, title: 'x' });
		await settle();
		one.set({ ...one.form, title: '' });
		await settle();
		expect([await tab.app.count('drafts'), one.form]).toEqual([0, BLANK]);
	});

	test('saved in one: the other saves the same one, and nothing blank', async () => {
		const { a, b, one, two } = await twoForms();
		one.set({ ...one.form, title: 'Sửa mái' });
		await settle();
		expect(await a.app.do(one.save())).toMatchObject({ ok: true });
		await settle();
		expect(await b.app.do(two.save())).toEqual({ ok: true, commands: [] });
		expect([await a.app.count('drafts'), (await a.app.docs('view')).size]).toEqual([0, 1]);
	});

	test('what the other types while it is saved stays, also when the next one is begun', async () => {
		const { a, one, two } = await twoForms();
		one.set({ ...one.form, title: 'Sửa mái' });
		await settle();
		two.set({ ...two.form, person: { name: 'Lựu', phone: '' } });
		expect(await a.app.do(one.save())).toMatchObject({ ok: true });
		one.restart(BLANK);
		await settle();
		expect(await onDisk(a)).toMatchObject({ draft: { person: { name: 'Lựu' } } });
		expect([one.form.person.name, two.form.person.name]).toEqual(['Lựu', 'Lựu']);
	});

	test('put away in one for a new one, it is blank in both, and can be brought back', async () => {
		const { a, one, two } = await twoForms();
		one.set({ ...one.form, title: 'Sửa mái' });
		await settle();
		const back = await a.app.do(one.startAfresh());
		await settle();
		expect([one.form.title, two.form.title, await onDisk(a)]).toEqual(['', '', null]);
		back();
		await settle();
		expect([one.form.title, two.form.title]).toEqual(['Sửa mái', 'Sửa mái']);
	});
});

test('a store that cannot be read leaves a form to write in', async () => {
	const tab = await first();
	tab.app.workspace.store.read = () => Promise.reject(new Error('boom'));
	const edited = await form(tab);
	expect([edited.state, edited.form]).toEqual(['ready', BLANK]);
});

describe('a change of a record', () => {
	test('is there again after a kill, and in both tabs; typed back it is none', async () => {
		const a = await first();
		const id = recordId();
		await a.app.save('dossier.create', id, { ...BLANK, title: 'Cũ' });
		await w.time.run(5_000);
		const b = await another();
		const [one, two] = [await change(a, id), await change(b, id)];
		one.set({ ...one.form, title: 'Mới' });
		two.set({ ...two.form, place: 'h1' });
		await settle();
		expect([one.form, two.form]).toEqual([{ ...BLANK, title: 'Mới', place: 'h1' }, one.form]);
		const c = await reopened(a);
		const three = await change(c, id);
		expect(three.form).toEqual(two.form);
		three.set({ ...three.form, title: 'Cũ', place: '' });
		await settle();
		expect([await c.app.count('drafts'), two.changes]).toEqual([0, []]);
	});
});

describe('a refused new record', () => {
	async function refusal(tab: Tab): Promise<Outcome> {
		await tab.app.save('dossier.create', recordId(), { ...BLANK, title: 'bad' });
		await w.time.run(5_000);
		const [outcome] = await tab.app.do(import('#lib/data/reads').then(({ readOutcomes }) => readOutcomes(tab.app.workspace)));
		if (!outcome) throw new Error('not refused');
		return outcome;
	}

	test('is mended, and its draft goes in the same save', async () => {
		const tab = await first();
		const refused = await refusal(tab);
		const edited = await form(tab, { refused });
		edited.set({ ...edited.form, title: 'tốt' });
		await settle();
		tab.app.workspace.drafts.delete = () => Promise.reject(new Error('killed'));
		expect(await tab.app.do(edited.save())).toMatchObject({ ok: true });
		expect([await tab.app.count('drafts'), await tab.app.count('outcomes')]).toEqual([0, 0]);
	});

	test('mended in two tabs is one record', async () => {
		const a = await first();
		const refused = await refusal(a);
		const b = await another();
		const [one, two] = [await form(a, { refused }), await form(b, { refused })];
		one.set({ ...one.form, title: 'tốt' });
		await settle();
		expect(await a.app.do(one.save())).toMatchObject({ ok: true });
		expect(await b.app.do(two.save())).toEqual({ ok: true, commands: [] });
		await w.time.run(5_000);
		expect((await a.app.docs('view')).size).toBe(1);
	});
});
