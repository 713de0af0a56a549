/** A set-up as it is typed: what is offered, what is missing, and the arguments it becomes. Pure. */

import type { VneidRecordArgs } from '#lib/contract/commands';
import type { Consent } from '#lib/features/consent';
import { mayBeId } from '#lib/forms/fields/person_id/field';
import type { Kind } from '#lib/forms/edited.svelte';
import { isPossiblePhone } from '#lib/util/phone';
import type { FailureReason, SetupDoc, SetupKind, SetupOutcome, SetupStep } from './model';

export { SETUP_KINDS as KINDS, STEPS_OF } from '#lib/contract/vneid';
export const OUTCOMES: readonly SetupOutcome[] = ['done', 'pending', 'failed'];
export const FAILURE_REASONS: readonly FailureReason[] = [
	'approved_not_activated',
	'data_mismatch',
	'not_in_population_database',
	'overload',
	'sim_in_another_name',
	'phone_changed',
	'suspected_scammer',
	'other'
];

/** What a person has typed, before it is a command. Texts are empty where nothing is given. */
export interface SetupDraft extends Record<string, unknown> {
	withPerson: boolean;
	person: { full_name: string; phone: string; date_of_birth: string; id_number: string };
	/** Given; from then on there may be a name. */
	consent: Record<string, unknown> | null;
	/** The consent being asked for; nothing of it is sent. */
	asking: Partial<Consent>;
	kind: SetupKind;
	step: SetupStep;
	outcome: SetupOutcome;
	failure_reason: FailureReason | '';
	papers: number | null;
	follow_up_on: string;
	note: string;
	hamlet_id: string;
	visit_id: string;
}
/** What a form says of nobody: also what is left when a consent is not given, or taken back. */
export const NOBODY = {
	withPerson: false,
	person: { full_name: '', phone: '', date_of_birth: '', id_number: '' },
	consent: null,
	asking: {}
} as const satisfies Partial<SetupDraft>;
export const namesSomebody = ({ consent, person }: SetupDraft): boolean => Boolean(consent) || Object.values(person).some(Boolean);

export const blankSetup = (place: { hamlet_id?: string | null; visit_id?: string | null } = {}): SetupDraft => ({
	...NOBODY,
	kind: 'vneid',
	step: 'app_installed',
	outcome: 'done',
	failure_reason: '',
	papers: null,
	follow_up_on: '',
	note: '',
	hamlet_id: place.hamlet_id ?? '',
	visit_id: place.visit_id ?? ''
});

/** Back from a record, to edit it or to mend a refused one. */
export function setupDraftOf(args: Partial<VneidRecordArgs>): SetupDraft {
	const { person, consent } = args;
	return {
		...blankSetup(args),
		withPerson: Boolean(person),
		person: {
			full_name: person?.full_name ?? '',
			phone: person?.phone ?? '',
			date_of_birth: person?.date_of_birth ?? '',
			id_number: person?.id_number ?? ''
		},
		consent: consent ? { ...consent } : null,
		kind: args.kind ?? 'vneid',
		step: args.step ?? 'app_installed',
		outcome: args.outcome ?? 'done',
		failure_reason: args.failure_reason ?? '',
		papers: args.papers ?? null,
		follow_up_on: args.follow_up_on ?? '',
		note: args.note ?? ''
	};
}

/** The arguments of `vneid.record`: only what was given; no person without a consent, and none without a person. */
export function setupArgs(draft: SetupDraft): Record<string, unknown> {
	const person = draft.withPerson && draft.consent ? given(draft.person) : null;
	if (person?.id_number) person.id_kind = 'cccd';
	return {
		person,
		...(person ? { consent: draft.consent } : {}),
		...given({
			kind: draft.kind,
			step: draft.step,
			outcome: draft.outcome,
			failure_reason: draft.outcome === 'failed' ? draft.failure_reason : '',
			papers: draft.step === 'papers_integrated' ? draft.papers : null,
			follow_up_on: draft.follow_up_on,
			note: draft.note.trim(),
			hamlet_id: draft.hamlet_id,
			visit_id: draft.visit_id
		})
	};
}
const given = (record: Record<string, unknown>): Record<string, unknown> =>
	Object.fromEntries(Object.entries(record).filter(([, value]) => value !== '' && value !== null && value !== undefined));

/** Fields that keep a set-up from being saved, by path. */
export function setupErrors(draft: SetupDraft): Record<string, string> {
	const errors: Record<string, string> = {};
	if (draft.withPerson && !draft.consent) errors['consent'] = 'required';
	else if (draft.withPerson) {
		if (!draft.person.full_name.trim()) errors['person.full_name'] = 'required';
		if (!mayBeId(draft.person.id_number)) errors['person.id_number'] = 'not_id_number';
		else if (draft.person.id_number && !/^\d{12}$/.test(draft.person.id_number)) errors['person.id_number'] = 'id_number';
		if (draft.person.phone && !isPossiblePhone(draft.person.phone)) errors['person.phone'] = 'phone';
		if (draft.person.date_of_birth && !/^\d{4}(-\d{2}-\d{2})?$/.test(draft.person.date_of_birth)) errors['person.date_of_birth'] = 'format';
	}
	if (draft.outcome === 'failed' && !draft.failure_reason) errors['failure_reason'] = 'required';
	if (draft.follow_up_on && !/^\d{4}-\d{2}-\d{2}$/.test(draft.follow_up_on)) errors['follow_up_on'] = 'format';
	return errors;
}

export const SETUP: Kind<SetupDoc, SetupDraft> = { record: 'vneid_setup', create: 'vneid.record', edit: 'vneid.edit', formOf: setupDraftOf, argsOf: setupArgs };
/** The step after another: the same person under the same consent, at the place where one is now. */
export const nextStepOf = (doc: SetupDoc, place: { visit_id?: string | null } = {}): SetupDraft => ({
	...setupDraftOf({ ...doc, note: null, follow_up_on: null }),
	visit_id: place.visit_id ?? ''
});
/** The next person: kind, step and place stay. */
export const nextPersonOf = (draft: SetupDraft): SetupDraft => ({ ...blankSetup(draft), kind: draft.kind, step: draft.step, withPerson: draft.withPerson });

/** Where a half-written form is kept: one for each record being changed, mended or followed by a next step, and one new one. */
export const draftIdOf = (from: { id?: string | undefined; mends?: string | null; after?: string | null }, person = ''): string =>
	from.id ? `${from.id}.edit` : from.mends ? `${from.mends}.mend` : from.after ? `${from.after}.next` : `vneid.${person}`;
