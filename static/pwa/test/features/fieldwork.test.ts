import { beforeEach, describe, expect, test } from 'vitest';
import type { Doc, PendingCommand, RecordRule } from '#lib/data';
import { setLang } from '#lib/i18n';
import { changesOf, touch, UNTOUCHED } from '#lib/forms/touched';
import { currentProcedures, type ProcedureDoc } from '#lib/features/catalogue/model';
import { findProcedures } from '#lib/features/catalogue/search';
import { timeText } from '#lib/features/catalogue/words';
import { consentText, TEXT_VERSION } from '#lib/features/consent/model';
import { consentComplete, madeConsent } from '#lib/features/consent/record';
import { activityArgs, activityDraftOf, activityErrors, blankActivity, momentText, placeArgs, placeOf } from '#lib/features/fieldwork/draft';
import { FIELDWORK_RULES, mayEditActivity, type ActivityDoc } from '#lib/features/fieldwork/model';
import { homeOf, inForce, teamIn, wardsOf, workspacesOf } from '#lib/features/identity/model';
import { lackOf, pillOf } from '#lib/features/sync/model';
import type { SyncStatus } from '#lib/data';

const AT = '2026-11-23T11:05:00.000+07:00';
const command = (type: string, args: Record<string, unknown>, more: Partial<PendingCommand> = {}): PendingCommand => ({
	id: 'c1',
	type,
	entity: 'r1',
	args,
	madeAt: AT,
	by: 'me',
	acked: false,
	conflicted: [],
	...more
});
const apply = (rules: Record<string, RecordRule>, doc: Doc | null, c: PendingCommand): Doc | null =>
	rules[c.type]?.reduce(doc, c, { type: rules[c.type]?.record ?? '', id: 'r1' }) ?? null;
beforeEach(() => setLang('vi'));

