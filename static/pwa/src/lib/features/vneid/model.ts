/** VNeID set-ups: what the document holds and what commands do to it. Pure. */

import { reduceEdit, type Doc, type RecordRule } from '#lib/data';
import type { VneidRecordArgs } from '#lib/contract/commands';

export type SetupKind = VneidRecordArgs['kind'];
export type SetupStep = VneidRecordArgs['step'];
export type SetupOutcome = VneidRecordArgs['outcome'];
export type FailureReason = NonNullable<VneidRecordArgs['failure_reason']>;

export interface SetupDoc extends VneidRecordArgs {
	id: string;
	owner_id: string;
	ward: string;
	team_id: string | null;
	made_at: string;
	created_at: string | null;
	updated_at: string | null;
	masked: string[];
}

export const setupPerson = (doc: Pick<SetupDoc, 'person'>): string => doc.person?.full_name ?? '';

/** Whether somebody still has to be seen about it on or before a day. */
export const isDue = (doc: Pick<SetupDoc, 'follow_up_on'>, today: string): boolean => Boolean(doc.follow_up_on && doc.follow_up_on <= today);

const record: RecordRule['reduce'] = (doc, { entity, args, by, madeAt }): Doc =>
	doc ?? {
		person: null,
		follow_up_on: null,
		...args,
		id: entity,
		owner_id: by,
		ward: '',
		team_id: null,
		made_at: madeAt,
		created_at: madeAt,
		updated_at: madeAt,
		masked: []
	};

export const VNEID_RULES: Record<string, RecordRule> = {
	'vneid.record': { record: 'vneid_setup', reduce: record },
	'vneid.edit': { record: 'vneid_setup', reduce: reduceEdit }
};
