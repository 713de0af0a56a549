import { expect, test, vi } from 'vitest';
import { Later } from '#lib/ui/later.svelte';

test('nothing is asked for until it is wanted, and then once', async () => {
	const load = vi.fn(() => Promise.resolve('words'));
	const later = new Later(load);
	expect([later.value, later.settled, load.mock.calls.length]).toEqual([null, false, 0]);
	later.want();
	later.want();
	await vi.waitFor(() => expect(later.value).toBe('words'));
	expect([later.settled, later.failed, load.mock.calls.length]).toEqual([true, false, 1]);
});

test('what cannot be had is told, and holds nobody up', async () => {
	const later = new Later(() => Promise.reject(new TypeError('Failed to fetch')));
	later.want();
	await vi.waitFor(() => expect(later.failed).toBe(true));
	expect([later.settled, later.value]).toEqual([true, null]);
});
