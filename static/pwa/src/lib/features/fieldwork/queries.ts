import { liveDoc, liveDocs, type Item, type LiveSource } from '#lib/data';
import type { ActivityDoc, TaskDoc, VisitDoc } from './model';

export type ActivityItem = Item<ActivityDoc>;
export type TaskItem = Item<TaskDoc>;
export type VisitItem = Item<VisitDoc>;

const newest = (a: ActivityItem, b: ActivityItem): number => Date.parse(b.doc.started_at) - Date.parse(a.doc.started_at);
export const liveActivities = (where?: (doc: ActivityDoc) => boolean): LiveSource<ActivityItem[]> =>
	liveDocs<ActivityDoc>('activity', { ...(where ? { where } : {}), sort: newest });
export const liveActivity = (id: string): LiveSource<ActivityItem | null> => liveDoc<ActivityDoc>('activity', id);
/** Open ones of somebody, the next due first. */
export const liveTasksOf = (assignee: string): LiveSource<TaskItem[]> =>
	liveDocs<TaskDoc>('task', {
		where: (doc) => doc.assignee_id === assignee && doc.state === 'open',
		sort: (a, b) => (a.doc.due_on < b.doc.due_on ? -1 : a.doc.due_on > b.doc.due_on ? 1 : 0)
	});
export const liveTask = (id: string): LiveSource<TaskItem | null> => liveDoc<TaskDoc>('task', id);
/** The visit somebody is on; there is one at a time. */
export const liveOpenVisits = (owner: string): LiveSource<VisitItem[]> =>
	liveDocs<VisitDoc>('visit', { where: (doc) => doc.owner_id === owner && doc.state === 'open' });
