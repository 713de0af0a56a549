import { edit, enqueue, mendOutcome, newId, nowText, type Enqueued, type EnqueueOptions } from '#lib/data';
import { activityArgs, type ActivityDoc, type ActivityDraft, type Counts } from './model';

export const logActivity = (id: string, draft: ActivityDraft, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueue('activity.log', id, activityArgs(draft), options);

/** Sends what changed; one that was asked back on is thereby sent again. */
export function editActivity(doc: ActivityDoc, draft: ActivityDraft): Promise<Enqueued> {
	const wanted = activityArgs(draft);
	const fields = ['task', 'kind', 'started_at', 'ended_at', 'counts', 'partners', 'note', 'hamlet_id', 'support_point_id'] as const;
	const values: Record<string, unknown> = Object.fromEntries(fields.map((field) => [field, wanted[field] ?? null]));
	// The same moment written with another offset is no change.
	for (const field of ['started_at', 'ended_at'] as const) if (Date.parse(String(wanted[field])) === Date.parse(doc[field])) delete values[field];
	return edit('activity.edit', doc.id, values);
}

export const mendActivity = (outcomeId: string, id: string, draft: ActivityDraft): Promise<Enqueued> =>
	mendOutcome(outcomeId, [{ type: 'activity.log', entity: id, args: activityArgs(draft) }]);

export const verifyActivity = (doc: ActivityDoc, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueue('activity.verify', doc.id, { expect: { state: doc.state } }, options);
export const queryActivity = (doc: ActivityDoc, reason: string): Promise<Enqueued> =>
	enqueue('activity.query', doc.id, { expect: { state: doc.state }, reason });

export const openVisit = (id: string, place: { hamlet_id?: string; support_point_id?: string }): Promise<Enqueued> =>
	enqueue('visit.open', id, { ...place, started_at: nowText() });
export const closeVisit = (id: string, counts: Counts, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueue('visit.close', id, { ended_at: nowText(), counts }, options);

export const assignTask = (args: Record<string, unknown>): Promise<Enqueued> => enqueue('task.assign', newId(), args);
export const finishTask = (id: string, outcome: string, note: string, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueue('task.finish', id, note.trim() ? { outcome, note: note.trim() } : { outcome }, options);
export const cancelTask = (id: string, reason: string): Promise<Enqueued> => enqueue('task.cancel', id, { reason });
