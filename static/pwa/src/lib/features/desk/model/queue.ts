/** The queue: which dossiers, in which order, how many. Pure; fast enough to run at every keystroke. */

import { formatReference } from '#lib/util/ids';
import { normalisePhone } from '#lib/util/phone';
import { compareText, fold } from '#lib/util/text';
import { dueMoment, dueOf, dueRank, type Due } from './due';
import { deskWard, filesComing, nameOf, AT_DESK, procedureCode, type DossierDoc, type DeskItem, type WorkState } from './types';

export const GROUPS = ['mine', 'waiting', 'today', 'late', 'all'] as const;
export type Group = (typeof GROUPS)[number];

export interface Filters {
	group: Group;
	/** A procedure's code, a team, a hamlet, a state; '' for any. */
	procedure: string;
	team: string;
	hamlet: string;
	state: WorkState | '';
	/** Only those whose photos are still coming. */
	photos: boolean;
	/** As typed. While there is one, every group is searched. */
	query: string;
}
export const NO_FILTERS: Filters = {
	group: 'waiting',
	procedure: '',
	team: '',
	hamlet: '',
	state: '',
	photos: false,
	query: ''
};

export interface QueueRow extends DeskItem {
	due: Due;
	name: string;
	sortName: [string, string];
	haystack: string;
}

/** Names of procedures by code, both languages in one text, for search. */
export type ProcedureNames = (doc: DossierDoc) => string;

// Folding is the dear part; the same words are folded once, whichever read of the store they come from.
const folded = new Map<string, string>();
const MOST_FOLDED = 20_000;

function foldOnce(words: string): string {
	let held = folded.get(words);
	if (held === undefined) {
		if (folded.size >= MOST_FOLDED) folded.clear();
		folded.set(words, (held = fold(words)));
	}
	return held;
}

function haystackOf(doc: DossierDoc, procedureNames: string): string {
	const people = [doc.applicant, doc.subject, doc.representative];
	const words = [
		...people.map((person) => person?.full_name ?? ''),
		...people.map((person) => person?.id_number_last4 ?? ''),
		...people.map((person) => normalisePhone(person?.phone ?? '')),
		formatReference(doc.reference ?? ''),
		doc.reference ?? '',
		doc.official?.code ?? '',
		'other' in doc.procedure ? doc.procedure.other : procedureNames
	];
	return foldOnce(words.join(' '));
}

/** By the last word of the name, then by the whole: the order of `compareNames`. */
function sortNameOf(name: string): [last: string, whole: string] {
	const whole = foldOnce(name);
	return [whole.slice(whole.lastIndexOf(' ') + 1), whole];
}

type RowText = Pick<QueueRow, 'name' | 'sortName' | 'haystack'> & { names: string };
// A document is never changed, only replaced: its texts are made once, however often the clock ticks.
const texts = new WeakMap<DossierDoc, RowText>();

function textOf(doc: DossierDoc, names: string): RowText {
	let text = texts.get(doc);
	if (text?.names !== names) {
		const name = nameOf(doc);
		text = { names, name, sortName: sortNameOf(name), haystack: haystackOf(doc, names) };
		texts.set(doc, text);
	}
	return text;
}

export function rowsOf(items: readonly DeskItem[], now: number, procedureNames: ProcedureNames): QueueRow[] {
	return items.map((item) => {
		const { name, sortName, haystack } = textOf(item.doc, procedureNames(item.doc));
		return { ...item, due: dueOf(item.doc, now), name, sortName, haystack };
	});
}

const isOpen = (row: QueueRow): boolean => AT_DESK.includes(row.doc.work_state);

export function inGroup(row: QueueRow, group: Group, me: string): boolean {
	switch (group) {
		case 'mine':
			return isOpen(row) && row.doc.assignee_id === me;
		case 'waiting':
			return row.doc.work_state === 'submitted';
		case 'today':
			return row.due.kind === 'today';
		case 'late':
			return row.due.kind === 'late';
		case 'all':
			return true;
	}
}

/** How many dossiers stand in each group, whatever else is filtered. */
export function countGroups(rows: readonly QueueRow[], me: string): Record<Group, number> {
	const counts: Record<Group, number> = { mine: 0, waiting: 0, today: 0, late: 0, all: rows.length };
	for (const row of rows) {
		for (const group of GROUPS) if (group !== 'all' && inGroup(row, group, me)) counts[group] += 1;
	}
	return counts;
}

