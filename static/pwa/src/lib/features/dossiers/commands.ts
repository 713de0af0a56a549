/**
 * What whoever made a dossier can do to it; the desk's verbs are the desk's. Each answers whether it is on disk; sending
 * is not the screen's business.
 */

import { deleteDraft, discardUnsent, edit, enqueue, enqueueAll, sameValue, type Change, type CommandInput, type Enqueued, type EnqueueOptions } from '#lib/data';
import { getPath } from '#lib/util/path';
import { expectOf, type DossierDoc, type DossierValues } from './model';

type State = Pick<DossierDoc, 'work_state' | 'submission'>;

/** Nulls and empty texts are left out: the server takes them for "not given". */
export function createArgs(values: DossierValues, { ward, reference }: { ward: string; reference: string }): Record<string, unknown> {
	const filled = (value: unknown): boolean =>
		value !== null && value !== undefined && value !== '' && !(typeof value === 'object' && Object.keys(value).length === 0);
	const compact = (record: object): Record<string, unknown> => Object.fromEntries(Object.entries(record).filter(([, value]) => filled(value)));
	const people = (['applicant', 'subject', 'representative'] as const).flatMap((role) => {
		const person = compact(values[role] ?? {});
		return Object.keys(person).length ? [[role, person] as const] : [];
	});
	return {
		reference,
		ward,
		procedure: values.procedure,
		channel: values.channel,
		...compact({
			visit_id: values.visit_id,
			hamlet_id: values.hamlet_id,
			support_point_id: values.support_point_id,
			vulnerable: values.vulnerable,
			consent: values.consent,
			note: values.note
		}),
		...Object.fromEntries(people),
		form: values.form,
		documents: Object.fromEntries(Object.entries(values.documents).map(([item, paper]) => [item, compact(paper)]))
	};
}

/** The command goes by the dossier's own id, so that two tabs that make the same dossier make it once. */
export const createDossier = (id: string, values: DossierValues, made: { ward: string; reference: string }, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueueAll([{ id, type: 'dossier.create', entity: id, args: createArgs(values, made) }], options);

/**
 * Saves changed fields. base: what each was when the person first touched it. A field that somebody else has changed
 * since is sent with that older base, so that the server keeps both values instead of losing one. What the options
 * delete goes with the last command.
 */
export async function editDossier(
	id: string,
	values: Record<string, unknown>,
	base: Record<string, unknown>,
	now: DossierDoc | null,
	options: EnqueueOptions = {}
): Promise<Enqueued> {
	const overtaken = Object.keys(values).filter((path) => path in base && !sameValue(path, getPath(now, path), base[path]));
	const plain = Object.fromEntries(Object.entries(values).filter(([path]) => !overtaken.includes(path)));
	const changes: Change[] = overtaken
		.filter((path) => !sameValue(path, getPath(now, path), values[path]))
		.map((path) => ({ field: path, base: base[path] ?? null, new: values[path] ?? null }));
	if (changes.length === 0) return edit('dossier.edit', id, plain, options);
	const saved: Enqueued = Object.keys(plain).length > 0 ? await edit('dossier.edit', id, plain) : { ok: true, commands: [] };
	return saved.ok ? enqueue('dossier.edit', id, { changes }, options) : saved;
}

export const submitDossier = (id: string, state: State, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueue('dossier.submit', id, { expect: expectOf(state) }, options);
export const submitCommand = (id: string, state: State): CommandInput => ({ type: 'dossier.submit', entity: id, args: { expect: expectOf(state) } });
/** Throws a draft away: forgotten where it never left the phone, by a command where it has. hasRecord: consent was given. */
export async function discardDossier(id: string, { hasRecord }: { hasRecord: boolean }): Promise<Enqueued> {
	if (hasRecord && !(await discardUnsent(id))) return enqueue('dossier.discard', id, {}, { deleteDrafts: [id] });
	const gone = await deleteDraft(id);
	return gone.ok ? { ok: true, commands: [] } : gone;
}
export const withdrawDossier = (id: string, state: State, reason: string, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueue('dossier.withdraw', id, { expect: expectOf(state), reason }, options);
export const commentOn = (id: string, text: string, options?: EnqueueOptions): Promise<Enqueued> => enqueue('dossier.comment', id, { text }, options);
/** entry.at: when it was filed, known when the screen opens, so that the same filing is noted once. */
export const recordPortal = (id: string, entry: { where: string; at: string; code?: string }, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueue('dossier.record_portal', id, entry, options);
/** choose: "mine" is the side of whoever wrote last into the conflict, "theirs" what is in force. */
export const resolveConflict = (id: string, conflictId: string, choose: Choice, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueue('conflict.resolve', id, { conflict_id: conflictId, choose }, options);
export type Choice = 'mine' | 'theirs' | { value: unknown };
