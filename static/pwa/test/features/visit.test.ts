/** People counted by hand: one tap more or less is one person more or less, and the counts outlast the page. */

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { setLang } from '#lib/i18n';
import { toasts } from '#lib/ui';

const phone = vi.hoisted(() => ({
	visits: [] as object[],
	drafts: new Map<string, object>(),
	sent: [] as { args: Record<string, unknown>; options: { holdMs?: number } }[],
	undone: [] as string[],
	hasLeft: false,
	isFull: false,
	flushed: 0,
	/** Called with what the store says of visits, in place of `visits`. */
	say: null as ((run: (face: object) => void) => void) | null
}));
vi.mock('#lib/features/identity', () => ({ me: { id: 'me' } }));
vi.mock('#lib/data', async (original) => {
	const source = (value: () => unknown) => ({
		subscribe: (run: (face: object) => void) => {
			run({ state: 'content', value: value() });
			return () => undefined;
		}
	});
	return {
		...(await original<object>()),
		newId: () => 'a1',
		liveDocs: () => {
			const visits = source(() => phone.visits.map((doc) => ({ doc })));
			return { subscribe: (run: (face: object) => void) => (phone.say ? (phone.say(run), () => undefined) : visits.subscribe(run)) };
		},
		liveDraft: (id: string) => source(() => (phone.drafts.has(id) ? { data: phone.drafts.get(id) } : null)),
		saveDraft: (id: string, _kind: string, data: object, from: object) =>
			JSON.stringify(data) === JSON.stringify(from) ? phone.drafts.delete(id) : phone.drafts.set(id, data),
		flushDrafts: () => {
			phone.flushed++;
			return Promise.resolve({ ok: !phone.isFull });
		},
		enqueue: (_type: string, _entity: string, args: Record<string, unknown>, options: { holdMs?: number }) => {
			if (phone.isFull) return Promise.resolve({ ok: false, error: { code: 'quota' } });
			phone.sent.push({ args, options });
			return Promise.resolve({ ok: true, commands: [`c${phone.sent.length}`] });
		},
		undo: (id: string) => Promise.resolve(!phone.hasLeft && phone.undone.push(id) > 0)
	};
});

/** The page, opened afresh. */
async function page() {
	vi.resetModules();
	const { followVisit, visit } = await import('#lib/features/fieldwork/visit.svelte');
	const { countGuided } = await import('#lib/features/fieldwork/guided');
	const stop = followVisit();
	await visit.whenKnown();
	return { visit, countGuided, stop };
}
const tapUndo = async (shown = toasts): Promise<void> => {
	shown.all[0]?.action?.run();
	await new Promise((resolve) => setTimeout(resolve));
};
const toastsNow = async () => (await import('#lib/ui')).toasts;

beforeEach(() => {
	setLang('vi');
	phone.visits = [];
	phone.drafts.clear();
	phone.sent.length = phone.undone.length = 0;
	phone.hasLeft = phone.isFull = false;
	phone.flushed = 0;
	phone.say = null;
});

describe('on a visit', () => {
	beforeEach(() => void phone.visits.push({ id: 'v1', owner_id: 'me', state: 'open', started_at: '2026-11-23T08:00:00+07:00' }));

	test('a button hit twice counts one person; a minute later the next', async () => {
		const { visit, countGuided } = await page();
		const clock = vi.spyOn(performance, 'now').mockReturnValue(10_000);
		expect(await Promise.all([countGuided(null), countGuided(null)])).toEqual([true, true]);
		expect(visit.guided).toBe(1);
		clock.mockReturnValue(70_000);
		await countGuided(null);
		expect(visit.guided).toBe(2);
		clock.mockRestore();
	});

	test('a mistaken count is taken back, and is nothing half-written', async () => {
		const { visit, countGuided } = await page();
		await countGuided(null);
		const shown = await toastsNow();
		expect(shown.all[0]).toMatchObject({ text: 'Đã đếm 1 người. Không lưu tên.', action: { label: 'Hoàn tác' } });
		expect(phone.drafts.size).toBe(1);
		await tapUndo(shown);
		expect([visit.guided, phone.drafts.size]).toEqual([0, 0]);
	});

	test('a tap is left to the note of a page that goes; only what is said to be counted waits for the disk', async () => {
		const { visit, countGuided } = await page();
		visit.setGuided(4);
		expect(phone.flushed).toBe(0);
		const counted = countGuided(null);
		await new Promise((resolve) => setTimeout(resolve, 50));
		const shown = await toastsNow();
		expect([visit.guided, shown.all.length]).toEqual([5, 0]);
		await counted;
		expect([phone.flushed, shown.all.length]).toEqual([1, 1]);
	});

	test('what found no room is not counted, and not said to be', async () => {
		const { visit, countGuided } = await page();
		phone.isFull = true;
		expect(await countGuided(null)).toBe(false);
		expect([visit.guided, (await toastsNow()).all.length]).toEqual([0, 0]);
	});

	test('what was counted by hand is there again after a reload', async () => {
		const before = await page();
		await before.countGuided(null);
		before.visit.setHelped(12);
		const { visit } = await page();
		expect([visit.guided, visit.helped]).toEqual([1, 12]);
	});

	test('a draft of before knows no people helped', async () => {
		phone.drafts.set('v1.counts', { guided: 3 });
		const { visit } = await page();
		expect([visit.guided, visit.helped]).toEqual([3, null]);
	});
});

describe('without a visit', () => {
	test('a person is an activity of its own, held back while it can be taken back', async () => {
		const { countGuided } = await page();
		await Promise.all([countGuided('h3'), countGuided('h3')]);
		expect(phone.sent).toHaveLength(1);
		expect(phone.sent[0]).toMatchObject({ args: { hamlet_id: 'h3', counts: { guided: 1 } }, options: { holdMs: 10_000 } });
		const shown = await toastsNow();
		await tapUndo(shown);
		expect(phone.undone).toEqual(['c1']);
		expect(shown.all[0]?.text).toBe('Đã bỏ đếm.');
	});

	test('what has left says so', async () => {
		const { countGuided } = await page();
		await countGuided(null);
		phone.hasLeft = true;
		const shown = await toastsNow();
		await tapUndo(shown);
		expect(shown.all[0]?.text).toBe('Đã gửi rồi, không bỏ đếm được.');
	});

	test('what could not be saved is not counted, and may be tried again at once', async () => {
		const { countGuided } = await page();
		phone.isFull = true;
		expect(await countGuided(null)).toBe(false);
		phone.isFull = false;
		expect(await countGuided(null)).toBe(true);
	});
});

test('when it cannot be told whether there is a visit, nobody waits for ever, and it is said', async () => {
	const error = { code: 'storage_lost', detail: '' };
	let tell = (_face: object): void => undefined;
	phone.say = (run) => {
		tell = run;
		run({ state: 'error', error });
	};
	const { visit, countGuided } = await page();
	expect(visit.error).toEqual(error);
	expect(await countGuided('h3')).toBe(true);
	tell({ state: 'content', value: [{ doc: { id: 'v1', owner_id: 'me', state: 'open' } }] });
	expect([visit.error, visit.current?.id]).toEqual([null, 'v1']);
});