export const photosComing = (rows: readonly QueueRow[]): number =>
	rows.filter((row) => filesComing(row.doc).coming > 0).length;

/** A whole number of an identity paper or phone, however it is written; '' for anything else. */
export function wholeNumber(query: string): string {
	const number = /^[+\d\s.-]+$/.test(query.trim()) ? normalisePhone(query) : '';
	return /^\d{9,12}$/.test(number) ? number : '';
}

/** The words of a search, folded; a reference may be typed with or without its dashes. */
export const searchWords = (query: string): string[] => {
	const number = wholeNumber(query);
	return number ? [number] : fold(query).split(' ').filter(Boolean);
};

export function matches(haystack: string, words: readonly string[]): boolean {
	return words.every((word) => haystack.includes(word) || (IDENTITY.test(word) && ` ${haystack} `.includes(` ${word.slice(-4)} `)));
}
/** Whole numbers of identity papers stay on the server; here are their last four digits. */
const IDENTITY = /^(\d{9}|\d{12})$/;

/** Teams and hamlets of a ward that handed its dossier over have no names here: they are all one. */
export const OTHER_WARD = '-';
const isFromElsewhere = (doc: DossierDoc): boolean => doc.ward !== deskWard(doc);
export const teamOf = (doc: DossierDoc): string | null => (isFromElsewhere(doc) ? OTHER_WARD : doc.team_id);
export const hamletOf = (doc: DossierDoc): string | null => (isFromElsewhere(doc) ? OTHER_WARD : (doc.hamlet_id ?? null));

function passes(row: QueueRow, filters: Filters, words: readonly string[], me: string): boolean {
	const { doc } = row;
	return (
		(words.length > 0 || inGroup(row, filters.group, me)) &&
		(filters.procedure === '' || procedureCode(doc) === filters.procedure) &&
		(filters.team === '' || teamOf(doc) === filters.team) &&
		(filters.hamlet === '' || hamletOf(doc) === filters.hamlet) &&
		(filters.state === '' || doc.work_state === filters.state) &&
		(!filters.photos || filesComing(doc).coming > 0) &&
		matches(row.haystack, words)
	);
}

/** By due date, what has none after it, what waits and what is over last; then by given name. */
export function compareRows(a: QueueRow, b: QueueRow): number {
	return (
		dueRank(a.due) - dueRank(b.due) ||
		dueMoment(a.due) - dueMoment(b.due) ||
		compareText(a.sortName[0], b.sortName[0]) ||
		compareText(a.sortName[1], b.sortName[1]) ||
		compareText(a.id, b.id)
	);
}

export function queueOf(rows: readonly QueueRow[], filters: Filters, me: string): QueueRow[] {
	const words = searchWords(filters.query);
	return rows.filter((row) => passes(row, filters, words, me)).sort(compareRows);
}

export interface Option {
	value: string;
	count: number;
}
/** What a filter can be set to: only values that occur in the group, the most frequent first. */
export function optionsOf(rows: readonly QueueRow[], read: (doc: DossierDoc) => string | null | undefined): Option[] {
	const counts = new Map<string, number>();
	for (const row of rows) {
		const value = read(row.doc);
		if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
	}
	return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || compareText(a.value, b.value));
}

/** How many rows to draw: as many as were scrolled to, and whole pages up to the chosen one, so that J moves nothing else. */
export const rowsToDraw = (scrolledTo: number, chosenAt: number, page: number): number =>
	Math.max(scrolledTo, Math.ceil((chosenAt + 1) / page) * page);

/**
 * The dossier before or after the chosen one. When that one has left the list (it was accepted, someone else took
 * it), its old place counts: going on gives the one that moved up into it. null: the list is empty.
 */
export function step(ids: readonly string[], chosen: string | null, place: number, by: 1 | -1): string | null {
	if (ids.length === 0) return null;
	const at = chosen === null ? -1 : ids.indexOf(chosen);
	let next: number;
	if (at >= 0) next = at + by;
	else if (chosen === null) next = by > 0 ? 0 : ids.length - 1;
	else next = by > 0 ? place : place - 1;
	return ids[Math.min(Math.max(next, 0), ids.length - 1)] ?? null;
}
