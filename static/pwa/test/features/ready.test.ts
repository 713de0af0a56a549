/** "Ready for offline": said only when the shell and everything it works with are on this device, and then for good. */

import { render } from 'svelte/server';
import { beforeEach, describe, expect, test } from 'vitest';
import { NO_STATUS } from '#lib/data/status';
import { setLang } from '#lib/i18n';
import { ReadyLight } from '#lib/ui';
import { readiness } from '#lib/features/sync/sheet';
import { CUT, FINE, signedIn, world } from '../data/world';

beforeEach(() => setLang('vi'));

describe('the light', () => {
	const drawn = (shellCached: boolean, status: object): string => {
		const { body } = render(ReadyLight, { props: readiness({ shellCached }, { ...NO_STATUS, ...status }, 60) });
		return body.replace(/<!--[^]*?-->|<svg[^]*?<\/svg>|<[^>]*>/g, '').replace(/\s+/g, ' ').trim();
	};
	const lastError = { code: 'storage_full', detail: '', at: 1 };

	test.each([
		['all is here', true, { ready: true }, 'Sẵn sàng khi mất mạng. 60 thủ tục đã có trên máy.'],
		['all is here, and the network gone', true, { ready: true, online: false }, 'Sẵn sàng khi mất mạng. 60 thủ tục đã có trên máy.'],
		['the shell is missing', false, { ready: true }, 'Chưa sẵn sàng khi mất mạng. Mở lại Tổ Số một lần khi có mạng.'],
		['the data is on its way', true, { ready: false }, 'Chưa sẵn sàng khi mất mạng. Đang tải thủ tục và việc của bạn.'],
		['there is no room for it', true, { ready: false, lastError }, 'Chưa sẵn sàng khi mất mạng. Máy hết chỗ, chưa tải được thủ tục và việc của bạn.']
	])('%s', (_when, shellCached, status, said) => {
		expect(drawn(shellCached, status)).toBe(said);
	});
});

test('a first load that breaks off is not ready; once whole it stays so without a network', async () => {
	const { time, server, device, an } = world();
	server.limit = 5;
	for (let i = 0; i < 40; i++) server.put('notice', `01930000-0000-7000-8000-0000000001${String(i).padStart(2, '0')}`, { text: `tin ${i}` }, ['cat']);
	const phone = device();
	const app = await signedIn(phone, an);
	await time.run(150);
	phone.weather = CUT;
	await time.run(60_000);
	expect(app.status.received).toBeLessThan(40);
	expect(app.status.ready).toBe(false);
	phone.weather = FINE;
	app.tab.fire('online');
	await time.run(120_000);
	expect(app.status.ready).toBe(true);
	phone.weather = CUT;
	await time.run(120_000);
	expect(app.status.ready).toBe(true);
});
