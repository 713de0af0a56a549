/** What an officer does. Every verb queues one command; what can be undone is held back for a moment. */

import { enqueue, mendOutcome, nowText, undo, type Args, type Change, type Enqueued, type Uuid } from '#lib/data';
import { normaliseCode } from './model/code';
import { holdsSecret } from '#lib/forms';
import type { DeskItem, ReturnItem } from './model/types';

/** So long a decision stays on the device, so that it can be taken back without a trace. */
export const HOLD_MS = 5_000;

/** The centre's day ends at five; an official due date without a time means then (domain: working hours). */
const CLOSING = 'T17:00:00+07:00';
export const closingTime = (day: string): string => day + CLOSING;

/** The states in which somebody looked at it and decided. */
export type Seen = Pick<DeskItem['doc'], 'work_state' | 'submission'>;
type Decided = DeskItem & { seen?: Seen };

export interface Options {
	/** The half-written form this decision replaces. */
	draft?: Uuid;
	/** The refused command it replaces. */
	instead?: Uuid;
}

/** `secret`: it holds what looks like a password or a one-time code, and stays where it was typed. */
export type Sent = Enqueued | { ok: false; error: { code: 'secret' } };

/** The one gate: no sentence of an officer or a leader leaves with a secret in it. written: all that was typed. */
export const unlessSecret = async (written: unknown, go: () => Promise<Enqueued>): Promise<Sent> =>
	holdsSecret(written) ? { ok: false, error: { code: 'secret' } } : go();

/** What the form was opened on, where the dossier has changed under it; the server then says so. */
const expect = ({ doc, seen = doc }: Decided): Args => ({ work_state: seen.work_state, submission: seen.submission });

function send(type: string, id: Uuid, args: Args, { draft, instead }: Options = {}, holdMs = 0): Promise<Sent> {
	return unlessSecret(args, () => {
		const replaced = draft ? { deleteDrafts: [draft] } : {};
		if (instead) return mendOutcome(instead, [{ type, entity: id, args }], replaced);
		return enqueue(type, id, args, { ...replaced, ...(holdMs > 0 ? { holdMs } : {}) });
	});
}

const decide = (verb: string, item: Decided, args: Args, options?: Options): Promise<Sent> =>
	send(`dossier.${verb}`, item.id, { expect: expect(item), ...args }, options, HOLD_MS);

/** code: as typed; '' when the centre has not given one yet. dueOn: a day, `2026-11-26`, or ''. */
export function accept(item: Decided, { code, dueOn }: { code: string; dueOn: string }, options?: Options): Promise<Sent> {
	return decide(
		'accept',
		item,
		{
			...(code.trim() ? { official_code: normaliseCode(code) } : {}),
			...(dueOn ? { official_due_at: closingTime(dueOn) } : {})
		},
		options
	);
}
export const returnDossier = (item: Decided, args: { items: ReturnItem[]; reason: string }, options?: Options): Promise<Sent> =>
	decide('return', item, args, options);
export const decline = (item: Decided, reason: string, options?: Options): Promise<Sent> => decide('decline', item, { reason }, options);
export const withdraw = (item: Decided, reason: string, options?: Options): Promise<Sent> => decide('withdraw', item, { reason }, options);
export const reopen = (item: Decided, reason: string, options?: Options): Promise<Sent> => decide('reopen', item, { reason }, options);
export const complete = (item: Decided, options?: Options): Promise<Sent> => decide('complete', item, {}, options);

export const claim = (id: Uuid): Promise<Sent> => send('dossier.claim', id, {});
export const release = (id: Uuid): Promise<Sent> => send('dossier.release', id, {});
export const assign = (id: Uuid, assignee: Uuid, options?: Options): Promise<Sent> =>
	send('dossier.assign', id, { assignee_id: assignee }, options, HOLD_MS);
export const transfer = (id: Uuid, args: { ward: string; reason: string }, options?: Options): Promise<Sent> =>
	send('dossier.transfer', id, args, options, HOLD_MS);
export const comment = (id: Uuid, text: string, options?: Options): Promise<Sent> => send('dossier.comment', id, { text }, options);
export const markPaper = (id: Uuid, item: string, mark: 'compared' | 'digitised' | 'unfit', on: boolean): Promise<Sent> =>
	send('dossier.mark_document', id, { item, [mark]: on });

/** A paper that was promised has come: judged fit, it has been seen. Works where nobody may edit any more, too. */
export const receivePaper = (id: Uuid, item: string): Promise<Sent> => send('dossier.mark_document', id, { item, unfit: false }, {}, HOLD_MS);

/** A correction in place of one that was refused. */
export const editInstead = (id: Uuid, changes: Change[], options: Options): Promise<Sent> => send('dossier.edit', id, { changes }, options);

export interface OfficialInput {
	/** 1–10 of the national exchange. */
	status: number;
	/** A day; today means now. */
	on: string;
	/** '' where it stays as it is. */
	code: string;
	dueOn: string;
	note: string;
}
export function recordOfficial(id: Uuid, input: OfficialInput, options?: Options): Promise<Sent> {
	const now = nowText();
	const args: Args = {
		status: input.status,
		at: input.on === '' || now.startsWith(input.on) ? now : closingTime(input.on),
		...(input.code.trim() ? { code: normaliseCode(input.code) } : {}),
		...(input.dueOn ? { due_at: closingTime(input.dueOn) } : {}),
		...(input.note.trim() ? { note: input.note.trim() } : {})
	};
	return send('dossier.record_official', id, args, options, HOLD_MS);
}

export type Choice = 'mine' | 'theirs' | { value: unknown };
/** Decides about a value that two people changed; entity = the dossier. */
export const resolveConflict = (id: Uuid, conflict: Uuid, choose: Choice, options?: Options): Promise<Sent> =>
	send('conflict.resolve', id, { conflict_id: conflict, choose }, options);

/** false: it has already left. */
export async function takeBack(commands: readonly Uuid[]): Promise<boolean> {
	const answers = await Promise.all(commands.map((command) => undo(command)));
	return answers.every(Boolean);
}
