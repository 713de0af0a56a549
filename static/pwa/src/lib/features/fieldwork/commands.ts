import { enqueue, nowText, type Enqueued, type EnqueueOptions } from '#lib/data';
import { activityArgs, placeArgs, type ActivityDraft, type Place } from './draft';
import type { Counts } from './model';

export const logActivity = (id: string, draft: ActivityDraft, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueue('activity.log', id, activityArgs(draft), options);

export const openVisit = (id: string, place: Place, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueue('visit.open', id, { ...placeArgs(place), started_at: nowText() }, options);
export const closeVisit = (id: string, counts: Counts, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueue('visit.close', id, { ended_at: nowText(), counts }, options);

export const finishTask = (id: string, outcome: string, note: string, options?: EnqueueOptions): Promise<Enqueued> =>
	enqueue('task.finish', id, note.trim() ? { outcome, note: note.trim() } : { outcome }, options);
