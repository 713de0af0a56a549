/** Facts of a dossier in the reader's language. */

import type { Reply } from '#lib/data';
import { pathLabel as dossierLabel, pathValue as dossierValue } from '#lib/features/dossiers';
import { clock, common, day, nearDay, pick, upper } from '#lib/i18n';
import type { IconName, Tone } from '#lib/ui';
import { showDate } from '#lib/util/dates';
import { formatPhone } from '#lib/util/phone';
import type { Due } from './model/due';
import { answerText, isMasked, maskedNumber, type AnswerWords, type PersonField, type ProcedureDoc } from './model/fields';
import type { DossierDoc, PersonDoc, WorkState } from './model/types';
import { words } from './words';

export function dueText(due: Due, now: number): string {
	switch (due.kind) {
		case 'late':
			if (due.days >= 1) return words.lateDays(due.days);
			return due.hours >= 1 ? words.lateHours(due.hours) : words.lateMinutes(Math.max(1, due.minutes));
		case 'today':
			return words.todayAt(clock(due.at));
		case 'soon':
		case 'later':
			return upper(day(due.at, now));
		case 'none':
			return words.noDue;
		case 'paused':
			return words.paused[due.why];
		case 'done':
			return due.why === 'finished' ? words.official[9] : words.work[due.why];
	}
}

export const STATE_LOOK: Record<WorkState, { tone: Tone; icon: IconName }> = {
	draft: { tone: 'plain', icon: 'pen' },
	submitted: { tone: 'blue', icon: 'plane' },
	returned: { tone: 'wait', icon: 'returned' },
	accepted: { tone: 'ok', icon: 'stamp' },
	completed: { tone: 'ok', icon: 'done' },
	declined: { tone: 'plain', icon: 'bar' },
	withdrawn: { tone: 'quiet', icon: 'x' }
};

export const PAPER_LOOK: Record<string, { tone: 'blue' | 'wait' | 'none'; icon: IconName }> = {
	missing: { tone: 'none', icon: 'ring' },
	promised: { tone: 'wait', icon: 'clock' },
	seen: { tone: 'blue', icon: 'eye' },
	photo: { tone: 'blue', icon: 'check' },
	certified: { tone: 'blue', icon: 'shield' },
	reused: { tone: 'blue', icon: 'reuse' }
};

const answerWords = (): AnswerWords => ({ yes: common.yes, no: common.no, date: showDate, phone: formatPhone, pick });

/** What stands in a form field; '' for nothing. */
export function fieldAnswer(name: string, value: unknown, definition: ProcedureDoc | null): string {
	return answerText(definition?.form.properties?.[name], value, answerWords());
}

export function personValue(person: PersonDoc, field: PersonField, masked: boolean): string {
	const value = person[field];
	if (field === 'id_number' && masked) return maskedNumber(person);
	if (masked) return '••••••';
	if (!value) return '';
	if (field === 'date_of_birth') return showDate(value);
	if (field === 'phone') return formatPhone(value);
	if (field === 'sex') return value in words.sex ? words.sex[value as keyof typeof words.sex] : value;
	if (field === 'basis') return value in words.basis ? words.basis[value as keyof typeof words.basis] : value;
	return value;
}

/** What a dotted path of a dossier, or an argument of a step, is called. */
export function pathLabel(path: string, definition: ProcedureDoc | null): string {
	if (path === 'official_code' || path === 'code') return words.code;
	if (path === 'official_due_at' || path === 'due_at') return words.dueOn;
	return dossierLabel(path, definition);
}

/** What stands at a path. whole: the whole number of an identity paper, where its last digits tell nothing. */
export function pathValue(doc: DossierDoc, path: string, value: unknown, definition: ProcedureDoc | null, { whole = false } = {}): string {
	if (isMasked(doc, path) && (value === null || value === undefined)) return '••••••';
	return dossierValue(path, value, definition, { whole }) || words.emptyValue;
}

/** "hẹn thứ Tư 25/11, chị Thảo" */
export function promiseText(paper: { promised_on?: string | null; promised_by?: string | null }, now: number): string {
	const when = paper.promised_on ? nearDay(paper.promised_on, now) : '';
	return [`${words.paper.promised} ${when}`.trim(), paper.promised_by ?? ''].filter(Boolean).join(', ');
}

/** "Tổ công nghệ số cộng đồng số 1" → "Tổ 1": the long name is for documents. */
export const shortTeam = (name: string): string => name.replace(/^Tổ công nghệ số cộng đồng (?:số )?/i, 'Tổ ');
/** "Tổ dân phố 3" → "TDP 3": lines are short, and everybody here says so. */
export const shortPlace = (name: string): string => name.replace(/^Tổ dân phố\s+/i, 'TDP ');

/** Why the server has not answered, in the words given; '' when it has. An ended session is not a missing network. */
export function unanswered(answer: Reply<unknown>, say: { network: string; signedOut: string; else: string }): string {
	if (answer.ok) return '';
	if (answer.kind === 'network') return say.network;
	return answer.status === 401 ? say.signedOut : say.else;
}
