/** What a team leader looks at: activities to judge, the team's figures, what is known of each member. Pure. */

import type { RecordState } from '#lib/data';
import type { DossierDoc } from '#lib/features/dossiers';
import { AHEAD_MS, waitsForLeader, type ActivityDoc } from '#lib/features/fieldwork';
import type { SetupDoc } from '#lib/features/vneid';

export interface Held<T> {
	id: string;
	doc: T;
	sync: RecordState;
}
export type Activity = Held<ActivityDoc>;
/** Who reads, and which teams they lead. */
export interface Leader {
	id: string;
	teams: readonly string[];
}

/** Saved on this device, not at the ward yet. */
export const isUnsent = ({ sync }: Pick<Activity, 'sync'>): boolean => sync === 'on_phone' || sync === 'sending';

/** Whose work it is: whom it was logged for, else who logged it. */
export const doerOf = (doc: ActivityDoc): string => doc.on_behalf_of ?? doc.owner_id;
export const isOwn = (doc: ActivityDoc, me: string): boolean => doc.owner_id === me || doc.on_behalf_of === me;
export const isLed = (doc: { team_id: string | null }, leader: Leader): boolean => doc.team_id !== null && leader.teams.includes(doc.team_id);

// ── to judge ───────────────────────────────────────────────────────────────────────────────────

/** Why an activity deserves a look of its own. */
export type Oddity = 'no_counts' | 'no_place' | 'long' | 'many' | 'night' | 'for_another' | 'answered' | 'future' | 'overlap';

const HOUR = 3_600_000;
const LONG_HOURS = 10;
const NIGHT_FROM = 22;
const NIGHT_TO = 5;
/** More than a pair of volunteers usually manages at one go. */
const MANY: Record<string, number> = { people_helped: 60, guided: 60, vneid: 40, dossiers: 25, leaflets: 300, installs: 60, attendees: 150, broadcasts: 20, questions: 30 };

export const countsSomething = (doc: ActivityDoc): boolean => Object.values(doc.counts ?? {}).some((n) => n > 0);

/** Ids of work that one person did at the same time as other work, whatever has become of either. */
export function overlapping(all: readonly Activity[]): ReadonlySet<string> {
	const found = new Set<string>();
	/** Of each person: what has ended last among what began earlier. */
	const latest = new Map<string, { id: string; end: number }>();
	const spans = all.map(({ id, doc }) => ({ id, doer: doerOf(doc), start: Date.parse(doc.started_at), end: Date.parse(doc.ended_at) }));
	for (const { id, doer, start, end } of spans.sort((a, b) => a.start - b.start)) {
		const before = latest.get(doer);
		if (before && start < before.end) found.add(before.id).add(id);
		if (!before || end > before.end) latest.set(doer, { id, end });
	}
	return found;
}

/** Whether it was sent before it was over. Clocks of phones may be wrong by years: the server's stamp counts. */
const isAhead = (doc: ActivityDoc): boolean => Date.parse(doc.ended_at) > Date.parse(doc.updated_at ?? doc.made_at) + AHEAD_MS;

export function odditiesOf(doc: ActivityDoc, overlaps: ReadonlySet<string>): Oddity[] {
	const start = new Date(doc.started_at);
	const hours = (Date.parse(doc.ended_at) - start.getTime()) / HOUR;
	const found: Oddity[] = [];
	if (doc.queried) found.push('answered');
	if (isAhead(doc)) found.push('future');
	if (overlaps.has(doc.id)) found.push('overlap');
	if (!countsSomething(doc)) found.push('no_counts');
	if (!doc.hamlet_id && !doc.support_point_id) found.push('no_place');
	if (hours > LONG_HOURS) found.push('long');
	if (Object.entries(doc.counts ?? {}).some(([name, n]) => n > (MANY[name] ?? Infinity))) found.push('many');
	if (start.getHours() >= NIGHT_FROM || start.getHours() < NIGHT_TO) found.push('night');
	if (doc.on_behalf_of) found.push('for_another');
	return found;
}

export interface Batch {
	member: string;
	activities: Activity[];
}
export interface ReviewList {
	/** One by one, the oddest first, then the oldest. */
	single: Activity[];
	/** Plain ones of one member, to be confirmed together. */
	batches: Batch[];
	/** Asked back, with the member. */
	asked: Activity[];
	/** The leader's own: somebody else looks at them. */
	own: Activity[];
}

/** Together only when there are several: one alone is read as quickly as a group is opened. */
const LEAST_TOGETHER = 2;

export function reviewList(all: readonly Activity[], leader: Leader): ReviewList {
	const led = all.filter((one) => isLed(one.doc, leader));
	const overlaps = overlapping(led);
	const oldestFirst = [...led].sort((a, b) => Date.parse(a.doc.started_at) - Date.parse(b.doc.started_at));
	const own = oldestFirst.filter(({ doc }) => isOwn(doc, leader.id) && (doc.state === 'sent' || doc.state === 'queried'));
	const others = oldestFirst.filter(({ doc }) => !isOwn(doc, leader.id));
	const sent = oldestFirst.filter(({ doc }) => waitsForLeader(doc, leader));
	const oddness = new Map(sent.map(({ id, doc }) => [id, odditiesOf(doc, overlaps).length]));
	const odd = (one: Activity): number => oddness.get(one.id) ?? 0;
	const plain = new Map<string, Activity[]>();
	for (const one of sent) {
		if (odd(one) > 0) continue;
		const member = doerOf(one.doc);
		plain.set(member, [...(plain.get(member) ?? []), one]);
	}
	const batches = [...plain].filter(([, list]) => list.length >= LEAST_TOGETHER).map(([member, activities]) => ({ member, activities }));
	const together = new Set(batches.flatMap((batch) => batch.activities.map((one) => one.id)));
	const single = sent.filter((one) => !together.has(one.id)).sort((a, b) => odd(b) - odd(a));
	return { single, batches, asked: others.filter(({ doc }) => doc.state === 'queried'), own };
}

