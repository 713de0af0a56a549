/** The number people see is the number of things they made, however many steps each of them took. */

import { expect, test } from 'vitest';
import { readOutcomes } from '#lib/data/reads';
import { CUT, recordId, signedIn, world } from './world';

test('a dossier in many steps is one thing, in the pill and when leaving', async () => {
	const { time, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	await time.run(2_000);
	phone.weather = CUT;
	const [dossier, other] = [recordId(), recordId()];
	await app.save('dossier.create', dossier, { title: 'x' });
	await app.save('dossier.comment', dossier, { text: 'a' });
	await app.save('dossier.submit', dossier, { expect: { work_state: 'draft', submission: 0 } });
	await time.run(1_000);
	expect(app.status.waiting).toBe(1);
	await app.save('dossier.create', other, { title: 'y' });
	await time.run(1_000);
	expect(app.status.waiting).toBe(2);
	expect(await app.do(app.workspace.holdings())).toMatchObject({ unsent: 2 });
	expect(await app.do(app.client.signOut())).toMatchObject({ unsent: 2 });
});

test('one thing to mend is one, with all that was refused because of it', async () => {
	const { time, device, an } = world();
	const app = await signedIn(device(), an);
	const bad = recordId();
	await app.save('dossier.create', bad, { title: 'bad' });
	await app.save('dossier.submit', bad, { expect: { work_state: 'draft', submission: 0 } });
	await time.run(5_000);
	expect(app.status).toMatchObject({ refused: 1, waiting: 0 });
	expect(await app.do(app.workspace.holdings())).toMatchObject({ refused: 1 });
});

test('two refusals of one record that have nothing to do with each other are two things, for the pill and for who leaves', async () => {
	const { time, device, an } = world();
	const app = await signedIn(device(), an);
	const id = recordId();
	await app.save('dossier.create', id, { title: 'x' });
	await time.run(5_000);
	await app.save('dossier.submit', id, { expect: { work_state: 'returned', submission: 0 } });
	await time.run(5_000);
	await app.save('dossier.accept', id, { expect: { work_state: 'returned', submission: 0 } });
	await time.run(5_000);
	const refused = (await app.do(readOutcomes(app.workspace))).map(({ command }) => command.type);
	expect(refused).toEqual(['dossier.accept', 'dossier.submit']);
	expect(app.status.refused).toBe(2);
	expect(await app.do(app.workspace.holdings())).toMatchObject({ refused: 2 });
	await app.do(app.client.signOut());
	expect(await app.do(app.client.knownPeople())).toMatchObject([{ held: { refused: 2 } }]);
});
