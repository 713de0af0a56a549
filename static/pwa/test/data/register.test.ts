/** The worker from the page's side: who is told of a new version, and that an update always ends in a new page. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

class Worker extends EventTarget {
	state = 'installed';
	said: unknown[] = [];
	postMessage(message: unknown): void {
		this.said.push(message);
	}
}

let container: EventTarget & { controller: object | null };
let registration: EventTarget & { waiting: Worker | null; installing: Worker | null };
let reload: ReturnType<typeof vi.fn>;
const loaded = async () => {
	const register = await import('#lib/data/register');
	await register.registerWorker();
	let offered = false;
	register.updateAvailable.subscribe((now) => (offered = now));
	return { ...register, isOffered: () => offered };
};

beforeEach(() => {
	vi.resetModules();
	vi.useFakeTimers();
	reload = vi.fn();
	registration = Object.assign(new EventTarget(), { waiting: null, installing: null });
	container = Object.assign(new EventTarget(), { controller: {}, register: async () => registration });
	vi.stubGlobal('navigator', { serviceWorker: container });
	vi.stubGlobal('window', { location: { reload }, setInterval, setTimeout });
});
afterEach(() => {
	vi.unstubAllGlobals();
	vi.useRealTimers();
});

describe('a new version', () => {
	test('that waits is offered, the very first one is not', async () => {
		registration.waiting = new Worker();
		expect((await loaded()).isOffered()).toBe(true);
		vi.resetModules();
		container.controller = null;
		expect((await loaded()).isOffered()).toBe(false);
	});

	test('is taken after what was typed is on disk', async () => {
		const worker = (registration.waiting = new Worker());
		const { takeUpdate } = await loaded();
		let saved = false;
		await takeUpdate(async () => void (saved = worker.said.length === 0));
		expect(saved).toBe(true);
		expect(worker.said).toEqual([{ type: 'skip-waiting' }]);
		expect(reload).not.toHaveBeenCalled();
		container.dispatchEvent(new Event('controllerchange'));
		expect(reload).toHaveBeenCalledOnce();
	});

	test('whose worker does not wake up is loaded all the same', async () => {
		registration.waiting = new Worker();
		const { takeUpdate } = await loaded();
		await takeUpdate(async () => undefined);
		vi.advanceTimersByTime(5_000);
		expect(reload).toHaveBeenCalledOnce();
	});

	test('taken in another tab is offered in this one, never forced', async () => {
		const { isOffered, takeUpdate } = await loaded();
		container.dispatchEvent(new Event('controllerchange'));
		expect(isOffered()).toBe(true);
		expect(reload).not.toHaveBeenCalled();
		await takeUpdate(async () => undefined);
		expect(reload).toHaveBeenCalledOnce();
	});

	test('taking the open page over for the first time is no update', async () => {
		container.controller = null;
		const { isOffered } = await loaded();
		container.dispatchEvent(new Event('controllerchange'));
		expect(isOffered()).toBe(false);
	});
});
