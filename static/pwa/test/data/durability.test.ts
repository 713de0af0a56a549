/** "Saved on this phone" is only said of what was written strictly: a battery that is pulled takes nothing back. */

import { expect, test } from 'vitest';
import { CUT, recordId, signedIn, world } from './world';

test('every transaction that writes, to whichever database, is strict', async () => {
	const { time, device, an } = world();
	const phone = device();
	const app = await signedIn(phone, an);
	await time.run(2_000);
	phone.weather = CUT;
	await app.save('dossier.create', recordId(), { title: 'x' });
	app.workspace.drafts.save(recordId(), 'dossier', { title: 'y' });
	app.tab.fire('hidden');
	await time.run(2_000);
	const writing = phone.transactions.filter(({ mode }) => mode === 'readwrite');
	expect(writing.filter(({ durability }) => durability !== 'strict')).toEqual([]);
	const databases = [...new Set(writing.map(({ database }) => database))].sort();
	expect(databases).toEqual([`to-so-${an.id}`, `to-so-${an.id}-notes`, 'to-so-device']);
	expect(writing.some(({ stores }) => stores.includes('outbox') && stores.includes('view'))).toBe(true);
});
