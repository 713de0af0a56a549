/** What a leader is told the moment they judge: nobody was asked while the question is still on this phone. */

import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { NO_STATUS } from '#lib/data/status';
import { setLang } from '#lib/i18n';
import type { Activity } from '#lib/features/review/model';

const now = vi.hoisted((): { status: unknown; said: string[]; sent: unknown[] } => ({ status: null, said: [], sent: [] }));
vi.mock('#lib/data', async (original) => ({
	...(await original<object>()),
	syncStatus: { subscribe: (run: (status: unknown) => void) => (run(now.status), () => undefined) },
	enqueueAll: (commands: unknown[]) => (now.sent.push(...commands), Promise.resolve({ ok: true, commands: ['c1'] }))
}));
vi.mock('#lib/ui', async (original) => ({ ...(await original<object>()), toasts: { show: (text: string) => now.said.push(text) } }));
const { askBack, verify } = await import('#lib/features/review/commands');
const { followSync } = await import('#lib/features/sync');

beforeAll(() => setLang('vi'));
beforeEach(() => (now.said.length = 0));
const activity = { id: 'a1', sync: 'at_ward', doc: { state: 'sent' } } as unknown as Activity;

async function judge(status: object): Promise<string[]> {
	now.status = { ...NO_STATUS, phase: 'idle', ...status };
	followSync()();
	await askBack(activity, 'Có bao nhiêu người?', { name: 'Hạnh', draft: 'd', restore: () => undefined });
	await verify([activity, activity]);
	return now.said;
}

test('with a network: it is done', async () => {
	expect(await judge({ online: true })).toEqual(['Đã hỏi lại Hạnh.', 'Đã xác nhận 2 việc.']);
});

test.each([{ online: false }, { online: true, phase: 'sign_in' }])('while nothing leaves: where it is, %o', async (status) => {
	for (const said of await judge(status)) {
		expect(said).toContain('còn trên máy này');
		expect(said).not.toMatch(/^Đã (hỏi lại|xác nhận)/);
	}
});

test('the server hears what was seen: an edit in between leaves the state as it was', async () => {
	now.sent.length = 0;
	const seen = { state: 'sent', updated_at: '2026-11-22T01:15:31Z' };
	await verify([{ ...activity, doc: { ...activity.doc, ...seen } } as Activity]);
	await askBack({ ...activity, doc: { ...activity.doc, ...seen } } as Activity, 'Có bao nhiêu người?', { name: 'Hạnh', draft: 'd', restore: () => undefined });
	expect(now.sent).toMatchObject([
		{ type: 'activity.verify', args: { expect: seen } },
		{ type: 'activity.query', args: { expect: seen } }
	]);
});
