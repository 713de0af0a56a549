/** The number in the pill is the number of things in the sheet behind it: both drawn, over a real store in any mix. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { render } from 'svelte/server';
import { beforeAll, expect, test, vi } from 'vitest';
import { NO_STATUS } from '#lib/data/status';
import * as reads from '#lib/data/reads';
import type { LiveSource } from '#lib/data';
import { clock, setLang } from '#lib/i18n';
import { pillLabel, pillOf } from '#lib/features/sync/model';
import { followSync, sync } from '#lib/features/sync/status.svelte';
import SyncSheet from '#lib/features/sync/SyncSheet.svelte';
import Fresh from '../../src/routes/overview/Fresh.svelte';
import { CUT, FINE, recordId, signedIn, world, type App, type World } from '../data/world';

/** What the store holds now, as a read that has its content. */
const now = vi.hoisted((): Record<'status' | 'outcomes' | 'conflicts' | 'dossiers', unknown> => ({ status: null, outcomes: [], conflicts: [], dossiers: [] }));
vi.mock('#lib/data', async (original) => {
	const source = (value: () => unknown) => ({ subscribe: (run: (face: object) => void) => (run({ state: 'content', value: value() }), () => undefined) });
	return {
		...(await original<object>()),
		syncStatus: { subscribe: (run: (status: unknown) => void) => (run(now.status), () => undefined) },
		liveOutcomes: () => source(() => now.outcomes),
		liveConflicts: () => source(() => now.conflicts),
		liveDrafts: () => source(() => []),
		liveDocs: (type: string) => source(() => (type === 'dossier' ? now.dossiers : []))
	};
});
// A page drawn once runs no effects: what a rune would follow is read as it stands.
vi.mock('#lib/data/live.svelte', () => ({
	live: (of: () => LiveSource<unknown>) => {
		let value: unknown;
		of().subscribe((face) => (value = face.state === 'content' ? face.value : undefined));
		return { value };
	}
}));
beforeAll(() => setLang('vi'));

async function look(app: App): Promise<{ pill: number; sheet: number; waiting: number; lines: number }> {
	const { workspace, client } = app;
	const first = <T>(of: LiveSource<T>): Promise<T> => new Promise((resolve) => of.subscribe((face) => face.state === 'content' && resolve(face.value)));
	await app.do(workspace.board.recount());
	now.status = app.status;
	now.outcomes = await app.do(reads.readOutcomes(workspace));
	now.conflicts = await app.do(reads.readConflicts(workspace));
	now.dossiers = await app.do(first(reads.liveDocs(client.workspace, 'dossier', {})));
	followSync()();
	sync.openSheet();
	const drawn = render(SyncSheet).body;
	const count = (pattern: RegExp): number => [...drawn.matchAll(pattern)].length;
	const said = (pattern: RegExp): number => Number(pattern.exec(drawn)?.[1] ?? 0);
	const names = count(/<li[^>]*><span class="grow/g);
	if (names === 0) expect(drawn, 'others than whom?').not.toContain(' việc khác');
	const status = sync.status ?? NO_STATUS;
	return {
		pill: Number(/^(\d+) việc cần bạn sửa/.exec(pillOf(status).text)?.[1] ?? 0),
		sheet: count(/Đã hiểu, bỏ khỏi danh sách/g) + said(/(\d+) mục hai người cùng sửa/),
		waiting: Number(/(\d+) việc còn trên máy này/.exec(pillOf({ ...status, refused: 0, conflicts: 0, sending: null, online: true }).text)?.[1] ?? 0),
		lines: names + said(/(?:và |class="sub[^>]*>)(\d+) việc (?:khác|đang chờ gửi)</)
	};
}

const STEPS = ['good', 'good', 'bad', 'comment', 'edit', 'submit', 'discard', 'clash', 'clash', 'cut', 'fine', 'run'] as const;
const step = fc.record({ what: fc.constantFrom(...STEPS), of: fc.nat(3) });

async function take(app: App, { server, time }: World, device: { weather: object }, ids: string[], { what, of }: { what: (typeof STEPS)[number]; of: number }): Promise<void> {
	const id = ids[of % Math.max(ids.length, 1)] ?? recordId();
	const doc = server.data.docs[`dossier/${id}`];
	if (what === 'cut' || what === 'fine') Object.assign(device, { weather: what === 'cut' ? CUT : FINE });
	else if (what === 'run') await time.run(8_000);
	else if (what === 'clash' && doc) {
		await app.edit(id, { title: `sửa ${of}`, note: 'của tôi' });
		server.put('dossier', id, { ...doc, title: `của họ ${of}`, note: 'của họ' }, server.bucketsOf(`dossier/${id}`));
	} else if (what === 'good' || what === 'bad') {
		ids.push(recordId());
		await app.save('dossier.create', ids.at(-1) as string, { title: what });
	} else if (ids.length > 0) {
		if (what === 'edit') await app.edit(id, { title: `sửa ${of}` });
		if (what === 'comment') await app.save('dossier.comment', id, { text: 'a' });
		if (what === 'submit') await app.save('dossier.submit', id, { expect: { work_state: 'draft', submission: 0 } });
		if (what === 'discard') await app.save('dossier.discard', id);
	}
}

test('whatever was refused, clashes or waits', { timeout: 60_000 }, async () => {
	const most = { pill: 0, waiting: 0, clashes: 0 };
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
			const w = world();
			const device = w.device();
			const app = await signedIn(device, w.an);
			const ids: string[] = [];
			for (const one of steps) {
				await take(app, w, device, ids, one);
				const { pill, sheet, waiting, lines } = await look(app);
				expect({ pill, waiting }).toEqual({ pill: sheet, waiting: lines });
				most.pill = Math.max(most.pill, pill);
				most.waiting = Math.max(most.waiting, waiting);
				most.clashes = Math.max(most.clashes, (now.conflicts as unknown[]).length);
			}
		}),
		{ seed: 7, numRuns: 12 }
	);
	expect(Math.min(most.pill, most.waiting, most.clashes), 'nothing happened').toBeGreaterThan(2);
});

