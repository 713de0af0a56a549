/** An activity as it is typed: what is offered, what is missing, and the arguments it becomes. Pure. */

import type { ActivityLogArgs } from '#lib/contract/commands';
import type { Kind } from '#lib/forms/edited.svelte';
import type { CountName } from './counts';
import type { ActivityDoc, ActivityKind, ActivityTask, Counts, VisitDoc } from './model';

export const TASKS: readonly ActivityTask[] = ['a', 'b', 'c', 'd'];
/** What is offered for each task; the server takes any kind for any task. */
export const KINDS_OF_TASK: Record<ActivityTask, readonly ActivityKind[]> = {
	a: ['home_visit', 'point_shift', 'session', 'other'],
	b: ['loudspeaker', 'leaflets', 'scam_warning', 'meeting', 'other'],
	c: ['session', 'home_visit', 'point_shift', 'other'],
	d: ['meeting', 'home_visit', 'other']
};
/** What is usually counted; the others are one tap away. */
export const COUNTS_OF_KIND: Record<ActivityKind, readonly CountName[]> = {
	home_visit: ['people_helped', 'vneid', 'dossiers'],
	point_shift: ['people_helped', 'vneid', 'dossiers'],
	session: ['attendees', 'installs'],
	loudspeaker: ['broadcasts'],
	leaflets: ['leaflets', 'people_helped'],
	scam_warning: ['people_helped', 'leaflets'],
	meeting: ['attendees', 'questions'],
	other: ['people_helped']
};

export interface ActivityDraft extends Record<string, unknown> {
	task: ActivityTask;
	kind: ActivityKind;
	/** `2026-11-23` */
	date: string;
	/** `08:00` */
	from: string;
	to: string;
	hamlet_id: string;
	support_point_id: string;
	visit_id: string;
	/** null: not counted, which is not zero. */
	counts: Record<string, number | null>;
	/** Separated by commas or lines. */
	partners: string;
	note: string;
}

/** Whole minutes, device time; two hours back to now is a fair first guess. */
export function blankActivity(now: Date, visit: Partial<Pick<VisitDoc, 'id' | 'hamlet_id' | 'support_point_id' | 'started_at'>> = {}): ActivityDraft {
	const start = visit.started_at ? new Date(visit.started_at) : new Date(now.getTime() - 2 * 3_600_000);
	const sameDay = start.toDateString() === now.toDateString();
	return {
		task: 'a',
		kind: 'home_visit',
		date: dateText(now),
		from: sameDay ? timeText(start) : '00:00',
		to: timeText(now),
		hamlet_id: visit.hamlet_id ?? '',
		support_point_id: visit.support_point_id ?? '',
		visit_id: visit.id ?? '',
		counts: {},
		partners: '',
		note: ''
	};
}
const two = (n: number): string => String(n).padStart(2, '0');
export const dateText = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
export const timeText = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}`;

export function activityDraftOf(args: Partial<ActivityLogArgs>): ActivityDraft {
	const start = args.started_at ? new Date(args.started_at) : new Date(0);
	const end = args.ended_at ? new Date(args.ended_at) : start;
	return {
		task: args.task ?? 'a',
		kind: args.kind ?? 'other',
		date: dateText(start),
		from: timeText(start),
		to: timeText(end),
		hamlet_id: args.hamlet_id ?? '',
		support_point_id: args.support_point_id ?? '',
		visit_id: args.visit_id ?? '',
		counts: { ...(args.counts as Counts | undefined) },
		partners: (args.partners ?? []).join(', '),
		note: args.note ?? ''
	};
}

/** A moment of the device's own clock with its offset, as commands carry it. */
export function momentText(date: string, time: string): string {
	const at = new Date(`${date}T${time}:00`);
	const offset = -at.getTimezoneOffset();
	const sign = offset < 0 ? '-' : '+';
	return `${date}T${time}:00${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
}

export function activityArgs(draft: ActivityDraft): Record<string, unknown> {
	const partners = draft.partners.split(/[,;\n]/).map((p) => p.trim()).filter(Boolean);
	const given = Object.entries({
		hamlet_id: draft.hamlet_id,
		support_point_id: draft.support_point_id,
		visit_id: draft.visit_id,
		note: draft.note.trim(),
		partners
	}).filter(([, value]) => value.length > 0);
	return {
		task: draft.task,
		kind: draft.kind,
		started_at: momentText(draft.date, draft.from),
		ended_at: momentText(draft.date, draft.to),
		counts: Object.fromEntries(Object.entries(draft.counts).filter(([, n]) => n !== null)),
		...Object.fromEntries(given)
	};
}

/** People round up: "until eleven" is written at ten to. */
export const AHEAD_MS = 15 * 60_000;

/** now: ms, by whichever clock is ahead; work that is still to come is a plan, not a result. */
export function activityErrors(draft: ActivityDraft, now = Date.now()): Record<string, string> {
	const errors: Record<string, string> = {};
	if (!/^\d{4}-\d{2}-\d{2}$/.test(draft.date)) errors.date = 'format';
	if (!/^\d{2}:\d{2}$/.test(draft.from)) errors.from = 'required';
	if (!/^\d{2}:\d{2}$/.test(draft.to)) errors.to = 'required';
	else if (!errors.from && draft.to < draft.from) errors.to = 'validation.ends_before_start';
	else if (!errors.date && Date.parse(`${draft.date}T${draft.to}`) > now + AHEAD_MS) errors[draft.date > dateText(new Date(now)) ? 'date' : 'to'] = 'future';
	if (!Object.values(draft.counts).some((n) => n !== null)) errors.counts = 'required';
	return errors;
}

export const ACTIVITY: Kind<ActivityDoc, ActivityDraft> = {
	record: 'activity',
	create: 'activity.log',
	edit: 'activity.edit',
	formOf: activityDraftOf,
	argsOf: activityArgs
};

/** A hamlet or a support point as one choice: `h:<id>`, `p:<id>`, or '' for none. */
export type Place = string;
export const placeOf = (at: { hamlet_id?: string | null; support_point_id?: string | null }): Place =>
	at.support_point_id ? `p:${at.support_point_id}` : at.hamlet_id ? `h:${at.hamlet_id}` : '';
export const placeArgs = (place: Place): { hamlet_id?: string; support_point_id?: string } =>
	place.startsWith('h:') ? { hamlet_id: place.slice(2) } : place.startsWith('p:') ? { support_point_id: place.slice(2) } : {};
