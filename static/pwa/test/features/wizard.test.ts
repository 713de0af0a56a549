/** The wizard in two tabs of one phone: what is typed in either is there in both, and one dossier comes of it. */

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { liveDraft } from '#lib/data/drafts';
import { liveOver } from '#lib/data/live';
import * as reads from '#lib/data/reads';
import type { CommandInput, Enqueued, EnqueueOptions } from '#lib/data/types';
import { openApp, recordId, signedIn, world, type App, type World } from '../data/world';

vi.mock('#lib/features/catalogue', () => ({ procedureOf: () => null, isCatalogueLoaded: () => true }));

/** The front door of one tab. */
function frontOf(app: App): Record<string, unknown> {
	const { workspace, client } = app;
	const current = client.workspace;
	const enqueueAll = (commands: CommandInput[], options?: EnqueueOptions): Promise<Enqueued> => workspace.enqueue(commands, options);
	return {
		newId: recordId,
		newReference: () => '7K3M9QTA4XW2H',
		nowText: () => '2026-11-23T14:40:00.000+07:00',
		sameValue: (_path: string, a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null),
		enqueueAll,
		enqueue: (type: string, entity: string, args: Record<string, unknown>, options?: EnqueueOptions) => enqueueAll([{ type, entity, args }], options),
		edit: (type: string, entity: string, values: Record<string, unknown>) => workspace.edit(type, entity, values),
		mendOutcome: (id: string, commands: CommandInput[]) => workspace.mend(id, commands),
		readDoc: (type: string, id: string) => reads.readDoc(workspace, type, id),
		liveDoc: (type: string, id: string) => reads.liveDoc(current, type, id),
		liveOutcomes: () => liveOver(current, reads.readOutcomes),
		saveDraft: (id: string, kind: string, data: object) => workspace.drafts.save(id, kind, data),
		flushDrafts: () => workspace.drafts.flush(),
		deleteDraft: (id: string) => workspace.drafts.delete(id),
		liveDraft: (id: string) => liveDraft(current, id)
	};
}
/** The wizard's code as one tab loads it. */
async function tabOf(app: App) {
	vi.resetModules();
	vi.doMock('#lib/data', () => frontOf(app));
	return { app, ...(await import('#lib/features/dossiers/wizard.svelte')) };
}

let w: World;
async function twoTabs() {
	const device = w.device();
	const [a, b] = [await tabOf(await signedIn(device, w.an)), await tabOf(await openApp(device))];
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
