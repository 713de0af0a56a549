/** What is refused is kept until a person has dealt with it; what breaks everything is set aside. */

import { describe, expect, test } from 'vitest';
import { readConflicts, readOutcomes } from '#lib/data/reads';
import { CUT, expectConverged, FINE, openApp, recordId, saved, signedIn, world, type App } from './world';
import type { Device } from './world/device';

async function reopened(device: Device, app: App): Promise<App> {
	app.tab.kill();
	return openApp(device);
}

describe('a refusal', () => {
	test('keeps its content readable until the person has dealt with it', async () => {
		const { time, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		const id = recordId();
		await app.save('dossier.create', id, { title: 'bad', note: 'gõ lâu lắm' });
		await time.run(5_000);
		expect(app.status).toMatchObject({ refused: 1, waiting: 0 });
		expect(await app.shown(id)).toBeUndefined();
		const after = await reopened(phone, app);
		const [outcome] = await after.do(readOutcomes(after.workspace));
		expect(outcome).toMatchObject({
			status: 'rejected',
			code: 'VALIDATION',
			errors: { title: ['validation.invalid'] },
			command: { type: 'dossier.create', entity: id, args: { title: 'bad', note: 'gõ lâu lắm' } },
			subject: { title: 'bad', note: 'gõ lâu lắm' }
		});
	});

	test('is closed by mending, in one transaction with the new command', async () => {
		const { time, server, device, an } = world();
		const app = await signedIn(device(), an);
		const id = recordId();
		const [refused] = await app.save('dossier.create', id, { title: 'bad' });
		await time.run(5_000);
		saved(await app.do(app.workspace.mend(refused as string, [{ type: 'dossier.create', entity: id, args: { title: 'tốt' } }])));
		expect(await app.count('outcomes')).toBe(0);
		await time.run(5_000);
		await expectConverged(app, server, an);
		expect(server.readable(an).get(`dossier/${id}`)).toMatchObject({ title: 'tốt' });
	});

	test('takes down only what was built on it', async () => {
		const { time, server, device, an } = world();
		const app = await signedIn(device(), an);
		const [bad, good] = [recordId(), recordId()];
		await app.save('dossier.create', bad, { title: 'bad' });
		await app.save('dossier.submit', bad, { expect: { work_state: 'draft', submission: 0 } });
		await app.save('dossier.create', good, { title: 'tốt' });
		await time.run(5_000);
		expect(app.status).toMatchObject({ refused: 1, waiting: 0 });
		expect([...server.readable(an).keys()]).toEqual([`dossier/${good}`]);
		const outcomes = await app.do(readOutcomes(app.workspace));
		expect(outcomes.map((o) => o.code).sort()).toEqual(['DEPENDENCY_REJECTED', 'VALIDATION']);
	});

	test('because the record is no longer yours is told and kept by the server', async () => {
		const { time, server, device, an, binh } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		await time.run(5_000);
		phone.weather = CUT;
		await app.save('dossier.comment', id, { text: 'muộn' });
		server.give(id, binh.id);
		phone.weather = FINE;
		app.workspace.engine.poke('manual');
		await time.run(10_000);
		expect(app.status).toMatchObject({ refused: 1, waiting: 0 });
		const [outcome] = await app.do(readOutcomes(app.workspace));
		expect(outcome).toMatchObject({ status: 'quarantined', code: 'NO_LONGER_YOURS', command: { args: { text: 'muộn' } } });
		await expectConverged(app, server, an);
	});
});

test('a conflict keeps both values until a person decides', async () => {
	const { time, server, device, an, officer } = world();
	const phoneDevice = device('phone');
	const phone = await signedIn(phoneDevice, an);
	const desk = await signedIn(device('desk'), officer);
	const id = recordId();
	await phone.save('dossier.create', id, { title: 'x', applicant: { phone: '0901234567' } });
	await phone.save('dossier.submit', id, { expect: { work_state: 'draft', submission: 0 } });
	await time.run(70_000);
	phoneDevice.weather = CUT;
	await phone.edit(id, { 'applicant.phone': '0908 111 222', title: 'của An' });
	await desk.edit(id, { 'applicant.phone': '0977000111' });
	await time.run(10_000);
	phoneDevice.weather = FINE;
	phone.workspace.engine.poke('manual');
	await time.run(70_000);
	expect(await phone.shown(id)).toMatchObject({ title: 'của An', applicant: { phone: '0977000111' } });
	for (const app of [phone, desk]) {
		const [conflict] = await app.do(readConflicts(app.workspace, id));
		expect(conflict).toMatchObject({ entity: id, field: 'applicant.phone', theirs: '0977000111', mine: '0908 111 222' });
		expect(app.status.conflicts).toBe(1);
	}
	const [conflict] = await desk.do(readConflicts(desk.workspace));
	await desk.save('conflict.resolve', id, { conflict_id: conflict?.id, choose: 'theirs' });
	await time.settle();
	expect(desk.status.conflicts).toBe(0);
	await time.run(70_000);
	expect(phone.status.conflicts).toBe(0);
	await expectConverged(phone, server, an);
	await expectConverged(desk, server, officer);
});

describe('a poisonous command', () => {
	test('that breaks every request it is in is found by halving and set aside; the others go on', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
		phone.weather = CUT;
		const ids = Array.from({ length: 20 }, recordId);
		for (const id of ids) await app.save(ids[7] === id ? 'dossier.poison' : 'dossier.create', id, { title: 'x' });
		server.fail = poisoned(400, 'MALFORMED');
		phone.weather = FINE;
		app.workspace.engine.poke('manual');
		await time.run(60_000);
		expect(server.readable(an).size).toBe(19);
		expect(app.status).toMatchObject({ stuck: 1, waiting: 1, allSent: false });
	});

	test('that makes the server fall over is blamed only when the line is known to be good', async () => {
		const { time, server, device, an } = world();
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
		phone.weather = CUT;
		const ids = Array.from({ length: 6 }, recordId);
		for (const id of ids) await app.save(ids[2] === id ? 'dossier.poison' : 'dossier.create', id, { title: 'x' });
		await time.run(24 * 3_600_000);
		// A day without a network made nothing look bad.
		expect(app.status).toMatchObject({ stuck: 0, waiting: 6 });
		server.fail = poisoned(500, 'INTERNAL');
		phone.weather = FINE;
		app.workspace.engine.poke('manual');
		await time.run(30 * 60_000);
		expect(server.readable(an).size).toBe(5);
		expect(app.status).toMatchObject({ stuck: 1, waiting: 1 });
		server.fail = null;
		app.workspace.engine.poke('manual');
		await time.run(10_000);
		expect(app.status).toMatchObject({ stuck: 0, waiting: 0, refused: 1 });
	});

	test('is tried again by itself, alone', async () => {
		const { time, server, device, an } = world();
		const app = await signedIn(device(), an);
		await time.run(2_000);
		server.fail = poisoned(413, 'TOO_LARGE');
		await app.save('dossier.poison', recordId(), { title: 'x' });
		await time.run(30_000);
		expect(app.status.stuck).toBe(1);
		server.fail = null;
		await time.run(10 * 60_000);
		expect(app.status).toMatchObject({ stuck: 0, waiting: 0, refused: 1 });
	});
});

function poisoned(status: number, code: string) {
	return ({ path, body }: { path: string; body: unknown }) => {
		const { commands = [] } = (body ?? {}) as { commands?: { type: string }[] };
		return path === '/api/v1/sync' && commands.some((c) => c.type === 'dossier.poison') ? { status, body: { code } } : null;
	};
}
