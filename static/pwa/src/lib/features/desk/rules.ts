/**
 * What the ward's commands do to a dossier on this device, until the server has said the same. Small: the root
 * layout loads it before anything is synced.
 */

import { DOSSIER_TRANSITIONS, type DossierAction, type DossierState } from '#lib/contract/lifecycle';
import type { Args, Doc, PendingCommand, RecordRule } from '#lib/data';
import { expectHolds } from '#lib/data/reducers';

type Change = (doc: Doc, args: Args, command: PendingCommand) => Doc;

/** A change of state: only from the state it was decided in, and only where the table leads on. */
function move(action: DossierAction, change: Change): RecordRule {
	return {
		record: 'dossier',
		reduce: (doc, command) => {
			if (!expectHolds(doc, command.args)) return doc;
			const next = DOSSIER_TRANSITIONS[doc.work_state as DossierState]?.[action];
			return next ? { ...doc, returned: null, ...change(doc, command.args, command), work_state: next } : doc;
		}
	};
}

/** Something noted, whatever the state. */
function note(change: Change): RecordRule {
	return { record: 'dossier', reduce: (doc, command) => (doc === null ? doc : { ...doc, ...change(doc, command.args, command) }) };
}

const nothing: Change = () => ({});
const dict = (value: unknown): Doc => (typeof value === 'object' && value !== null ? (value as Doc) : {});

/** The centre's words, with code and date where they are given. */
function official(doc: Doc, changes: { code?: unknown; due_at?: unknown; status?: unknown; history?: unknown }): Doc {
	const given = Object.entries(changes).filter(([, value]) => value !== undefined && value !== null && value !== '');
	return { official: { code: null, status: null, due_at: null, history: [], ...dict(doc.official), ...Object.fromEntries(given) } };
}

function recordOfficial(doc: Doc, args: Args, command: PendingCommand): Doc {
	const before = dict(doc.official).history;
	const steps = Array.isArray(before) ? (before as Doc[]) : [];
	const moment = (step: Doc): number => Date.parse(String(step.at));
	const known = steps.some((step) => step.status === args.status && moment(step) === moment(args));
	const history = known ? steps : [...steps, { status: args.status, at: args.at, by: command.by, source: 'typed' }];
	const latest = history.reduce((a, b) => (moment(b) >= moment(a) ? b : a));
	return official(doc, { status: latest.status, code: args.code, due_at: args.due_at, history });
}

function markPaper(doc: Doc, args: Args): Doc {
	const { item, ...marks } = args;
	const papers = dict(doc.documents);
	return { documents: { ...papers, [String(item)]: { state: 'missing', ...dict(papers[String(item)]), ...marks } } };
}

export const deskRules: Record<string, RecordRule> = {
	'dossier.accept': move('accept', (doc, args) => official(doc, { code: args.official_code, due_at: args.official_due_at })),
	'dossier.return': move('return', (_doc, args, command) => ({
		returned: { by: command.by, reason: args.reason, items: args.items, at: command.madeAt }
	})),
	'dossier.decline': move('decline', (_doc, args, command) => ({
		declined: { by: command.by, reason: args.reason, at: command.madeAt }
	})),
	'dossier.complete': move('complete', nothing),
	'dossier.reopen': move('reopen', () => ({ declined: null })),
	// A colleague may have been faster; then the server refuses, and this device must not show otherwise.
	'dossier.claim': note((doc, _args, command) => (doc.assignee_id ? {} : { assignee_id: command.by })),
	'dossier.release': note(() => ({ assignee_id: null })),
	'dossier.assign': note((_doc, args) => ({ assignee_id: args.assignee_id })),
	'dossier.transfer': note((_doc, args) => ({ receiving_ward: args.ward, assignee_id: null })),
	'dossier.record_official': note(recordOfficial),
	'dossier.mark_document': note(markPaper)
};
