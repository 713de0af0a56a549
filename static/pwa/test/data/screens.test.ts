/** What screens rely on: drafts, live reads, states of records, export, people. */

import { describe, expect, test } from 'vitest';
import { packUnsent } from '#lib/data/export';
import { Http } from '#lib/data/http';
import { combined, liveOver } from '#lib/data/live';
import { Observable } from '#lib/data/observable';
import { liveDoc, liveDocs, readDrafts, recordState } from '#lib/data/reads';
import type { Face, Item, LiveSource } from '#lib/data/types';
import { CUT, FINE, openApp, recordId, signedIn, world, readDraft, type World } from './world';

/** Every face a source showed, the last one last. */
function watch<T>(source: LiveSource<T>): { faces: Face<T>[]; stop: () => void } {
	const faces: Face<T>[] = [];
	return { faces, stop: source.subscribe((face) => faces.push(face)) };
}
const last = <T>(faces: Face<T>[]): T | string | undefined => {
	const face = faces.at(-1);
	return face?.state === 'content' ? face.value : face?.state;
};

async function phone(w: World) {
	const device = w.device();
	const app = await signedIn(device, w.an);
	await w.time.run(2_000);
	return { device, app };
}

describe('drafts', () => {
	test('are on disk a third of a second after the last keystroke, and while typing goes on', async () => {
		const w = world();
		const { app } = await phone(w);
		const id = recordId();
		for (let i = 0; i < 20; i++) {
			app.workspace.drafts.save(id, 'dossier', { name: 'x'.repeat(i) });
			await w.time.run(100);
		}
		const saved = await app.do(readDraft<{ name: string }>(app.workspace, id));
		expect(saved?.data.name.length).toBeGreaterThan(15);
		await w.time.run(300);
		expect(await app.do(readDraft(app.workspace, id))).toMatchObject({ kind: 'dossier', data: { name: 'x'.repeat(19) } });
	});

	test.each(['hidden', 'leaving'] as const)('are written at once when the page is %s', async (event) => {
		const w = world();
		const { app } = await phone(w);
		const id = recordId();
		app.workspace.drafts.save(id, 'dossier', { name: 'Sen' });
		app.tab.fire(event);
		await w.time.settle();
		expect(await app.do(readDraft(app.workspace, id))).toMatchObject({ data: { name: 'Sen' } });
	});

	test('hold plain copies, not the object that goes on changing', async () => {
		const w = world();
		const { app } = await phone(w);
		const id = recordId();
		const form = new Proxy({ name: 'a' }, {});
		app.workspace.drafts.save(id, 'dossier', form);
		expect(await app.do(app.workspace.drafts.flush())).toEqual({ ok: true });
		form.name = 'b';
		expect(await app.do(readDraft(app.workspace, id))).toMatchObject({ data: { name: 'a' } });
	});

	test('that could not be written are kept in memory and tried again', async () => {
		const w = world();
		const { app, device } = await phone(w);
		const id = recordId();
		device.full = true;
		app.workspace.drafts.save(id, 'dossier', { name: 'a' });
		expect(await app.do(app.workspace.drafts.flush())).toMatchObject({ ok: false, error: { code: 'storage_full' } });
		expect(app.status.lastError).toMatchObject({ code: 'storage_full' });
		device.full = false;
		expect(await app.do(app.workspace.drafts.flush())).toEqual({ ok: true });
		expect(await app.do(readDraft(app.workspace, id))).toMatchObject({ data: { name: 'a' } });
	});

	test('do not come back after the command that replaced them, even if a write was on its way', async () => {
		const w = world();
		const { app } = await phone(w);
		const { swapDraft } = app.workspace.store;
		app.workspace.store.swapDraft = async (...swap) => {
			await new Promise<void>((resolve) => w.time.after(1_000, resolve));
			return swapDraft.apply(app.workspace.store, swap);
		};
		const id = recordId();
		app.workspace.drafts.save(id, 'dossier', { name: 'a' });
		void app.workspace.drafts.flush();
		const { add } = app.workspace.outbox;
		app.workspace.outbox.add = (...args) => {
			app.workspace.drafts.save(id, 'dossier', { name: 'c' });
			void app.workspace.drafts.flush();
			return add.apply(app.workspace.outbox, args);
		};
		const saving = app.workspace.enqueue([{ type: 'dossier.create', entity: recordId(), args: { title: 'x' } }], { deleteDrafts: [id] });
		app.workspace.drafts.save(id, 'dossier', { name: 'b' });
		expect(await app.do(saving)).toMatchObject({ ok: true });
		await w.time.run(5_000);
		expect(await app.do(readDraft(app.workspace, id))).toBeNull();
	});

	test('are listed newest first and deleted for good', async () => {
		const w = world();
		const { app } = await phone(w);
		const [a, b] = [recordId(), recordId()];
		app.workspace.drafts.save(a, 'dossier', {});
		await w.time.run(1_000);
		app.workspace.drafts.save(b, 'activity', {});
		await w.time.run(1_000);
		expect((await app.do(readDrafts(app.workspace))).map((draft) => draft.id)).toEqual([b, a]);
		expect(await app.do(readDrafts(app.workspace, 'dossier'))).toHaveLength(1);
		app.workspace.drafts.save(a, 'dossier', { late: true });
		await app.do(app.workspace.drafts.delete(a));
		await w.time.run(1_000);
		expect(await app.do(readDraft(app.workspace, a))).toBeNull();
	});
});

