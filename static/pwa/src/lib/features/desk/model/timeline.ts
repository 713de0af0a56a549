/** What happened to a dossier, newest first: from the server's audit, or offline from what the device knows. */

import { officialEntryOf, type OfficialEntry } from '#lib/features/dossiers';
import type { DossierDoc } from './types';

/** One line of the server's history. */
export interface HistoryLine {
	/** When the server received it. */
	at: string;
	/** When the device made it; null where that is the same to people. */
	made_at?: string | null;
	/** `dossier.accept` */
	action: string;
	by: { id: string; name: string | null } | null;
	reason: string | null;
	frm: string | number | null;
	to: string | number | null;
	fields: string[];
}

export interface Happening {
	/** When it was made. */
	at: string;
	/** When the ward received it, where that was noticeably later. */
	arrived?: string | undefined;
	/** The verb: `accept`, `comment`, `reveal` … */
	act: string;
	by: { id: string; name: string | null } | null;
	/** A sentence somebody wrote. */
	text: string | null;
	/** What changed from what: a state, a ward, a person. */
	frm: string | number | null;
	to: string | number | null;
	fields: string[];
	/** The official status that was written down. */
	entry?: OfficialEntry | undefined;
}

const verbOf = (action: string): string => action.slice(action.indexOf('.') + 1);
const moment = (line: { at: string }): number => Date.parse(line.at) || 0;
const newestFirst = <T extends { at: string }>(lines: T[]): T[] => lines.reverse().sort((a, b) => moment(b) - moment(a));

/** The body of `…/history`: a list, or one under `events` or `items`. */
export function readHistory(body: unknown): HistoryLine[] {
	if (Array.isArray(body)) return body as HistoryLine[];
	const inside = Object.values((body ?? {}) as Record<string, unknown>).find(Array.isArray);
	return (inside ?? []) as HistoryLine[];
}

/** Comments are told with their text; audit lines hold none. */
export function fromServer(lines: readonly HistoryLine[], doc: DossierDoc): Happening[] {
	const told = lines.map((line): Happening => ({
		at: line.made_at ?? line.at,
		arrived: line.made_at ? line.at : undefined,
		act: verbOf(line.action),
		by: line.by,
		text: line.reason ?? commentText(line, doc),
		frm: line.frm,
		to: line.to,
		fields: line.fields ?? [],
		entry: verbOf(line.action) === 'record_official' ? officialEntryOf(line, doc.official?.history ?? []) : undefined
	}));
	// The server has them in their order: of a batch all have one time.
	return told.reverse();
}

function commentText(line: HistoryLine, doc: DossierDoc): string | null {
	if (verbOf(line.action) !== 'comment') return null;
	const near = (doc.comments ?? []).filter((comment) => comment.by === line.by?.id && Math.abs(moment(comment) - moment(line)) < 2_000);
	return near[0]?.text ?? null;
}

export function fromDevice(doc: DossierDoc): Happening[] {
	const found: Happening[] = [];
	const add = (at: string | null | undefined, act: string, by: string | null, more: Partial<Happening> = {}): void => {
		if (at) found.push({ at, act, by: by ? { id: by, name: null } : null, text: null, frm: null, to: null, fields: [], ...more });
	};
	add(doc.made_at, 'create', doc.owner_id);
	add(doc.submitted_at, 'submit', doc.owner_id);
	add(doc.accepted_at, 'accept', null);
	if (doc.returned) add(doc.returned.at, 'return', doc.returned.by, { text: doc.returned.reason, fields: doc.returned.items.map((item) => item.path) });
	if (doc.declined) add(doc.declined.at, 'decline', doc.declined.by, { text: doc.declined.reason });
	if (doc.work_state === 'completed') add(doc.closed_at, 'complete', null);
	if (doc.work_state === 'withdrawn') add(doc.closed_at, 'withdraw', null);
	for (const one of doc.official?.history ?? []) add(one.at, 'record_official', one.by ?? null, { to: one.status, text: one.note ?? null, entry: one });
	for (const one of doc.comments ?? []) add(one.at, 'comment', one.by, { text: one.text });
	for (const one of doc.portal ?? []) add(one.at, 'record_portal', one.by ?? null, { text: one.code ?? null });
	return newestFirst(found);
}
