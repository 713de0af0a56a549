/**
 * What dossier commands do to a dossier: the same document the server projects, shown at once. Pure and idempotent,
 * for the effect may already be there.
 */

import { expectHolds, reduceEdit, type Doc, type PendingCommand, type RecordRule } from '#lib/data';
import { DOSSIER_TRANSITIONS, type DossierAction, type DossierState } from '#lib/contract/lifecycle';
import type { DossierDoc, OfficialEntry, PaperDoc } from './model';

type Reduce = (doc: DossierDoc, command: PendingCommand) => DossierDoc | null;

const as = (doc: Doc): DossierDoc => doc as unknown as DossierDoc;
const back = (doc: DossierDoc | null): Doc | null => doc as unknown as Doc | null;
const rule = (reduce: Reduce, more: Partial<RecordRule> = {}): RecordRule => ({
	record: 'dossier',
	reduce: (doc, command) => (doc === null ? null : back(reduce(as(doc), command))),
	...more
});

/** A step of the lifecycle, when the document is still as expected and the step exists. */
const step = (action: DossierAction, change: Reduce, more: Partial<RecordRule> = {}): RecordRule =>
	rule((doc, command) => {
		if (!expectHolds(doc as unknown as Doc, command.args)) return doc;
		const next = DOSSIER_TRANSITIONS[doc.work_state][action];
		if (next === undefined) return doc;
		const changed = change(doc, command);
		return changed && next !== null ? { ...changed, work_state: next } : null;
	}, more);

function create(doc: Doc | null, { entity, args, by, madeAt }: PendingCommand): Doc {
	if (doc !== null) return doc;
	const documents = (args.documents ?? {}) as Record<string, PaperDoc>;
	return {
		applicant: null,
		subject: null,
		representative: null,
		vulnerable: null,
		consent: null,
		note: null,
		visit_id: null,
		hamlet_id: null,
		support_point_id: null,
		form: {},
		...args,
		documents: Object.fromEntries(Object.entries(documents).map(([item, paper]) => [item, { state: 'missing', file_ids: [], ...(paper as Partial<PaperDoc>) }])),
		id: entity,
		receiving_ward: args.ward,
		created_by: by,
		owner_id: by,
		team_id: null,
		work_state: 'draft' satisfies DossierState,
		submission: 0,
		assignee_id: null,
		returned: null,
		returns: [],
		declined: null,
		withdrawn: null,
		promised: [],
		official: { code: null, status: null, due_at: null, history: [] },
		expected_due_at: null,
		files: [],
		comments: [],
		conflicts: [],
		portal: [],
		payments: [],
		results: [],
		submitted_at: null,
		accepted_at: null,
		closed_at: null,
		created_at: madeAt,
		updated_at: madeAt,
		made_at: madeAt,
		masked: []
	};
}

/** A paper always has a state, also when an edit only named another leaf of it. */
function withPaperStates(doc: Doc | null): Doc | null {
	if (doc === null) return null;
	const blank: PaperDoc = { state: 'missing', file_ids: [] };
	const documents = Object.entries(as(doc).documents ?? {}).map(([item, paper]) => [item, { ...blank, ...(paper as Partial<PaperDoc>) }]);
	return { ...doc, documents: Object.fromEntries(documents) };
}

/** Adds an entry that carries its command's id, once. */
function added<T extends { id?: string }>(list: readonly T[], entry: T): T[] {
	return list.some((item) => item.id === entry.id) ? [...list] : [...list, entry];
}

const promisedItems = (doc: DossierDoc): string[] =>
	Object.entries(doc.documents).flatMap(([item, paper]) => (paper.state === 'promised' ? [item] : []));

/** The return that is answered by sending again joins the earlier ones. */
function answered({ returns = [], returned }: DossierDoc, at: string): NonNullable<DossierDoc['returns']> {
	if (!returned) return returns;
	const { items: _asked, ...kept } = returned;
	return [...returns, { ...kept, mended_at: at }];
}

function attach(doc: DossierDoc, { args }: PendingCommand): DossierDoc {
	const item = String(args.item);
	const fileId = String(args.file_id);
	const paper: PaperDoc = doc.documents[item] ?? { state: 'missing' };
	const kept = (paper.file_ids ?? []).filter((id) => id !== fileId && id !== args.replaces);
	const state = paper.state === 'missing' || paper.state === 'promised' ? 'photo' : paper.state;
	const files = doc.files.filter((file) => file.id !== args.replaces);
	return {
		...doc,
		documents: { ...doc.documents, [item]: { ...paper, state, file_ids: [...kept, fileId] } },
		files: files.some((file) => file.id === fileId) ? files : [...files, { id: fileId, item, state: 'expected', bytes: null }]
	};
}

function recordOfficial(doc: DossierDoc, { id, args, by, madeAt }: PendingCommand): DossierDoc {
	const entry: OfficialEntry = {
		id,
		status: Number(args.status),
		at: String(args.at),
		by,
		source: 'typed',
		noted_at: madeAt,
		...(args.code ? { code: String(args.code) } : {}),
		...(args.code && doc.official.code && doc.official.code !== args.code ? { replaces: doc.official.code } : {}),
		...(args.note ? { note: String(args.note) } : {})
	};
	const history = added(doc.official.history, entry).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
	return {
		...doc,
		official: {
			code: args.code ? String(args.code) : doc.official.code,
			due_at: args.due_at ? String(args.due_at) : doc.official.due_at,
			status: history.at(-1)?.status ?? null,
			history
		}
	};
}