/** How many wait for the leader: the number on the tab. */
export const waitingCount = (list: ReviewList): number => list.single.length + list.batches.reduce((n, batch) => n + batch.activities.length, 0);

// ── figures ────────────────────────────────────────────────────────────────────────────────────

export interface Figures {
	activities: number;
	/** null: there were activities, and nobody counted; missing is not zero. */
	helped: number | null;
	setups: number;
	dossiers: number;
}

/** People helped, by whichever count the kind of activity has. */
const HELPED = ['people_helped', 'guided', 'attendees'] as const;
export function helpedBy(doc: ActivityDoc): number | null {
	const counted = HELPED.map((name) => doc.counts?.[name]).filter((n): n is number => typeof n === 'number');
	return counted.length ? counted.reduce((a, b) => a + b, 0) : null;
}

export interface TeamWork {
	activities: readonly Activity[];
	setups: readonly Held<SetupDoc>[];
	dossiers: readonly Held<DossierDoc>[];
}

/** from: ms since 1970, included. Drafts are nobody's figure yet. */
export function figuresSince(work: TeamWork, from: number): Figures {
	const since = (moment: string | null | undefined): boolean => Date.parse(moment ?? '') >= from;
	const activities = work.activities.filter(({ doc }) => since(doc.started_at));
	const helped = activities.map(({ doc }) => helpedBy(doc)).filter((n) => n !== null);
	return {
		activities: activities.length,
		helped: helped.length || activities.length === 0 ? helped.reduce((a, b) => a + b, 0) : null,
		setups: work.setups.filter(({ doc }) => since(doc.made_at)).length,
		dossiers: work.dossiers.filter(({ doc }) => doc.submission > 0 && since(doc.submitted_at)).length
	};
}

export function startOfDay(now: number): number {
	const at = new Date(now);
	return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
/** Monday of this week. */
export function startOfWeek(now: number): number {
	const at = new Date(now);
	const sinceMonday = (at.getDay() + 6) % 7;
	return new Date(at.getFullYear(), at.getMonth(), at.getDate() - sinceMonday).getTime();
}

// ── members ────────────────────────────────────────────────────────────────────────────────────

export interface MemberFacts {
	id: string;
	name: string;
	/** Ms of the last work of theirs that reached this device; null: none has. */
	lastSeen: number | null;
	/** Whole days without anything; null: nothing ever. */
	quietDays: number | null;
	week: Figures;
	/** Waiting for the leader; never the leader's own. */
	sent: number;
	/** Asked back, waiting for them. */
	asked: number;
	/** Dossiers returned to them. */
	returned: number;
}

const DAY = 86_400_000;

export function memberFacts(
	members: readonly { id: string; name: string }[],
	work: TeamWork,
	{ now, me }: { now: number; me: string }
): MemberFacts[] {
	const week = startOfWeek(now);
	return members.map(({ id, name }) => {
		const theirs: TeamWork = {
			activities: work.activities.filter(({ doc }) => doerOf(doc) === id),
			setups: work.setups.filter(({ doc }) => doc.owner_id === id),
			dossiers: work.dossiers.filter(({ doc }) => doc.owner_id === id)
		};
		const moments = [...theirs.activities, ...theirs.setups, ...theirs.dossiers].flatMap(({ doc }) => [doc.updated_at, doc.created_at, doc.made_at]);
		const seen = Math.max(...moments.map((moment) => Date.parse(moment ?? '')).filter((ms) => !Number.isNaN(ms)), 0);
		return {
			id,
			name,
			lastSeen: seen || null,
			quietDays: seen ? Math.max(0, Math.round((startOfDay(now) - startOfDay(seen)) / DAY)) : null,
			week: figuresSince(theirs, week),
			sent: id === me ? 0 : theirs.activities.filter(({ doc }) => doc.state === 'sent' && !isOwn(doc, me)).length,
			asked: theirs.activities.filter(({ doc }) => doc.state === 'queried').length,
			returned: theirs.dossiers.filter(({ doc }) => doc.work_state === 'returned').length
		};
	});
}

// ── dossiers ───────────────────────────────────────────────────────────────────────────────────

export const DOSSIER_GROUPS = ['submitted', 'returned', 'accepted', 'over'] as const;
export type DossierGroup = (typeof DOSSIER_GROUPS)[number];
export function groupOf(doc: DossierDoc): DossierGroup {
	if (doc.work_state === 'submitted' || doc.work_state === 'returned' || doc.work_state === 'accepted') return doc.work_state;
	return 'over';
}
/** Those the leader may see: handed in by a team they lead, not their own. */
export const isTeams = (doc: DossierDoc, leader: Leader): boolean => doc.submission > 0 && isLed(doc, leader);