describe('live reads', () => {
	test('show loading, then content, then every change, of this tab and of others', async () => {
		const w = world();
		const { app, device } = await phone(w);
		const other = await openApp(device);
		const { faces, stop } = watch(liveDocs<{ title: string }>(app.client.workspace, 'dossier', {}));
		expect(faces).toEqual([{ state: 'loading' }]);
		await w.time.run(50);
		expect(last(faces)).toEqual([]);
		const id = recordId();
		await other.save('dossier.create', id, { title: 'x' });
		await w.time.run(50);
		expect((last(faces) as Item<{ title: string }>[]).map((item) => item.doc.title)).toEqual(['x']);
		stop();
		const seen = faces.length;
		await app.edit(id, { title: 'y' });
		await w.time.run(50);
		expect(faces.length).toBe(seen);
	});

	test('say of each record where it is', async () => {
		const w = world();
		const { app, device } = await phone(w);
		device.weather = CUT;
		app.tab.fire('offline');
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		const { faces } = watch(liveDoc(app.client.workspace, 'dossier', id));
		const states = (): unknown[] => faces.flatMap((face) => (face.state === 'content' ? [(face.value as Item | null)?.sync] : []));
		await w.time.run(100);
		expect(states().at(-1)).toBe('on_phone');
		device.weather = FINE;
		app.tab.fire('online');
		await w.time.run(5_000);
		expect([...new Set(states())]).toEqual(['on_phone', 'sending', 'at_ward']);
		await app.save('dossier.submit', id, { expect: { work_state: 'accepted', submission: 9 } });
		await w.time.run(5_000);
		expect(states().at(-1)).toBe('refused');
		const { faces: alone } = watch(recordState(app.client.workspace, id));
		await w.time.run(50);
		expect(last(alone)).toBe('refused');
	});

	test('filter by state and by what the document says, in the order asked for', async () => {
		const w = world();
		const { app } = await phone(w);
		for (const title of ['b', 'a', 'c']) await app.save('dossier.create', recordId(), { title });
		await app.save('dossier.submit', (await app.outbox())[0]?.entity as string, { expect: { work_state: 'draft', submission: 0 } });
		const { faces } = watch(
			liveDocs<{ title: string }>(app.client.workspace, 'dossier', {
				states: ['draft'],
				where: (doc) => doc.title !== 'c',
				sort: (a, b) => (a.doc.title < b.doc.title ? -1 : 1)
			})
		);
		await w.time.run(50);
		expect((last(faces) as Item<{ title: string }>[]).map((item) => item.doc.title)).toEqual(['a']);
	});

	test('follow the person: another one sees their own, nobody sees an error', async () => {
		const w = world();
		const { app } = await phone(w);
		await app.save('dossier.create', recordId(), { title: 'x' });
		await w.time.run(5_000);
		const { faces } = watch(liveDocs(app.client.workspace, 'dossier', {}));
		await w.time.run(50);
		expect(last(faces)).toHaveLength(1);
		await app.do(app.client.signIn('binh', 'to-so-demo'));
		await w.time.run(50);
		expect(last(faces)).toEqual([]);
		await app.do(app.client.signOut());
		await w.time.run(50);
		expect(faces.at(-1)).toMatchObject({ state: 'error', error: { code: 'signed_out' } });
	});

	test('show an error face when the store cannot be read', async () => {
		const w = world();
		const current = new Observable<object | null | undefined>({});
		const { faces } = watch(liveOver(current, () => Promise.reject(new DOMException('gone', 'NotReadableError'))));
		await w.time.run(50);
		expect(faces.at(-1)).toMatchObject({ state: 'error', error: { code: 'storage_lost' } });
	});

	test('are joined with a value beside them', () => {
		const source = new Observable<Face<number>>({ state: 'content', value: 2 });
		const beside = new Observable(10);
		const { faces } = watch(combined(source, beside, (a, b) => a * b));
		beside.set(100);
		source.set({ state: 'loading' });
		expect(faces).toEqual([{ state: 'content', value: 20 }, { state: 'content', value: 200 }, { state: 'loading' }]);
	});
});

