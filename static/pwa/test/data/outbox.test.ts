/** What happens to a command before it leaves. */

import { describe, expect, test } from 'vitest';
import type { Change } from '#lib/data/wire';
import { CUT, expectConverged, FINE, openApp, recordId, saved, signedIn, world, type App } from './world';

async function offline(): Promise<{ app: App; w: ReturnType<typeof world>; id: string }> {
	const w = world();
	const phone = w.device();
	const app = await signedIn(phone, w.an);
	const id = recordId();
	await app.save('dossier.create', id, { title: 'x', applicant: { phone: '0901234567', full_name: 'Lê Sen' } });
	await w.time.run(5_000);
	phone.weather = CUT;
	app.tab.fire('offline');
	return { app, w, id };
}

function online(app: App): void {
	app.tab.device.weather = FINE;
	app.tab.fire('online');
	app.workspace.engine.poke('manual');
}

const changes = async (app: App): Promise<Change[][]> => {
	const rows = await app.outbox();
	const contents = await Promise.all(rows.map((row) => app.workspace.owner.cipher.open<{ args: { changes?: Change[] } }>(row.doc)));
	return contents.map((content) => content.args.changes ?? []);
};

describe('an edit', () => {
	test('names what it was based on', async () => {
		const { app, id } = await offline();
		await app.edit(id, { 'applicant.phone': '0908', note: 'mới' });
		expect(await changes(app)).toEqual([
			[
				{ field: 'applicant.phone', base: '0901234567', new: '0908' },
				{ field: 'note', base: null, new: 'mới' }
			]
		]);
	});

	test('of nothing sends nothing', async () => {
		const { app, id } = await offline();
		expect(await app.edit(id, { 'applicant.phone': '+84 901 234 567', 'applicant.full_name': ' Lê Sen ' })).toEqual([]);
		expect(await app.outbox()).toEqual([]);
	});

	test('joins the one before it while that has not left', async () => {
		const { app, id } = await offline();
		const [first] = await app.edit(id, { title: 'a', note: 'n' });
		const [second] = await app.edit(id, { title: 'b' });
		expect(second).toBe(first);
		expect(await changes(app)).toEqual([
			[
				{ field: 'title', base: 'x', new: 'b' },
				{ field: 'note', base: null, new: 'n' }
			]
		]);
	});

	test('that leads back takes the one before it away', async () => {
		const { app, id } = await offline();
		await app.edit(id, { title: 'a' });
		await app.edit(id, { title: 'x' });
		expect(await app.outbox()).toEqual([]);
		expect(await app.shown(id)).toMatchObject({ title: 'x' });
	});

	test('does not join across another command of the record', async () => {
		const { app, id } = await offline();
		await app.edit(id, { title: 'a' });
		await app.save('dossier.comment', id, { text: 'giữa' });
		await app.edit(id, { title: 'b' });
		expect((await app.outbox()).map((row) => row.type)).toEqual(['dossier.edit', 'dossier.comment', 'dossier.edit']);
	});

	test('does not join one that another record waits for: what comes later must not bring that down', async () => {
		const { app, id } = await offline();
		const [needed] = await app.edit(id, { title: 'a' });
		saved(await app.do(app.workspace.enqueue([{ type: 'dossier.create', entity: recordId(), args: { title: 'y' }, after: [needed as string] }])));
		const [later] = await app.edit(id, { title: 'b' });
		expect(later).not.toBe(needed);
	});

	test('after one that may have left names it as its base', async () => {
		const { app, w, id } = await offline();
		const [first] = await app.edit(id, { title: 'a' });
		await w.time.run(200_000);
		expect((await app.outbox())[0]).toMatchObject({ state: 'waiting' });
		const phone = app.tab.device;
		const { exchange } = phone;
		phone.exchange = async (request) => {
			const answer = await exchange.call(phone, request);
			if (String(request.body).includes('"commands"')) throw new Error('answer lost');
			return answer;
		};
		online(app);
		await w.time.run(1_000);
		phone.exchange = exchange;
		expect((await app.outbox())[0]).toMatchObject({ state: 'attempted' });
		phone.weather = CUT;
		await app.edit(id, { title: 'b', note: 'n' });
		expect((await changes(app))[1]).toEqual([
			{ field: 'title', base_cmd: first, new: 'b' },
			{ field: 'note', base: null, new: 'n' }
		]);
		online(app);
		await w.time.run(20 * 60_000);
		await expectConverged(app, w.server, w.an);
		expect(app.status.conflicts).toBe(0);
	});

	test('of a masked field carries no base', async () => {
		const { app, w, id } = await offline();
		const doc = w.server.data.docs[`dossier/${id}`];
		w.server.put('dossier', id, { ...doc, applicant: { id_number: null }, masked: ['applicant.id_number'] }, w.server.bucketsOf(`dossier/${id}`));
		online(app);
		await w.time.run(5_000);
		app.tab.device.weather = CUT;
		await app.edit(id, { 'applicant.id_number': '046150001234' });
		expect(await changes(app)).toEqual([[{ field: 'applicant.id_number', new: '046150001234' }]]);
	});

	test('of a dossier made offline is based on what was made', async () => {
		const { app, w } = await offline();
		const id = recordId();
		await app.save('dossier.create', id, { title: 'mới' });
		await app.edit(id, { title: 'mới hơn' });
		expect((await changes(app))[1]).toEqual([{ field: 'title', base: 'mới', new: 'mới hơn' }]);
		online(app);
		await w.time.run(60_000);
		await expectConverged(app, w.server, w.an);
		expect(w.server.readable(w.an).get(`dossier/${id}`)).toMatchObject({ title: 'mới hơn' });
	});

	test('stays on the screen as typed until the server has judged it', async () => {
		const { app, w, id } = await offline();
		await app.edit(id, { title: 'của tôi' });
		const doc = w.server.data.docs[`dossier/${id}`];
		w.server.put('dossier', id, { ...doc, title: 'của phường' }, w.server.bucketsOf(`dossier/${id}`));
		w.server.busy = () => ({ status: 'retry', code: 'BUSY', retry_after_ms: 30_000 });
		online(app);
		await w.time.run(5_000);
		expect((await app.docs('base')).get(`dossier/${id}`)).toMatchObject({ title: 'của phường' });
		expect(await app.shown(id)).toMatchObject({ title: 'của tôi' });
		w.server.busy = null;
		await w.time.run(60_000);
		expect(await app.shown(id)).toMatchObject({ title: 'của phường' });
		expect(app.status.conflicts).toBe(1);
	});
});

