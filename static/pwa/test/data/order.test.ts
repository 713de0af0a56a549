/** What has an order keeps it; what has none waits for nothing. */

import { expect, test } from 'vitest';
import { CUT, expectConverged, FINE, recordId, signedIn, STORMY, world } from './world';

const DRAFT = { expect: { work_state: 'draft', submission: 0 } };

test('commands of one record run in the order they were made', async () => {
	for (let seed = 0; seed < 12; seed++) {
		const { time, server, device, an } = world({ seed, shuffle: true });
		const phone = device();
		const app = await signedIn(phone, an);
		phone.weather = STORMY;
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		for (let i = 0; i < 5; i++) {
			await app.save('dossier.comment', id, { text: `${i}` });
			await time.run(700);
		}
		phone.weather = FINE;
		await time.run(20 * 60_000);
		const { comments } = server.readable(an).get(`dossier/${id}`) as { comments: { text: string }[] };
		expect(comments.map((comment) => comment.text)).toEqual(['0', '1', '2', '3', '4']);
	}
});

test('a postponed command holds back its own record and nobody else', async () => {
	const { time, server, device, an } = world();
	const app = await signedIn(device(), an);
	await time.run(2_000);
	const [slow, quick] = [recordId(), recordId()];
	server.busy = (command) => (command.entity === slow ? { status: 'retry', code: 'BUSY', retry_after_ms: 40_000 } : null);
	await app.save('dossier.create', slow, { title: 'x' });
	await app.save('dossier.comment', slow, { text: 'sau' });
	await app.save('dossier.create', quick, { title: 'y' });
	await time.run(5_000);
	expect([...server.readable(an).keys()]).toEqual([`dossier/${quick}`]);
	expect(app.status.waiting).toBe(1);
	server.busy = null;
	await time.run(60_000);
	await expectConverged(app, server, an);
});

test('what waited for an earlier command goes as soon as that is through', async () => {
	for (let seed = 0; seed < 8; seed++) {
		const { time, server, device, an } = world({ seed });
		const phone = device();
		const app = await signedIn(phone, an);
		await time.run(2_000);
		phone.weather = CUT;
		const id = recordId();
		await app.save('dossier.create', id, { title: 'x' });
		for (const text of ['a', 'b', 'c']) await app.save('dossier.comment', id, { text });
		let asked = 0;
		server.busy = ({ type }) => (type === 'dossier.create' && ++asked === 1 ? { status: 'retry', code: 'BUSY', retry_after_ms: 1_000 } : null);
		phone.weather = FINE;
		app.workspace.engine.poke('manual');
		await time.run(1_900);
		expect(app.status.waiting).toBe(0);
	}
});

test('a type the server does not know yet waits an hour and holds up nothing', async () => {
	const { time, server, device, an } = world();
	const app = await signedIn(device(), an);
	await time.run(2_000);
	server.busy = (command) => (command.type === 'dossier.give' ? { status: 'retry', code: 'UNKNOWN_TYPE', retry_after_ms: 3_600_000 } : null);
	const [id, other] = [recordId(), recordId()];
	await app.save('dossier.create', id, { title: 'x' });
	await app.save('dossier.give', id, { to: an.id });
	await app.save('dossier.create', other, { title: 'y' });
	await time.run(30 * 60_000);
	expect(server.readable(an).size).toBe(2);
	expect(app.status).toMatchObject({ waiting: 1, refused: 0 });
	server.busy = null;
	await time.run(40 * 60_000);
	expect(app.status.waiting).toBe(0);
});

test('a submit names the author’s unconfirmed commands of the record', async () => {
	const { time, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	await time.run(2_000);
	phone.weather = CUT;
	const id = recordId();
	const [create] = await app.save('dossier.create', id, { title: 'x' });
	const [edit] = await app.edit(id, { title: 'y' });
	await app.save('dossier.create', recordId(), { title: 'khác' });
	const [submit] = await app.save('dossier.submit', id, DRAFT);
	const row = (await app.outbox()).find((r) => r.id === submit);
	expect(row?.after).toEqual([create, edit]);
});

test('a prerequisite of another record is waited for', async () => {
	const { time, server, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	await time.run(2_000);
	phone.weather = CUT;
	const [first, second] = [recordId(), recordId()];
	const [needed] = await app.save('dossier.create', first, { title: 'x' });
	await app.do(app.workspace.enqueue([{ type: 'dossier.create', entity: second, args: { title: 'y' }, after: [needed as string] }]));
	server.busy = (command) => (command.id === needed ? { status: 'retry', code: 'BUSY', retry_after_ms: 30_000 } : null);
	phone.weather = FINE;
	app.workspace.engine.poke('manual');
	await time.run(10_000);
	expect(server.effects.size).toBe(0);
	server.busy = null;
	await time.run(60_000);
	expect([...server.effects.keys()][0]).toBe(needed);
	await expectConverged(app, server, an);
});

test.each([-10, 10])('a clock that is %i years off orders nothing and stops nothing', async (years) => {
	const { time, server, device, an, officer } = world();
	const phone = device('phone');
	const app = await signedIn(phone, an);
	const desk = await signedIn(device('desk'), officer);
	await time.run(2_000);
	server.busy = (command) => (command.type === 'dossier.submit' && !server.effects.size ? { status: 'retry', code: 'BUSY', retry_after_ms: 5_000 } : null);
	const id = recordId();
	await app.save('dossier.create', id, { title: 'x' });
	phone.clockOffset += years * 365 * 86_400_000;
	await app.edit(id, { title: 'y' });
	await app.save('dossier.submit', id, DRAFT);
	await time.run(70_000);
	phone.clockOffset -= years * 365 * 86_400_000;
	await time.run(70_000);
	await desk.edit(id, { title: 'z' });
	await time.run(70_000);
	await app.save('dossier.comment', id, { text: 'sau cùng' });
	await time.run(200_000);
	expect(server.readable(officer).get(`dossier/${id}`)).toMatchObject({ title: 'z', work_state: 'submitted', comments: [{ text: 'sau cùng' }] });
	await expectConverged(app, server, an);
	expect(app.status.clockSkewMs).toBeLessThan(1_000);
});