test('everything unsent can be taken along as a file: commands, drafts, refusals', async () => {
	const w = world();
	const { app, device } = await phone(w);
	await app.save('dossier.create', recordId(), { title: 'bad' });
	await w.time.run(5_000);
	device.weather = CUT;
	const id = recordId();
	const [command] = await app.save('dossier.create', id, { title: 'x' });
	app.workspace.drafts.save(recordId(), 'activity', { note: 'dở' });
	await app.do(app.workspace.drafts.flush());
	const file = await app.do(packUnsent(app.tab.env, app.workspace.store, app.workspace.owner));
	expect(file).toMatchObject({
		format: 'to-so.unsent',
		person: w.an.id,
		sealed: null,
		content: {
			commands: [{ id: command, type: 'dossier.create', entity: id, args: { title: 'x' } }],
			drafts: [{ kind: 'activity', data: { note: 'dở' } }],
			refused: [{ code: 'VALIDATION' }]
		}
	});
	const sealed = await app.do(packUnsent(app.tab.env, app.workspace.store, app.workspace.owner, async () => ({ kid: 'k', enc: 'e', ct: 'c' })));
	expect(sealed).toMatchObject({ content: null, sealed: { kid: 'k' } });
});

describe('signing in', () => {
	test('with a wrong password says so and leaves whoever is here', async () => {
		const w = world();
		const { app } = await phone(w);
		expect(await app.do(app.client.signIn('an', 'sai'))).toMatchObject({ ok: false, kind: 'problem', code: 'BAD_CREDENTIALS' });
		expect(app.client.person.value).toMatchObject({ login: 'an' });
		await app.save('dossier.create', recordId(), { title: 'x' });
		await w.time.run(5_000);
		expect(app.status.waiting).toBe(0);
	});

	test('that was cut half-way is cleared up by asking the server', async () => {
		const w = world();
		const { app, device } = await phone(w);
		device.weather = { ...FINE, loseAnswer: 1 };
		expect(await app.do(app.client.signIn('binh', 'to-so-demo'))).toMatchObject({ ok: false, kind: 'network' });
		// The cookie is Bình's now, and nobody here knows.
		device.weather = FINE;
		await app.save('dossier.create', recordId(), { title: 'của An' });
		await w.time.run(600_000);
		expect(w.server.effects.size).toBe(0);
		expect(app.status).toMatchObject({ phase: 'sign_in', waiting: 1 });
	});

	test('tells the other tabs', async () => {
		const w = world();
		const { app, device } = await phone(w);
		const other = await openApp(device);
		w.server.sessions.clear();
		await other.save('dossier.create', recordId(), { title: 'x' });
		await w.time.run(120_000);
		expect(other.status.phase).toBe('sign_in');
		await app.do(app.client.signIn('an', 'to-so-demo'));
		await w.time.run(5_000);
		expect(other.status).toMatchObject({ phase: 'idle', waiting: 0 });
	});

	test.each([
		['nothing left', FINE],
		['work left', CUT]
	])('out with %s is out in every tab', async (_name, weather) => {
		const w = world();
		const { app, device } = await phone(w);
		const other = await openApp(device);
		device.weather = weather;
		if (weather === CUT) await app.save('dossier.create', recordId(), { title: 'x' });
		await app.do(app.client.signOut());
		await w.time.run(5_000);
		expect(other.client.workspace.value).toBeNull();
		expect(other.client.person.value).toBeNull();
		expect(other.client.outdated.value).toBe(false);
		expect(other.tab.reports).toEqual([]);
	});

	test('out without a network is told to the server before the next one signs in', async () => {
		const w = world();
		const { app, device } = await phone(w);
		device.weather = CUT;
		await app.do(app.client.signOut());
		expect(w.server.sessions.size).toBe(1);
		device.weather = FINE;
		await app.do(app.client.signIn('binh', 'to-so-demo'));
		expect([...w.server.sessions.values()]).toEqual([w.binh.id]);
	});

	test('out closes the store to the next one until they sign in', async () => {
		const w = world();
		const { app, device } = await phone(w);
		device.weather = CUT;
		await app.save('dossier.create', recordId(), { title: 'x' });
		await app.do(app.client.signOut());
		expect(await app.do(app.client.switchPerson(w.an.id))).toBeNull();
		expect((await openApp(device)).client.person.value).toBeNull();
	});
});

