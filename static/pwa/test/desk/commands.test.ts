import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Args, CommandInput, EnqueueOptions } from '#lib/data';

interface Sent {
	type: string;
	entity: string;
	args: Args;
	options: EnqueueOptions;
	instead?: string;
}
const sent: Sent[] = [];
const undone: string[] = [];
vi.mock('#lib/data', () => ({
	nowText: () => '2026-11-23T15:40:00.000+07:00',
	enqueue: (type: string, entity: string, args: Args, options: EnqueueOptions) => {
		sent.push({ type, entity, args, options });
		return Promise.resolve({ ok: true, commands: ['c1'] });
	},
	mendOutcome: (instead: string, [command]: CommandInput[]) => {
		if (command) sent.push({ ...command, options: {}, instead });
		return Promise.resolve({ ok: true, commands: ['c2'] });
	},
	undo: (id: string) => {
		undone.push(id);
		return Promise.resolve(id !== 'left');
	}
}));
const desk = await import('#lib/features/desk/commands');
const { dossier } = await import('./make');

beforeEach(() => {
	sent.length = 0;
	undone.length = 0;
});
const item = dossier({}, 'd1');
const here = { expect: { work_state: 'submitted', submission: 1 } };

describe('what an officer sends', () => {
	test('accepting: the code put right, a day meaning its closing time', async () => {
		await desk.accept(item, { code: ' h57.12–261122-0001 ', dueOn: '2026-11-26' });
		expect(sent[0]).toMatchObject({
			type: 'dossier.accept',
			entity: 'd1',
			args: { ...here, official_code: 'H57.12-261122-0001', official_due_at: '2026-11-26T17:00:00+07:00' }
		});
	});
	test('what was left empty is left out', async () => {
		await desk.accept(item, { code: '  ', dueOn: '' });
		expect(sent[0]?.args).toEqual(here);
	});
	test('a decision waits a moment on this device and takes its form along', async () => {
		await desk.decline(item, 'Không thuộc phường', { draft: 'd1:desk.decline' });
		expect(sent[0]?.options).toEqual({ deleteDrafts: ['d1:desk.decline'], holdMs: desk.HOLD_MS });
	});
	test('a promised paper that came is judged fit, and can be taken back for a moment', async () => {
		await desk.receivePaper('d1', 'birth_notice');
		expect(sent[0]).toMatchObject({ type: 'dossier.mark_document', args: { item: 'birth_notice', unfit: false }, options: { holdMs: desk.HOLD_MS } });
	});
	test('claiming and writing leave at once', async () => {
		await desk.claim('d1');
		await desk.comment('d1', 'Chào');
		expect(sent.map((one) => one.options)).toEqual([{}, {}]);
	});
	test('every decision says which state it was made on', async () => {
		const returned = dossier({ work_state: 'returned', submission: 2 }, 'd2');
		await desk.decline(returned, 'x');
		await desk.withdraw(returned, 'x');
		await desk.reopen(returned, 'x');
		await desk.complete(returned);
		await desk.returnDossier(returned, { items: [], reason: 'x' });
		for (const one of sent) expect(one.args.expect).toEqual({ work_state: 'returned', submission: 2 });
	});
	test('an official status of today is of now, of another day at its end', async () => {
		const input = { status: 4, code: '', dueOn: '', note: ' Đã vào sổ ' };
		await desk.recordOfficial('d1', { ...input, on: '2026-11-23' });
		await desk.recordOfficial('d1', { ...input, on: '2026-11-20', dueOn: '2026-11-30' });
		expect(sent[0]?.args).toEqual({ status: 4, at: '2026-11-23T15:40:00.000+07:00', note: 'Đã vào sổ' });
		expect(sent[1]?.args).toMatchObject({ at: '2026-11-20T17:00:00+07:00', due_at: '2026-11-30T17:00:00+07:00' });
	});
	test('a refused step is sent again in its own place', async () => {
		await desk.returnDossier(item, { items: [{ path: 'form.a', message: 'b' }], reason: 'c' }, { instead: 'refused-1' });
		expect(sent[0]).toMatchObject({ instead: 'refused-1', type: 'dossier.return' });
	});
	test('what was decided on an earlier state says so, and the server judges', async () => {
		const moved = { ...dossier({ work_state: 'accepted', submission: 1 }, 'd1'), seen: { work_state: 'submitted', submission: 1 } as const };
		await desk.returnDossier(moved, { items: [{ path: 'form.a', message: 'b' }], reason: 'c' });
		expect(sent[0]?.args).toMatchObject(here);
	});
	test('a correction of what was refused takes its place, and no secret goes with it', async () => {
		const changes = [{ field: 'applicant.phone', base: '0905123456', new: '0905123457' }];
		await desk.editInstead('d1', changes, { instead: 'refused-1', draft: 'd1:desk.edit' });
		expect(sent[0]).toMatchObject({ type: 'dossier.edit', entity: 'd1', args: { changes }, instead: 'refused-1' });
		const secret = [{ field: 'note', base: null, new: 'Mật khẩu VNeID của bà là Hue@2026' }];
		expect(await desk.editInstead('d1', secret, { instead: 'refused-1' })).toEqual({ ok: false, error: { code: 'secret' } });
	});
	test('taking back tells when something had left', async () => {
		expect(await desk.takeBack(['c1', 'c2'])).toBe(true);
		expect(await desk.takeBack(['c1', 'left'])).toBe(false);
		expect(undone).toEqual(['c1', 'c2', 'c1', 'left']);
	});
});

describe('what may not leave', () => {
	const SECRETS = ['Mật khẩu VNeID của bà là Hue@2026', 'mã OTP 483920', 'passcode: 1357'];
	test.each(SECRETS)('%s: in a reason, in one place of a return, in a note, in a lasting value', async (secret) => {
		const tries = [
			desk.decline(item, secret),
			desk.returnDossier(item, { items: [{ path: 'form.a', message: secret }], reason: 'Nhờ bạn xem lại giúp' }),
			desk.transfer('d1', { ward: '19789', reason: secret }),
			desk.recordOfficial('d1', { status: 4, on: '', code: '', dueOn: '', note: secret }),
			desk.comment('d1', secret),
			desk.resolveConflict('d1', 'k1', { value: secret }),
			desk.reopen(item, secret, { instead: 'refused-1' })
		];
		for (const answer of await Promise.all(tries)) expect(answer).toEqual({ ok: false, error: { code: 'secret' } });
		expect(sent).toEqual([]);
	});
	test('numbers of papers, codes and days are no secrets', async () => {
		await desk.accept(item, { code: 'H57.12-261122-0001', dueOn: '2026-11-26' });
		await desk.decline(item, 'Số căn cước 046190001234 ghi trên tờ khai khác bản chính');
		expect(sent).toHaveLength(2);
	});
});
