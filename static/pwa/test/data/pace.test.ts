/** How often a page asks by itself: the desk every few seconds, everything else about once a minute. */

import { expect, test } from 'vitest';
import { openApp, world } from './world';

test('the pace that a page sets holds for whoever signs in after that, and changes at once with the next page', async () => {
	const { time, device } = world();
	const ward = device();
	const app = await openApp(ward);
	const asked = async (ms: number): Promise<number> => {
		const before = ward.log.length;
		await time.run(ms);
		return ward.log.slice(before).filter(({ path }) => path === '/api/v1/sync').length;
	};
	app.client.setPace('desk');
	await app.do(app.client.signIn('officer', 'to-so-demo'));
	await time.run(10_000);
	expect(await asked(60_000)).toBeGreaterThanOrEqual(15);
	app.client.setPace('field');
	expect(await asked(20_000)).toBe(0);
	expect(await asked(580_000)).toBeLessThanOrEqual(13);
	app.client.setPace('desk');
	expect(await asked(5_000)).toBeGreaterThanOrEqual(1);
});
