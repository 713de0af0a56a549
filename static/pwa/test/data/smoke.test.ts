import { expect, test } from 'vitest';
import { expectConverged, recordId, signedIn, world } from './world';

test('a command made online is applied, read back and leaves the outbox', async () => {
	const { time, server, device, an } = world();
	const app = await signedIn(device(), an);
	const id = recordId();
	await app.save('dossier.create', id, { title: 'Khai sinh' });
	expect(await app.shown(id)).toMatchObject({ title: 'Khai sinh', work_state: 'draft' });
	await time.run(5_000);
	await expectConverged(app, server, an);
	expect(app.status).toMatchObject({ phase: 'idle', waiting: 0, allSent: true, ready: true });
});