describe('the wire', () => {
	test('compresses long bodies, and stops where that is not understood', async () => {
		const w = world();
		const { app, device } = await phone(w);
		const squeezed: string[] = [];
		app.tab.env.gzip = async (text) => (squeezed.push(text), new TextEncoder().encode(text));
		const { exchange } = device;
		device.exchange = (request) => {
			const encoded = request.headers['Content-Encoding'] === 'gzip';
			if (encoded) return Promise.resolve({ status: 415, header: () => 'application/problem+json', text: '{"code":"MEDIA_TYPE"}' });
			return exchange.call(device, request);
		};
		await app.save('dossier.create', recordId(), { title: 'x'.repeat(2_000) });
		await w.time.run(5_000);
		expect(squeezed).toHaveLength(1);
		expect(app.status).toMatchObject({ waiting: 0, stuck: 0 });
	});

	test('reads a problem, a foreign answer and a time to wait', async () => {
		const w = world();
		const { app } = await phone(w);
		const answers = [
			{ status: 422, header: () => 'application/problem+json', text: '{"code":"VALIDATION","reason":"x.y","errors":{"reason":["too short"]}}' },
			{ status: 404, header: () => 'text/html', text: '<html>' },
			{ status: 503, header: (name: string) => (name === 'retry-after' ? '7' : 'text/html'), text: 'busy' },
			{ status: 200, header: () => 'application/json', text: '{"id_number":"046150001234"}' }
		];
		const http = new Http({ ...app.tab.env, transport: async () => answers.shift() as never });
		const ask = () => app.do(http.reveal('id', 'vì sao'));
		expect(await ask()).toMatchObject({ kind: 'problem', code: 'VALIDATION', reason: 'x.y', errors: { reason: ['too short'] } });
		expect(await ask()).toMatchObject({ kind: 'network' });
		expect(await ask()).toMatchObject({ kind: 'problem', status: 503, code: 'UNAVAILABLE', retryAfterMs: 7_000 });
		expect(await ask()).toEqual({ ok: true, body: { id_number: '046150001234' } });
	});

	test('lists the devices, and shuts out the device rather than its session', async () => {
		const w = world();
		const { app } = await phone(w);
		const lost = { id: 'd2', name: 'Pixel', platform: 'Android', last_seen_at: '2026-11-22T01:15:31Z', revoked_at: null, current: false };
		const asked: string[] = [];
		const answer = (method: string) => ({ status: method === 'GET' ? 200 : 204, header: () => 'application/json', text: JSON.stringify({ sessions: [], devices: [lost] }) });
		const http = new Http({
			...app.tab.env,
			transport: async ({ method, path }) => (asked.push(`${method} ${path}`), answer(method))
		});
		expect(await app.do(http.devices())).toEqual({ ok: true, body: [lost] });
		expect(await app.do(http.revokeDevice('d2'))).toMatchObject({ ok: true });
		expect(asked).toEqual(['GET /api/v1/sessions', 'DELETE /api/v1/devices/d2']);
	});
});
