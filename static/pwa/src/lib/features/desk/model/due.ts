/** When a dossier is due, and how that looks: overdue, today, soon, later, paused, done. */

import { OFFICIAL_OVER, type OfficialPaused } from '#lib/contract/official';
import type { DossierDoc } from './types';

export type Due =
	| { kind: 'late'; at: number; official: boolean; minutes: number; hours: number; days: number }
	| { kind: 'today' | 'soon' | 'later'; at: number; official: boolean }
	/** No time limit is known. */
	| { kind: 'none' }
	/** The clock stands: with the volunteer (`returned`), or as the centre says. */
	| { kind: 'paused'; why: 'returned' | 'supplement' | 'payment' | 'stopped' }
	/** Nothing is due any more. */
	| { kind: 'done'; why: 'completed' | 'declined' | 'withdrawn' | 'finished' | 'draft' };

/** What the centre waits for while its clock stands. */
const WAITS_FOR: Readonly<Record<OfficialPaused, 'supplement' | 'payment' | 'stopped'>> = { 5: 'supplement', 6: 'payment', 8: 'stopped' };
const isOver = (status: number): boolean => (OFFICIAL_OVER as readonly number[]).includes(status);

const DAY = 86_400_000;
const SOON_DAYS = 3;

const midnight = (ms: number): number => {
	const at = new Date(ms);
	return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
};
/** Whole calendar days between two moments of this device's time zone, also across a change of clocks. */
export const daysBetween = (from: number, to: number): number => Math.round((midnight(to) - midnight(from)) / DAY);

/** The server finds what is overdue by the same rule: tests/vectors/overdue.json. */
export function dueOf(doc: DossierDoc, now: number): Due {
	const status = doc.official?.status ?? null;
	if (doc.work_state === 'draft') return { kind: 'done', why: 'draft' };
	if (doc.work_state === 'completed' || doc.work_state === 'declined' || doc.work_state === 'withdrawn')
		return { kind: 'done', why: doc.work_state };
	if (status !== null && isOver(status)) return { kind: 'done', why: 'finished' };
	if (doc.work_state === 'returned') return { kind: 'paused', why: 'returned' };
	const why = (WAITS_FOR as Partial<Record<number, 'supplement' | 'payment' | 'stopped'>>)[status ?? 0];
	return why ? { kind: 'paused', why } : running(doc, now);
}

function running(doc: DossierDoc, now: number): Due {
	const official = Boolean(doc.official?.due_at);
	const at = Date.parse(doc.official?.due_at ?? doc.expected_due_at ?? '');
	if (Number.isNaN(at)) return { kind: 'none' };
	if (at < now) {
		const minutes = Math.floor((now - at) / 60_000);
		return { kind: 'late', at, official, minutes, hours: Math.floor(minutes / 60), days: daysBetween(at, now) };
	}
	const days = daysBetween(now, at);
	return { kind: days === 0 ? 'today' : days <= SOON_DAYS ? 'soon' : 'later', at, official };
}

/** First what runs and has a date, then what runs without one, then what waits, then what is over. */
export function dueRank(due: Due): number {
	return { late: 0, today: 0, soon: 0, later: 0, none: 1, paused: 2, done: 3 }[due.kind];
}
export const dueMoment = (due: Due): number => ('at' in due ? due.at : 0);
