/** Activities, visits, tasks and questions: what the documents hold and what commands do to them. Pure. */

import { expectHolds, reduceEdit, type Doc, type PendingCommand, type RecordRule } from '#lib/data';
import type { ActivityLogArgs, TaskAssignArgs, VisitOpenArgs } from '#lib/contract/commands';
import { ACTIVITY_TRANSITIONS, type ActivityState, type TaskState, type VisitState } from '#lib/contract/lifecycle';

export type { ActivityState, TaskState, VisitState };
export type ActivityTask = ActivityLogArgs['task'];
export type ActivityKind = ActivityLogArgs['kind'];
export type Counts = Record<string, number>;

export interface ActivityDoc extends Omit<ActivityLogArgs, 'counts'> {
	counts: Counts;
	id: string;
	owner_id: string;
	ward: string;
	team_id: string | null;
	state: ActivityState;
	/** The last question of a leader; answered_at: once its author has mended the record or left it as it was. */
	queried: { by: string; reason: string; at: string; answered_at?: string } | null;
	verified: { by: string; at: string } | null;
	made_at: string;
	created_at: string | null;
	updated_at: string | null;
}
/** Sent in by somebody else of a team this person leads, and not judged yet: nobody judges their own. */
export const waitsForLeader = ({ state, team_id, owner_id, on_behalf_of }: ActivityDoc, leader: { id: string; teams: readonly string[] }): boolean =>
	state === 'sent' && team_id !== null && leader.teams.includes(team_id) && owner_id !== leader.id && on_behalf_of !== leader.id;
export interface VisitDoc extends Omit<VisitOpenArgs, 'counts'> {
	counts?: Counts | null;
	ended_at?: string | null;
	id: string;
	owner_id: string;
	ward: string;
	team_id: string | null;
	state: VisitState;
	made_at: string;
}
export interface TaskDoc extends TaskAssignArgs {
	id: string;
	owner_id: string;
	assigner_id: string;
	ward: string;
	state: TaskState;
	ended: { outcome?: string; note?: string; reason?: string; by: string; at: string } | null;
	made_at: string;
}

export const mayEditActivity = (doc: ActivityDoc, readerId: string): boolean => doc.owner_id === readerId && 'edit' in ACTIVITY_TRANSITIONS[doc.state];

const common = ({ entity, by, madeAt }: PendingCommand): Doc => ({
	id: entity,
	owner_id: by,
	ward: '',
	team_id: null,
	made_at: madeAt,
	created_at: madeAt,
	updated_at: madeAt
});
const begin =
	(record: string, more: Doc): RecordRule['reduce'] =>
	(doc, command) =>
		doc ?? { ...command.args, ...common(command), ...more };

/** A judgement by the leader, while the state is the one they saw. */
const judge =
	(action: 'verify' | 'query', change: (command: PendingCommand) => Doc): RecordRule['reduce'] =>
	(doc, command) => {
		if (!expectHolds(doc, command.args)) return doc;
		const next = ACTIVITY_TRANSITIONS[doc.state as ActivityState][action];
		return next ? { ...doc, ...change(command), state: next } : doc;
	};

export const FIELDWORK_RULES: Record<string, RecordRule> = {
	'visit.open': { record: 'visit', reduce: begin('visit', { state: 'open' }) },
	'visit.close': { record: 'visit', reduce: (doc, { args }) => (doc && doc.state === 'open' ? { ...doc, ...args, state: 'closed' } : doc) },
	'activity.log': { record: 'activity', reduce: begin('activity', { state: 'sent', queried: null, verified: null }) },
	'activity.edit': {
		record: 'activity',
		reduce: (doc, command) => {
			const edited = reduceEdit(doc, command);
			// Once the server has answered, its own state stands.
			if (edited === null || command.acked) return edited;
			const next = ACTIVITY_TRANSITIONS[edited.state as ActivityState].edit;
			const queried = edited.state === 'queried' ? { ...(edited.queried as object), answered_at: command.madeAt } : edited.queried;
			return next ? { ...edited, state: next, queried } : edited;
		}
	},
	'activity.verify': { record: 'activity', reduce: judge('verify', ({ by, madeAt }) => ({ verified: { by, at: madeAt } })) },
	'activity.query': {
		record: 'activity',
		reduce: judge('query', ({ args, by, madeAt }) => ({ queried: { by, reason: args.reason, at: madeAt } }))
	},
	'task.assign': {
		record: 'task',
		reduce: (doc, command) => doc ?? { ...command.args, ...common(command), assigner_id: command.by, state: 'open', ended: null, masked: [] }
	},
	'task.finish': {
		record: 'task',
		reduce: (doc, { args, by, madeAt }) => (doc && doc.state === 'open' ? { ...doc, state: 'done', ended: { ...args, by, at: madeAt } } : doc)
	},
	'task.cancel': {
		record: 'task',
		reduce: (doc, { args, by, madeAt }) => (doc && doc.state === 'open' ? { ...doc, state: 'cancelled', ended: { ...args, by, at: madeAt } } : doc)
	},
	'question.ask': { record: 'question', reduce: begin('question', { state: 'open', answers: [], escalations: [], escalated_to: null, closed: null }) }
};
