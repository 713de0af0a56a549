import { describe, expect, test } from 'vitest';
import type { ActivityDoc } from '#lib/features/fieldwork';
import {
	figuresSince,
	helpedBy,
	memberFacts,
	odditiesOf,
	overlapping,
	reviewList,
	startOfDay,
	startOfWeek,
	waitingCount,
	type Activity
} from '#lib/features/review/model';
import { dossier, NOW } from './make';

process.env.TZ = 'Asia/Ho_Chi_Minh';
const LIEN = { id: 'lien', teams: ['team-1'] };
let next = 1;
function activity(changes: Partial<ActivityDoc> = {}): Activity {
	const id = `a${next++}`;
	const doc: ActivityDoc = {
		id,
		task: 'a',
		kind: 'home_visit',
		started_at: '2026-11-23T08:00:00+07:00',
		ended_at: '2026-11-23T11:00:00+07:00',
		hamlet_id: 'hamlet-3',
		counts: { people_helped: 9, vneid: 4 },
		owner_id: 'hanh',
		ward: '19753',
		team_id: 'team-1',
		state: 'sent',
		queried: null,
		verified: null,
		made_at: '2026-11-23T11:05:00+07:00',
		created_at: '2026-11-23T04:30:00Z',
		updated_at: '2026-11-23T04:30:00Z',
		...changes
	};
	return { id, doc, sync: 'at_ward' };
}
/** The same hours, so many days before. */
const earlier = (days: number) => ({ started_at: `2026-11-${23 - days}T08:00:00+07:00`, ended_at: `2026-11-${23 - days}T11:00:00+07:00` });
const asked = { state: 'queried' as const, queried: { by: 'lien', reason: '500 hay 50 tờ?', at: '2026-11-23T09:00:00+07:00' } };

describe('what a leader judges', () => {
	test('plain ones of one member go together, a lonely one stands alone', () => {
		const [one, two, three] = [activity({ owner_id: 'nhi', ...earlier(2) }), activity({ owner_id: 'nhi', ...earlier(1) }), activity()];
		const list = reviewList([one, two, three], LIEN);
		expect(list.batches).toEqual([{ member: 'nhi', activities: [one, two] }]);
		expect(list.single).toEqual([three]);
		expect(waitingCount(list)).toBe(3);
	});
	test('never their own, nor what was logged for them', () => {
		const [own, forMe] = [activity({ owner_id: 'lien' }), activity({ on_behalf_of: 'lien' })];
		const list = reviewList([own, forMe], LIEN);
		expect(list.own).toEqual([own, forMe]);
		expect(waitingCount(list)).toBe(0);
	});
	test('nothing of another team', () => {
		expect(waitingCount(reviewList([activity({ team_id: 'team-2' }), activity({ team_id: null })], LIEN))).toBe(0);
	});
	test('asked-back ones wait apart, verified ones are gone', () => {
		const waiting = activity(asked);
		const list = reviewList([waiting, activity({ state: 'verified' }), activity({ state: 'locked' })], LIEN);
		expect(list).toMatchObject({ asked: [waiting], single: [], batches: [] });
	});
	test('the oddest come first, then the oldest', () => {
		const late = activity({ started_at: '2026-11-23T09:00:00+07:00' });
		const odd = activity({ counts: {}, hamlet_id: null });
		const early = activity({ owner_id: 'quan', started_at: '2026-11-22T06:30:00+07:00' });
		expect(reviewList([late, odd, early], LIEN).single).toEqual([odd, early, late]);
	});
});