describe('a command', () => {
	test('that never left can be taken back', async () => {
		const { app, id } = await offline();
		const [command] = await app.save('dossier.comment', id, { text: 'lỡ tay' });
		expect(await app.do(app.workspace.undo(command as string))).toBe(true);
		expect(await app.outbox()).toEqual([]);
		expect(await app.shown(id)).toMatchObject({ comments: [] });
	});

	test('cannot be taken back from under another that builds on it', async () => {
		const { app, id } = await offline();
		const [edit] = await app.edit(id, { title: 'a' });
		await app.save('dossier.submit', id, { expect: { work_state: 'draft', submission: 0 } });
		expect(await app.do(app.workspace.undo(edit as string))).toBe(false);
		expect(await app.outbox()).toHaveLength(2);
	});

	test('held back leaves only when its time has come', async () => {
		const { time, server, device, an } = world();
		const app = await signedIn(device(), an);
		const id = recordId();
		await time.run(2_000);
		saved(await app.do(app.workspace.enqueue([{ type: 'dossier.create', entity: id, args: { title: 'x' } }], { holdMs: 8_000 })));
		await time.run(7_000);
		expect(server.effects.size).toBe(0);
		await time.run(3_000);
		expect(server.effects.size).toBe(1);
	});

	test('replaces its draft in one transaction, keystrokes on their way included', async () => {
		const { app, id } = await offline();
		const form = recordId();
		app.workspace.drafts.save(form, 'dossier', { title: 'đang gõ' });
		saved(await app.do(app.workspace.enqueue([{ type: 'dossier.comment', entity: id, args: { text: 'x' } }], { deleteDrafts: [form] })));
		await app.time.run(5_000);
		expect(await app.count('drafts')).toBe(0);
	});

	test('saved twice under one id is saved once', async () => {
		const { app, id } = await offline();
		const command = { id: app.workspace.outbox.newId(), type: 'dossier.comment', entity: id, args: { text: 'một' } };
		const both = await app.do(Promise.all([app.workspace.outbox.add([command]), app.workspace.outbox.add([command])]));
		expect(both).toEqual([
			{ ok: true, commands: [command.id] },
			{ ok: true, commands: [command.id] }
		]);
		expect(await app.outbox()).toHaveLength(1);
	});

	test('without a rule is a mistake of ours, found at once', async () => {
		const { app, id } = await offline();
		await expect(app.do(app.workspace.enqueue([{ type: 'dossier.unknown', entity: id, args: {} }]))).rejects.toThrow('defineCommands');
	});
});

describe('a record', () => {
	test('of which nothing has left can be forgotten', async () => {
		const { app } = await offline();
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		await app.edit(id, { title: 'y' });
		expect(await app.do(app.workspace.discardUnsent(id))).toBe(true);
		expect(await app.outbox()).toEqual([]);
		expect(await app.shown(id)).toBeUndefined();
	});

	test('the server knows cannot', async () => {
		const { app, id } = await offline();
		await app.edit(id, { title: 'y' });
		expect(await app.do(app.workspace.discardUnsent(id))).toBe(false);
		expect(await app.outbox()).toHaveLength(1);
	});
});

test('seqs grow over restarts and tabs, and are never given twice', async () => {
	const { app } = await offline();
	const other = await openApp(app.tab.device);
	await app.do(
		Promise.all(
			[app, other, app, other].map((tab, i) => tab.workspace.enqueue([{ type: 'dossier.create', entity: recordId(), args: { title: `${i}` } }]))
		)
	);
	app.tab.kill();
	const after = await openApp(app.tab.device);
	await after.save('dossier.create', recordId(), { title: 'sau' });
	const seqs = (await after.outbox()).map((row) => row.seq);
	expect(seqs).toEqual([2, 3, 4, 5, 6]);
});