describe('activities', () => {
	const logged = apply(FIELDWORK_RULES, null, command('activity.log', { task: 'a', kind: 'home_visit', started_at: AT, ended_at: AT, counts: { people_helped: 9 } })) as unknown as ActivityDoc;

	test('a logged one is sent, verified by the leader, once', () => {
		const verify = command('activity.verify', { expect: { state: 'sent' } }, { by: 'leader' });
		const verified = apply(FIELDWORK_RULES, logged as unknown as Doc, verify);
		expect(verified).toMatchObject({ state: 'verified', verified: { by: 'leader', at: AT } });
		expect(apply(FIELDWORK_RULES, verified, verify)).toEqual(verified);
	});

	test('one that was asked back on is sent again by its mending', () => {
		const queried = apply(FIELDWORK_RULES, logged as unknown as Doc, command('activity.query', { expect: { state: 'sent' }, reason: '500 hay 50?' }, { by: 'leader' }));
		expect(queried).toMatchObject({ state: 'queried', queried: { reason: '500 hay 50?' } });
		const mended = apply(FIELDWORK_RULES, queried, command('activity.edit', { changes: [{ field: 'counts', base: { people_helped: 9 }, new: { people_helped: 8 } }] }));
		expect(mended).toMatchObject({ state: 'sent', counts: { people_helped: 8 } });
		// What was asked goes on being there, with the answer's time.
		expect(mended?.queried).toEqual({ by: 'leader', reason: '500 hay 50?', at: AT, answered_at: AT });
	});

	test('an answered edit leaves the state to the server', () => {
		const queried = { ...logged, state: 'queried' } as unknown as Doc;
		expect(apply(FIELDWORK_RULES, queried, command('activity.edit', { changes: [] }, { acked: true }))).toMatchObject({ state: 'queried' });
	});

	test('what a leader has verified is not edited any more, and nobody edits another’s', () => {
		expect(mayEditActivity(logged, 'me')).toBe(true);
		expect(mayEditActivity({ ...logged, state: 'verified' }, 'me')).toBe(false);
		expect(mayEditActivity(logged, 'leader')).toBe(false);
	});

	test('missing is not zero', () => {
		const draft = { ...blankActivity(new Date(2026, 10, 23, 11, 5)), counts: { people_helped: 0, vneid: null } };
		expect(activityArgs(draft)).toMatchObject({ counts: { people_helped: 0 } });
		expect(activityErrors({ ...draft, counts: {} })).toHaveProperty('counts');
		expect(activityErrors({ ...draft, from: '12:00', to: '11:00' })).toEqual({ to: 'validation.ends_before_start' });
	});

	test('what is still to come is no result yet; a little rounding up is', () => {
		const now = new Date(2026, 10, 23, 11, 5);
		const draft = { ...blankActivity(now), counts: { people_helped: 1 } };
		const errors = (change: object) => activityErrors({ ...draft, ...change }, now.getTime());
		expect(errors({})).toEqual({});
		expect(errors({ to: '11:15' })).toEqual({});
		expect(errors({ to: '15:00' })).toEqual({ to: 'future' });
		expect(errors({ date: '2026-11-24' })).toEqual({ date: 'future' });
		expect(errors({ date: '2026-11-22', to: '23:00' })).toEqual({});
	});

	test('a moment carries the device’s own offset, and comes back as typed', () => {
		const text = momentText('2026-11-23', '08:00');
		expect(text).toMatch(/^2026-11-23T08:00:00[+-]\d{2}:\d{2}$/);
		expect(activityDraftOf({ started_at: text, ended_at: momentText('2026-11-23', '11:00') })).toMatchObject({ date: '2026-11-23', from: '08:00', to: '11:00' });
	});

	test('an edit carries what was touched, on what was there', () => {
		const doc = { ...logged, started_at: '2026-11-23T01:00:00Z', ended_at: '2026-11-23T03:00:00Z', counts: { people_helped: 9, leaflets: 20 }, partners: ['Đoàn phường'] };
		const shown = activityDraftOf(doc);
		const touched = touch(UNTOUCHED, shown, { ...shown, counts: { ...shown.counts, people_helped: 4 } });
		const meanwhile = { ...doc, note: 'Tổ trưởng thêm', counts: { people_helped: 9, leaflets: 50 } };
		expect(changesOf(meanwhile as unknown as Doc, activityDraftOf(meanwhile), touched, activityArgs)).toEqual([{ field: 'counts.people_helped', base: 9, new: 4 }]);
	});

	test('a moment is touched by its day or its hour, on the spelling that is stored', () => {
		const doc = { ...logged, started_at: new Date(2026, 10, 23, 8, 0).toISOString(), ended_at: new Date(2026, 10, 23, 11, 0).toISOString() };
		const shown = activityDraftOf(doc);
		const touched = touch(UNTOUCHED, shown, { ...shown, from: '08:30' });
		expect(changesOf(doc as unknown as Doc, shown, touched, activityArgs)).toEqual([{ field: 'started_at', base: doc.started_at, new: momentText('2026-11-23', '08:30') }]);
	});

	test('a place is one choice', () => {
		expect([placeOf({ hamlet_id: 'h3' }), placeOf({ hamlet_id: 'h3', support_point_id: 'p1' }), placeOf({})]).toEqual(['h:h3', 'p:p1', '']);
		expect([placeArgs('h:h3'), placeArgs('p:p1'), placeArgs('')]).toEqual([{ hamlet_id: 'h3' }, { support_point_id: 'p1' }, {}]);
	});

	test('a visit begins and ends', () => {
		const open = apply(FIELDWORK_RULES, null, command('visit.open', { hamlet_id: 'h3', started_at: AT }));
		expect(open).toMatchObject({ state: 'open', hamlet_id: 'h3' });
		expect(apply(FIELDWORK_RULES, open, command('visit.close', { ended_at: AT, counts: { guided: 2 } }))).toMatchObject({ state: 'closed', counts: { guided: 2 } });
	});
});

describe('consent', () => {
	test('is never given by itself', () => {
		expect(consentComplete({})).toBe(false);
		expect(consentComplete({ purposes: ['contact'] })).toBe(false);
		expect(consentComplete({ purposes: ['preparing'], method: 'witnessed' })).toBe(false);
		expect(consentComplete({ purposes: ['preparing'], method: 'witnessed', witness: 'Bà Sen' })).toBe(true);
	});

	test('says which text was read out, and records only what was given', () => {
		expect(consentText('UBND', 'setup')).not.toEqual(consentText('UBND'));
		expect(TEXT_VERSION.setup).not.toBe(TEXT_VERSION.dossier);
		expect(madeConsent({ purposes: ['preparing'] }, AT, 'setup').text_version).toBe(TEXT_VERSION.setup);
		expect(madeConsent({ purposes: ['preparing'], witness: 'x', interpreter: 'y' }, AT)).toEqual({ text_version: expect.any(String) as string, language: 'vi', method: 'spoken', purposes: ['preparing'], at: AT });
	});
});

