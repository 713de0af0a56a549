/** What an officer has just done is taken back, however fast they are. */

import { beforeEach, expect, test, vi } from 'vitest';
import { LastStep } from '#lib/features/desk/last-step.svelte';
import type { Sent } from '#lib/features/desk/commands';
import { words } from '#lib/features/desk/words';
import { toasts } from '#lib/ui';

const phone = vi.hoisted(() => ({ undone: [] as string[], hasLeft: false }));
vi.mock('#lib/data', async (original) => ({
	...(await original<object>()),
	undo: (id: string) => Promise.resolve(!phone.hasLeft && phone.undone.push(id) > 0)
}));

/** A save that ends when it is told to. */
function slow(): { send: Promise<Sent>; end: (sent: Sent) => void } {
	let end: (sent: Sent) => void = () => undefined;
	const send = new Promise<Sent>((resolve) => (end = resolve));
	return { send, end };
}
const fine: Sent = { ok: true, commands: ['c1'] };
const said = (): string | undefined => toasts.all[0]?.text;

beforeEach(() => {
	Object.assign(phone, { undone: [], hasLeft: false });
	for (const { id } of toasts.all) toasts.hide(id);
});

test('taken back before it is saved: saved, then taken back', async () => {
	const last = new LastStep();
	const restore = vi.fn();
	const { send, end } = slow();
	const done = last.run(send, 'Đã chuyển', { id: 'd1', restore });
	const back = last.undo();
	await Promise.resolve();
	expect([phone.undone, last.canUndo('d1')]).toEqual([[], false]);
	end(fine);
	await back;
	expect(await done).toBe(true);
	expect([phone.undone, restore.mock.calls.length, said()]).toEqual([['c1'], 1, words.undone]);
	expect(last.canUndo('d1')).toBe(false);
});

test('pressed twice it is taken back once', async () => {
	const last = new LastStep();
	const restore = vi.fn();
	await last.run(Promise.resolve(fine), 'Đã chuyển', { id: 'd1', restore });
	expect([last.canUndo('d1'), last.canUndo('d2'), said()]).toEqual([true, false, 'Đã chuyển']);
	await Promise.all([last.undo(), last.undo()]);
	expect([phone.undone, restore.mock.calls.length, said()]).toEqual([['c1'], 1, words.undone]);
});

test('what has left is not taken back, and the form stays closed', async () => {
	const last = new LastStep();
	const restore = vi.fn();
	await last.run(Promise.resolve(fine), 'Đã chuyển', { id: 'd1', restore });
	phone.hasLeft = true;
	await last.undo();
	expect([restore.mock.calls.length, said()]).toEqual([0, words.tooLate]);
});

test('what could not be saved is told, and leaves the step before it to be taken back', async () => {
	const last = new LastStep();
	const restore = vi.fn();
	await last.run(Promise.resolve(fine), 'Đã chuyển', { id: 'd1', restore });
	expect(await last.run(Promise.resolve({ ok: false, error: { code: 'secret' } }), 'Đã nhận', { id: 'd2', restore: vi.fn() })).toBe(false);
	expect(said()).toBe(words.notSaved.secret);
	await last.undo();
	expect([phone.undone, restore.mock.calls.length]).toEqual([['c1'], 1]);
});

test('with nothing done it says so', async () => {
	await new LastStep().undo();
	expect(said()).toBe(words.nothingToUndo);
});
