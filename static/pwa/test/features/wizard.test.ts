/** The wizard in two tabs of one phone: what is typed in either is there in both, and one dossier comes of it. */

import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Enqueued } from '#lib/data/types';
import { readDrafts } from '#lib/data/reads';
import { openApp, recordId, signedIn, world, type App, type World } from '../data/world';
import { tabOf } from './tabs';

vi.mock('#lib/features/catalogue', () => ({ procedureOf: () => null, isCatalogueLoaded: () => true, isListed: () => false }));

const load = () => import('#lib/features/dossiers/wizard.svelte');

let w: World;
async function twoTabs() {
	const device = w.device();
	const [a, b] = [await tabOf(await signedIn(device, w.an), load), await tabOf(await openApp(device), load)];
	await w.time.run(2_000);
	const id = await a.app.do(a.beginDossier({ other: 'Xin sao lục' }, { ward: '19753', hamlet_id: null, visit_id: null }));
	const [one, two] = [new a.Wizard(id), new b.Wizard(id)];
	await w.time.run(100);
	return { a: a.app, b: b.app, id, one, two };
}
async function agreed() {
	const tabs = await twoTabs();
	tabs.one.setConsent({ purposes: ['preparing'], method: 'spoken', language: 'vi' });
	expect(await tabs.a.do(tabs.one.agree())).toMatchObject({ ok: true });
	await w.time.run(1_000);
	return tabs;
}

beforeEach(() => void (w = world()));

describe('the wizard in two tabs', () => {
	test('shows in both what is typed in either, and leaves each where it stands', async () => {
		const { one, two } = await agreed();
		one.noteStep('people');
		two.noteStep('form');
		one.set('applicant.full_name', 'Lựu');
		two.set('applicant.phone', '0905000417');
		await w.time.run(1_000);
		for (const wizard of [one, two]) expect(wizard.values?.applicant).toEqual({ full_name: 'Lựu', phone: '0905000417' });
		expect([one.draft.step, two.draft.step]).toEqual(['people', 'form']);
	});

	test('agreed in both at once: one dossier, and both go on', async () => {
		const { a, b, id, one, two } = await twoTabs();
		const outcomes = [one.agree(), two.agree()];
		expect(await a.do(Promise.all(outcomes))).toEqual([{ ok: true, commands: [id] }, { ok: true, commands: [id] }]);
		expect(await a.do(two.agree())).toEqual({ ok: true, commands: [] });
		await w.time.run(5_000);
		expect(w.server.effects.get(id)).toBe(1);
		expect(await b.count('outcomes')).toBe(0);
		for (const wizard of [one, two]) expect(wizard.draft).toMatchObject({ start: null, dirty: {} });
	});

	test('saved in one while the other types: nothing typed is lost', async () => {
		const { a, b, id, one, two } = await agreed();
		one.set('applicant.full_name', 'Lựu');
		const saving = one.commit();
		two.set('applicant.phone', '0905000417');
		expect(await a.do(saving)).toMatchObject({ ok: true });
		await w.time.run(1_000);
		expect(await b.do(two.commit())).toMatchObject({ ok: true });
		await w.time.run(1_000);
		expect(await a.shown(id)).toMatchObject({ applicant: { full_name: 'Lựu', phone: '0905000417' } });
	});

	test('taken away in one before anyone agreed: the other has nothing left, and says so', async () => {
		const { a, id, two } = await twoTabs();
		expect(await a.do(a.workspace.drafts.delete(id))).toEqual({ ok: true });
		await w.time.run(100);
		expect(two.state).toBe('loading');
		expect(await a.do(two.agree())).toMatchObject({ ok: false, error: { code: 'storage_lost' } });
		await w.time.run(1_000);
		expect(two.state).toBe('lost');
		expect(await a.count('drafts')).toBe(0);
	});
});