describe('memberships', () => {
	const ward = { code: '19753', name: 'Phường Phú Xuân' };
	const person = {
		memberships: [
			{ role: 'leader', ward, team: { id: 't2', name: 'Tổ 2' }, from: null, to: null },
			{ role: 'volunteer', ward, team: { id: 't1', name: 'Tổ 1' }, from: '2026-06-01', to: '2026-12-31' },
			{ role: 'officer', ward: { code: '19754', name: 'Phường Thuận Hóa' }, team: null, from: null, to: '2026-01-01' }
		]
	};
	test('count only while they are in force', () => {
		expect(inForce(person, '2026-11-23').map((m) => m.role)).toEqual(['leader', 'volunteer']);
		expect(workspacesOf(person, '2026-11-23')).toEqual(['field', 'team']);
		expect(wardsOf(person, '2026-11-23')).toEqual([ward]);
	});
	test('volunteering comes before leading', () => {
		expect(teamIn(person, '19753', '2026-11-23')?.id).toBe('t1');
		expect(teamIn(person, '19753', '2027-01-01')?.id).toBe('t2');
		expect(homeOf({ memberships: [{ role: 'manager', ward, team: null, from: null, to: null }] }, '2026-11-23')).toBe('desk');
	});
});

describe('the catalogue', () => {
	const procedure = (code: string, vi: string, more: Partial<ProcedureDoc> = {}): ProcedureDoc =>
		({ id: `${code}@1`, code, version: 1, name: { vi, en: vi }, field: 'civil_status', valid_to: null, ...more }) as ProcedureDoc;
	const list = [procedure('1', 'Cấp bản sao Giấy khai sinh'), procedure('2', 'Đăng ký khai sinh'), procedure('3', 'Đăng ký khai sinh kết hợp nhận cha, mẹ, con'), procedure('4', 'Tách hộ', { field: 'residence' })];

	test('is found without tone marks, the plain case first', () => {
		expect(findProcedures(list, 'dang ky khai sinh').map((p) => p.code)).toEqual(['2', '3']);
		expect(findProcedures(list, 'KHAI SINH').map((p) => p.code)).toEqual(['2', '1', '3']);
		expect(findProcedures(list, 'cu tru').map((p) => p.code)).toEqual(['4']);
		expect(findProcedures(list, '')).toHaveLength(4);
	});
	test('offers the newest version in force', () => {
		const versions = [procedure('2', 'Cũ'), procedure('2', 'Mới', { id: '2@2', version: 2 }), procedure('5', 'Hết', { valid_to: '2026-01-01' })];
		expect(currentProcedures(versions, '2026-11-23').map((p) => p.name.vi)).toEqual(['Mới']);
	});
	test('says when a time is not known', () => {
		expect(timeText(null)).toBe('Chưa rõ thời hạn');
		expect(timeText({ value: 3, unit: 'working_day' })).toBe('3 ngày làm việc');
	});
});

describe('the sync pill', () => {
	const status = (more: Partial<SyncStatus>): SyncStatus => ({
		phase: 'idle', online: true, waiting: 0, sending: null, refused: 0, stuck: 0, conflicts: 0, allSent: true, confirmedCount: 5, lastContact: 1,
		clockSkewMs: 0, lastError: null, nextTryAt: null, ready: true, received: 0, storageFull: false, notSaved: false, updateNeeded: false, ...more
	});
	test.each<[Partial<SyncStatus>, string, string]>([
		[{}, 'Đã gửi hết', 'send'],
		[{ allSent: false }, 'Đang hỏi máy chủ', 'send'],
		[{ online: false, waiting: 3 }, 'Ngoại tuyến · 3 việc còn trên máy này', 'wait'],
		[{ phase: 'waiting', waiting: 3, lastError: { code: 'NETWORK', detail: '', at: 1 } }, 'Ngoại tuyến · 3 việc còn trên máy này', 'wait'],
		[{ phase: 'sending', waiting: 3, sending: { done: 1, total: 3, bytes: 10 } }, 'Đang gửi 1/3', 'send'],
		[{ waiting: 2, allSent: false }, '2 việc còn trên máy này', 'wait'],
		[{ refused: 1, waiting: 2, online: false }, '1 việc cần bạn sửa · Ngoại tuyến · 2 việc còn trên máy này', 'need'],
		[{ phase: 'sign_in', waiting: 2 }, 'Đăng nhập lại để gửi', 'wait'],
		[{ ready: false, received: 120, allSent: false }, 'Đang tải, 120 mục', 'send']
	])('%o', (more, text, tone) => {
		const says = pillOf(status(more));
		expect([says.text, says.tone]).toEqual([text, tone]);
	});
	test('leaves a title its room where it is narrow, and is spoken as it is written', () => {
		for (const more of [{ allSent: false }, { ready: false, allSent: false }, { ready: false, received: 120, allSent: false }]) {
			const says = pillOf(status(more));
			expect(says.short.length).toBeLessThanOrEqual('Đã gửi hết'.length);
			expect(says.text).toContain(says.short);
		}
	});
	test('says that there is no room instead of loading for ever', () => {
		const lastError = { code: 'storage_full', detail: '', at: 1 };
		expect(lackOf(status({ ready: false }))).toContain('Đang tải');
		expect(lackOf(status({ ready: false, lastError }))).toContain('hết chỗ');
	});
});
