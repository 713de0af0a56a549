import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { daysBetween, dueOf, type DossierDoc } from '#lib/features/desk/model';
import { dossier, NOW, official } from './make';

process.env.TZ = 'Asia/Ho_Chi_Minh';
const due = (changes: Parameters<typeof dossier>[0]) => dueOf(dossier(changes).doc, NOW);

interface Case {
	work_state: DossierDoc['work_state'];
	official_status: number | null;
	due: string | null;
	kind: string;
}
const shared = JSON.parse(readFileSync(new URL('../../../../tests/vectors/overdue.json', import.meta.url), 'utf8')) as { now: string; cases: Case[] };

describe('what the server finds as overdue', () => {
	test.each(shared.cases)('$work_state, official $official_status, due $due: $kind', ({ work_state, official_status, due: at, kind }) => {
		const ours = { work_state, expected_due_at: at, official: official({ status: official_status }) };
		const theirs = { work_state, official: official({ status: official_status, due_at: at }) };
		for (const changes of [ours, theirs]) expect(dueOf(dossier(changes).doc, Date.parse(shared.now)).kind).toBe(kind);
	});
});

describe('when a dossier is due', () => {
	test('the centre\'s date counts before ours', () => {
		const found = due({ expected_due_at: '2026-11-30T17:00:00+07:00', official: official({ due_at: '2026-11-26T17:00:00+07:00' }) });
		expect(found).toMatchObject({ kind: 'soon', official: true, at: Date.parse('2026-11-26T17:00:00+07:00') });
	});
	test.each([
		['2026-11-23T16:30:00+07:00', 'today'],
		['2026-11-23T23:59:00+07:00', 'today'],
		['2026-11-24T08:00:00+07:00', 'soon'],
		['2026-11-26T17:00:00+07:00', 'soon'],
		['2026-11-27T17:00:00+07:00', 'later']
	])('%s is %s', (expected_due_at, kind) => {
		expect(due({ expected_due_at })).toMatchObject({ kind, official: false });
	});
	test('two hours late on the same day', () => {
		expect(due({ expected_due_at: '2026-11-23T13:20:00+07:00' })).toMatchObject({ kind: 'late', hours: 2, days: 0 });
	});
	test('yesterday evening is one day late, though fewer than 24 hours', () => {
		expect(due({ expected_due_at: '2026-11-22T17:00:00+07:00' })).toMatchObject({ kind: 'late', days: 1, hours: 22 });
	});
	test('without a known limit nothing is promised', () => {
		expect(due({})).toEqual({ kind: 'none' });
		expect(due({ expected_due_at: 'soon' })).toEqual({ kind: 'none' });
	});
	test('the clock stands while the volunteer mends it', () => {
		expect(due({ work_state: 'returned', expected_due_at: '2026-11-20T17:00:00+07:00' })).toEqual({ kind: 'paused', why: 'returned' });
	});
	test.each([
		[5, { kind: 'paused', why: 'supplement' }],
		[6, { kind: 'paused', why: 'payment' }],
		[8, { kind: 'paused', why: 'stopped' }],
		[7, { kind: 'done', why: 'finished' }],
		[9, { kind: 'done', why: 'finished' }],
		[10, { kind: 'done', why: 'finished' }]
	])('official status %i', (status, expected) => {
		expect(due({ work_state: 'accepted', expected_due_at: '2026-11-20T17:00:00+07:00', official: official({ status }) })).toEqual(expected);
	});
	test.each([1, 2, 3, 4])('under official status %i the clock runs', (status) => {
		expect(due({ work_state: 'accepted', expected_due_at: '2026-11-20T17:00:00+07:00', official: official({ status }) }).kind).toBe('late');
	});
	test.each(['completed', 'declined', 'withdrawn'] as const)('%s is over', (work_state) => {
		expect(due({ work_state, expected_due_at: '2026-11-20T17:00:00+07:00' })).toEqual({ kind: 'done', why: work_state });
	});
	test('a day is a calendar day', () => {
		expect(daysBetween(Date.parse('2026-11-23T23:59:00+07:00'), Date.parse('2026-11-24T00:01:00+07:00'))).toBe(1);
	});
});