test('who only reads is told how fresh it is, and never that all is sent; what is wrong as everybody', () => {
	const lastContact = Date.parse('2026-11-23T15:24:00+07:00');
	const drawn = (status: object): string => {
		now.status = { ...NO_STATUS, phase: 'idle', ready: true, allSent: true, lastContact, ...status };
		now.outcomes = [];
		followSync()();
		return render(Fresh).body;
	};
	expect(drawn({})).toContain(`Mới nhất ${clock(lastContact)}`);
	expect(drawn({})).not.toContain('Đã gửi hết');
	expect(drawn({ online: false, allSent: false })).toContain('Ngoại tuyến');
	expect(drawn({ phase: 'sign_in', allSent: false })).toContain('Đăng nhập lại');
});

test('a device that was shut out says so in a narrow place too', () => {
	expect(pillOf({ ...NO_STATUS, phase: 'revoked', waiting: 1 })).toMatchObject({ short: 'Máy bị ngắt', text: 'Máy này đã bị ngắt' });
});

test('what needs the person does not hide that nothing leaves, nor how much is still here', () => {
	const away = { ...NO_STATUS, phase: 'waiting' as const, online: false, ready: true, conflicts: 1 };
	expect(pillOf(away)).toMatchObject({ tone: 'need', short: '1 cần sửa', and: { icon: 'off', short: 'Ngoại tuyến' }, text: '1 việc cần bạn sửa · Ngoại tuyến' });
	const full = pillOf({ ...away, waiting: 3 });
	expect(full).toMatchObject({ and: { icon: 'off', short: '3 việc' }, text: '1 việc cần bạn sửa · Ngoại tuyến · 3 việc còn trên máy này' });
	expect(pillLabel(full)).toMatch(/^1 cần sửa 3 việc: /);
	expect(pillOf({ ...away, phase: 'sign_in', online: true }).and?.short).toBe('Đăng nhập lại');
	expect(pillOf({ ...away, phase: 'idle', online: true, allSent: true }).and).toBeUndefined();
});

test('one thing is told as one in English', () => {
	setLang('en');
	expect(pillOf({ ...NO_STATUS, conflicts: 1 }).text).toBe('1 needs you');
	expect(pillOf({ ...NO_STATUS, conflicts: 2 }).text).toBe('2 need you');
	setLang('vi');
});

test('nothing unsent leaves as a readable file without a word about what is in it', () => {
	const source = readFileSync(new URL('../../src/lib/features/sync/SyncSheet.svelte', import.meta.url), 'utf8');
	const callers = [...source.matchAll(/\bsaveFile\b/g)].length;
	expect(callers, 'declared, and called by the question alone').toBe(2);
	expect(source).toMatch(/<ConfirmDialog .*onconfirm=\{saveFile\}.*>\s*<p>\{sheetWords\.exportWarning\}/);
});