function markDocument(doc: DossierDoc, { args }: PendingCommand): DossierDoc {
	const item = String(args.item);
	const marks = Object.fromEntries(['compared', 'digitised', 'unfit'].flatMap((mark) => (mark in args ? [[mark, args[mark]]] : [])));
	const paper = doc.documents[item] ?? { state: 'missing', file_ids: [] };
	// Who judges a paper has it before them; taking a mark back says nothing about that.
	const isHere = 'unfit' in args || args.compared || args.digitised;
	const state = isHere && (paper.state === 'missing' || paper.state === 'promised') ? 'seen' : paper.state;
	return { ...doc, documents: { ...doc.documents, [item]: { ...paper, ...marks, state } } };
}

export const DOSSIER_RULES: Record<string, RecordRule> = {
	'dossier.create': { record: 'dossier', reduce: create },
	'dossier.edit': { record: 'dossier', reduce: (doc, command) => withPaperStates(reduceEdit(doc, command)) },
	'dossier.submit': step(
		'submit',
		(doc, { madeAt }) => ({
			...doc,
			submission: doc.submission + 1,
			submitted_at: doc.submitted_at ?? madeAt,
			pressed_at: madeAt,
			returns: answered(doc, madeAt),
			returned: null,
			promised: promisedItems(doc)
		}),
		{ needsEarlier: true }
	),
	'dossier.discard': rule((doc) => (doc.work_state === 'draft' && doc.submission === 0 ? null : doc)),
	'dossier.withdraw': step('withdraw', (doc, { args, by, madeAt }) => ({ ...doc, withdrawn: { by, reason: String(args.reason), at: madeAt }, closed_at: madeAt }), { needsEarlier: true }),
	'dossier.attach': rule(attach),
	'dossier.comment': rule((doc, { id, args, by, madeAt }) => ({
		...doc,
		comments: added(doc.comments, { id, by, text: String(args.text), at: madeAt })
	})),
	'dossier.record_portal': rule((doc, { args, by, madeAt }) => {
		const noted = doc.portal.some((entry) => entry.by === by && entry.at === args.at && entry.where === args.where);
		const entry = { where: String(args.where), at: String(args.at), by, noted_at: madeAt, is_confirmed: false };
		return noted ? doc : { ...doc, portal: [...doc.portal, args.code ? { ...entry, code: String(args.code) } : entry] };
	}),
	'dossier.hand_over': rule((doc, { args }) => ({ ...doc, owner_id: String(args.to) })),
	'dossier.claim': rule((doc, { by }) => (doc.assignee_id === null ? { ...doc, assignee_id: by } : doc)),
	'dossier.release': rule((doc) => ({ ...doc, assignee_id: null })),
	'dossier.assign': rule((doc, { args }) => ({ ...doc, assignee_id: String(args.assignee_id) })),
	'dossier.transfer': rule((doc, { args }) => ({ ...doc, receiving_ward: String(args.ward), assignee_id: null })),
	'dossier.return': step('return', (doc, { args, by, madeAt }) => ({
		...doc,
		returned: { by, reason: String(args.reason), items: args.items as { path: string; message: string }[], at: madeAt }
	})),
	'dossier.accept': step('accept', (doc, { args, madeAt }) => ({
		...doc,
		accepted_at: madeAt,
		official: {
			...doc.official,
			code: args.official_code ? String(args.official_code) : doc.official.code,
			due_at: args.official_due_at ? String(args.official_due_at) : doc.official.due_at
		}
	})),
	'dossier.decline': step('decline', (doc, { args, by, madeAt }) => ({
		...doc,
		declined: { by, reason: String(args.reason), at: madeAt },
		closed_at: madeAt
	})),
	'dossier.complete': step('complete', (doc, { madeAt }) => ({ ...doc, closed_at: madeAt })),
	'dossier.reopen': step('reopen', (doc) => ({
		...doc,
		declined: null,
		returned: null,
		closed_at: null,
		accepted_at: doc.work_state === 'accepted' ? null : doc.accepted_at
	})),
	'dossier.record_official': rule(recordOfficial),
	'dossier.mark_document': rule(markDocument),
	'dossier.record_payment': rule((doc, { id, args, by, madeAt }) => ({
		...doc,
		payments: added(doc.payments, { ...(args as { method: string; amount_vnd: number; state: string }), id, by, noted_at: madeAt })
	})),
	'dossier.record_result': rule((doc, { id, args, by, madeAt }) => ({
		...doc,
		results: added(doc.results, { ...(args as { at: string; place: string; collector: string }), id, by, noted_at: madeAt })
	})),
	'conflict.resolve': {
		record: 'dossier',
		also: ({ args }) => [{ type: 'conflict', id: String(args.conflict_id) }],
		reduce: (doc, { args, by, madeAt }, key) => {
			if (doc === null) return null;
			if (key.type === 'conflict') {
				if (doc.resolved) return doc;
				const choose = typeof args.choose === 'string' ? args.choose : 'value';
				const sides = doc as { mine?: { value: unknown } | null; theirs?: { value: unknown } | null };
				const value = choose === 'mine' ? sides.mine?.value : choose === 'theirs' ? sides.theirs?.value : (args.choose as { value: unknown }).value;
				return { ...doc, resolved: { choose, value, by, at: madeAt } };
			}
			const dossier = as(doc);
			return back({ ...dossier, conflicts: dossier.conflicts.filter((id) => id !== args.conflict_id) });
		}
	}
};