describe('a password in the box for a number', () => {
	test('stays on the phone, says so, and goes nowhere; the rest is saved', async () => {
		const { a, id, one } = await agreed();
		one.set('applicant.full_name', 'Lựu');
		one.set('applicant.id_number', 'HOA@1990');
		expect(await a.do(one.commit())).toMatchObject({ ok: true });
		await w.time.run(5_000);
		expect(await a.shown(id)).toMatchObject({ applicant: { full_name: 'Lựu' } });
		expect(JSON.stringify(await a.shown(id))).not.toContain('HOA@1990');
		expect(one.draft.dirty).toEqual({ 'applicant.id_number': 'HOA@1990' });
		expect(one.errors['applicant.id_number']).toEqual(['not_id_number']);
		expect(await a.do(one.commit())).toEqual({ ok: true, commands: [] });
	});

	test('a password in a free text stays in the box, is said, and goes nowhere until it is gone', async () => {
		const { a, id, one } = await agreed();
		for (const path of ['note', 'applicant.address', 'form.reason', 'documents.declaration.note']) one.set(path, 'mật khẩu VNeID là Hoa@1990');
		one.set('applicant.full_name', 'Lựu');
		expect(await a.do(one.commit())).toMatchObject({ ok: true });
		await w.time.run(1_000);
		expect(JSON.stringify(await a.shown(id))).not.toContain('Hoa@1990');
		expect(one.errors).toMatchObject({ note: ['secret'], 'applicant.address': ['secret'], 'form.reason': ['secret'], 'documents.declaration.note': ['secret'] });
		for (const path of ['note', 'applicant.address', 'form.reason', 'documents.declaration.note']) one.set(path, 'Đã quên mật khẩu');
		expect(Object.values(one.errors).flat()).not.toContain('secret');
		await a.do(one.commit());
		expect(one.draft.dirty).toEqual({});
	});

	test('nor does the name somebody gives a procedure carry one into the record', async () => {
		const { one } = await twoTabs();
		one.set('procedure', { other: 'Xin sao lục, OTP 482913' });
		expect(one.errors.procedure).toEqual(['secret']);
	});

	test('half a number is saved, and what takes the place of words too', async () => {
		const { a, id, one } = await agreed();
		one.set('applicant.id_number', 'HOA@1990');
		await a.do(one.commit());
		one.set('applicant.id_number', '0461');
		await a.do(one.commit());
		await w.time.run(1_000);
		expect(await a.shown(id)).toMatchObject({ applicant: { id_number: '0461' } });
		expect(one.draft.dirty).toEqual({});
	});
});

describe('a dossier nobody has written in', () => {
	const drafts = (app: App) => app.do(app.workspace.holdings()).then((held) => held.drafts);

	test('begun and chosen, it comes back, and holds nobody’s text', async () => {
		const a = await tabOf(await signedIn(w.device(), w.an), load);
		await w.time.run(2_000);
		const listed = await a.app.do(a.beginDossier({ code: '1.001193', version: 1 }, { ward: '19753', hamlet_id: null, visit_id: null }));
		expect([await a.app.count('drafts'), await drafts(a.app)]).toEqual([1, 0]);
		expect(await a.app.do(readDrafts(a.app.workspace))).toMatchObject([{ id: listed, bare: true, data: { start: { channel: 1 } } }]);
		// What somebody calls a procedure is a text.
		await a.app.do(a.beginDossier({ other: 'Xin sao lục' }, { ward: '19753', hamlet_id: null, visit_id: null }));
		expect(await drafts(a.app)).toBe(1);
	});

	test('opened and looked at, it is not half-written; with one letter in it, it is', async () => {
		const { a, one } = await agreed();
		await a.do(one.commit());
		one.noteStep('people');
		one.noteField('applicant.full_name');
		await w.time.run(1_000);
		expect(await drafts(a)).toBe(0);
		one.set('applicant.full_name', 'L');
		await w.time.run(1_000);
		expect(await drafts(a)).toBe(1);
		await a.do(one.commit());
		await w.time.run(1_000);
		expect(await drafts(a)).toBe(0);
	});

	test('a creation that was refused is mended and its draft gone in one', async () => {
		const app = await signedIn(w.device(), w.an);
		const a = await tabOf(app, load);
		const id = recordId();
		await app.save('dossier.create', id, { title: 'bad', reference: '7K3M9QTA4XW2H', procedure: { other: 'x' }, channel: 1, form: {}, documents: {}, ward: '19753' });
		await w.time.run(5_000);
		expect(app.status.refused).toBe(1);
		const wizard = new a.Wizard(id);
		await w.time.run(1_000);
		wizard.set('note', 'chiều mới về');
		await w.time.run(1_000);
		app.workspace.drafts.delete = () => Promise.reject(new Error('killed'));
		const sent: { saved: Enqueued } = await app.do(wizard.send());
		expect(sent.saved).toMatchObject({ ok: true });
		expect(await app.count('drafts')).toBe(0);
	});
});
