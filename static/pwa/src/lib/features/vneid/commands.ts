import { edit, enqueue, mendOutcome, type Enqueued } from '#lib/data';
import { setupArgs, type SetupDoc, type SetupDraft } from './model';

export const recordSetup = (id: string, draft: SetupDraft, options: { deleteDrafts?: string[] } = {}): Promise<Enqueued> =>
	enqueue('vneid.record', id, setupArgs(draft), options);

/** Sends what changed against the record; a value taken away is null. */
export function editSetup(doc: SetupDoc, draft: SetupDraft): Promise<Enqueued> {
	const wanted = setupArgs(draft);
	const fields = ['kind', 'step', 'outcome', 'failure_reason', 'papers', 'follow_up_on', 'note', 'hamlet_id'] as const;
	const values: Record<string, unknown> = Object.fromEntries(fields.map((field) => [field, wanted[field] ?? null]));
	const person = (wanted.person ?? null) as Record<string, unknown> | null;
	if (person === null || !doc.person) values.person = person;
	else for (const leaf of ['full_name', 'phone', 'date_of_birth', 'id_number'] as const) if (!doc.masked.includes(`person.${leaf}`)) values[`person.${leaf}`] = person[leaf] ?? null;
	if (wanted.consent && !doc.consent) values.consent = wanted.consent;
	return edit('vneid.edit', doc.id, values);
}

/** A refused record, mended: a new record in its place, and the refusal is closed. */
export const mendSetup = (outcomeId: string, id: string, draft: SetupDraft): Promise<Enqueued> =>
	mendOutcome(outcomeId, [{ type: 'vneid.record', entity: id, args: setupArgs(draft) }]);