describe('what is odd', () => {
	test.each([
		['nothing', {}, []],
		['no number', { counts: {} }, ['no_counts']],
		['only noughts', { counts: { leaflets: 0 } }, ['no_counts']],
		['no place', { hamlet_id: null }, ['no_place']],
		['a point is a place', { hamlet_id: null, support_point_id: 'p' }, []],
		['more than ten hours', { ended_at: '2026-11-23T18:30:00+07:00' }, ['long']],
		['five hundred leaflets', { counts: { leaflets: 500 } }, ['many']],
		['at night', { started_at: '2026-11-23T23:00:00+07:00', ended_at: '2026-11-23T23:30:00+07:00' }, ['night']],
		['for somebody else', { on_behalf_of: 'tin' }, ['for_another']],
		['mended after a question', { queried: asked.queried }, ['answered']]
	] as const)('%s', (_name, changes, oddities) => expect(odditiesOf(activity({ updated_at: '2026-11-24T08:00:00+07:00', ...changes }).doc, new Set())).toEqual(oddities));

	test('sent before it was over, by the stamp of the server and not by a clock of a phone', () => {
		const ahead = activity({ started_at: '2026-11-30T08:00:00+07:00', ended_at: '2026-11-30T10:00:00+07:00', made_at: '2036-11-23T08:00:00+07:00' });
		expect(odditiesOf(ahead.doc, new Set())).toEqual(['future']);
		expect(odditiesOf({ ...ahead.doc, updated_at: '2026-11-30T09:50:00+07:00' }, new Set())).toEqual([]);
	});

	test('two things at once, of one person; one after the other is plain', () => {
		const hours = (from: string, to: string) => ({ started_at: `2026-11-23T${from}:00+07:00`, ended_at: `2026-11-23T${to}:00+07:00` });
		const long = activity(hours('07:00', '11:00'));
		const within = activity({ ...hours('08:00', '09:00'), state: 'verified' });
		const later = activity(hours('10:30', '11:30'));
		const next = activity(hours('11:30', '12:00'));
		const other = activity({ ...hours('07:00', '11:00'), owner_id: 'nhi' });
		expect([...overlapping([next, other, later, within, long])].sort()).toEqual([long.id, within.id, later.id].sort());
	});
	test('neither ever stands in a batch', () => {
		const ahead = activity({ ...earlier(1), updated_at: '2026-11-20T08:00:00+07:00' });
		const [twice, again] = [activity(earlier(2)), activity(earlier(2))];
		const [plain, too] = [activity(earlier(3)), activity(earlier(4))];
		const list = reviewList([ahead, twice, again, plain, too], LIEN);
		expect(list.batches).toEqual([{ member: 'hanh', activities: [too, plain] }]);
		expect(list.single.map((one) => one.id).sort()).toEqual([ahead.id, twice.id, again.id].sort());
	});
});

describe('figures', () => {
	const monday = activity();
	const sunday = activity({ started_at: '2026-11-22T06:30:00+07:00', counts: { leaflets: 50 } });
	test('today and this week, which began on Monday', () => {
		const work = { activities: [monday, sunday], setups: [], dossiers: [] };
		expect(figuresSince(work, startOfDay(NOW))).toEqual({ activities: 1, helped: 9, setups: 0, dossiers: 0 });
		expect(startOfWeek(NOW)).toBe(startOfDay(NOW));
		expect(startOfWeek(Date.parse('2026-11-22T10:00:00+07:00'))).toBe(Date.parse('2026-11-16T00:00:00+07:00'));
	});
	test('what nobody counted is unknown, not nought', () => {
		expect(figuresSince({ activities: [sunday], setups: [], dossiers: [] }, 0).helped).toBeNull();
		expect(helpedBy(activity({ counts: { people_helped: 0 } }).doc)).toBe(0);
		expect(helpedBy(activity({ counts: { attendees: 20, guided: 3 } }).doc)).toBe(23);
	});
	test('only dossiers that were handed in', () => {
		const work = { activities: [], setups: [], dossiers: [dossier(), dossier({ submission: 0, submitted_at: null })] };
		expect(figuresSince(work, startOfDay(NOW)).dossiers).toBe(1);
	});
});

describe('members', () => {
	const people = [
		{ id: 'hanh', name: 'Trần Thị Hạnh' },
		{ id: 'tin', name: 'Tín' }
	];
	test('last known work, this week, and what waits for them', () => {
		const work = {
			activities: [activity(), activity(asked), activity({ owner_id: 'lien', on_behalf_of: 'tin', updated_at: '2026-11-19T10:00:00+07:00', made_at: '2026-11-19T10:00:00+07:00', created_at: null, started_at: '2026-11-19T08:00:00+07:00' })],
			setups: [],
			dossiers: [dossier({ owner_id: 'hanh', work_state: 'returned' })]
		};
		const [hanh, tin] = memberFacts(people, work, { now: NOW, me: 'lien' });
		expect(hanh).toMatchObject({ quietDays: 0, sent: 1, asked: 1, returned: 1, week: { activities: 2, helped: 18, dossiers: 1 } });
		expect(tin).toMatchObject({ quietDays: 4, sent: 0, week: { activities: 0, helped: 0 } });
	});
	test('somebody who has sent nothing yet', () => {
		expect(memberFacts(people, { activities: [], setups: [], dossiers: [] }, { now: NOW, me: 'lien' })[1]).toMatchObject({ lastSeen: null, quietDays: null });
	});
});
