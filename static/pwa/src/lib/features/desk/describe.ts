/** Facts of a dossier in the reader's language. */

import { clock, common, day, nearDay, pick, upper } from '#lib/i18n';
import type { IconName, Tone } from '#lib/ui';
import { showDate } from '#lib/util/dates';
import { formatPhone } from '#lib/util/phone';
import type { Due } from './model/due';
import { answerText, definedLabel, isMasked, maskedNumber, PEOPLE, type AnswerWords, type PersonField, type ProcedureDoc } from './model/fields';
import type { DossierDoc, PersonDoc, PersonRole, WorkState } from './model/types';
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

export function personLabel(person: PersonDoc, field: PersonField): string {
	const kind = person.id_kind;
	if (field === 'id_number' && kind && kind in words.idKind) return words.idKind[kind as keyof typeof words.idKind];
	return words.field[field];
}

/** `form.child_name` → "Họ, chữ đệm, tên của trẻ"; the path itself only where nothing else is known. */
export function pathLabel(path: string, definition: ProcedureDoc | null): string {
	const defined = definedLabel(path, definition);
	if (defined) return pick(defined);
	const [root = '', field = ''] = path.split('.');
	if ((PEOPLE as readonly string[]).includes(root)) {
		const name = field in words.field ? words.field[field as PersonField] : field;
		return name ? `${name} · ${words.person[root as PersonRole]}` : words.person[root as PersonRole];
	}
	if (root === 'documents' || root === 'form') return field.replaceAll('_', ' ');
	if (root === 'note') return words.noteOf;
	if (root === 'official_code' || root === 'code') return words.code;
	if (root === 'official_due_at' || root === 'due_at') return words.dueOn;
	if (root === 'hamlet_id') return words.hamlet;
	if (root === 'procedure') return words.procedure;
	return path;
}

/** What stands at a path, as the desk shows it elsewhere. */
export function pathValue(doc: DossierDoc, path: string, value: unknown, definition: ProcedureDoc | null): string {
	if (isMasked(doc, path) && (value === null || value === undefined)) return '••••••';
	if (value === null || value === undefined || value === '') return words.emptyValue;
	const [root, name = '', leaf = ''] = path.split('.');
	if (root === 'form') return fieldAnswer(name, value, definition);
	if (root === 'documents' && leaf === 'state' && typeof value === 'string' && value in words.paper) return words.paper[value as keyof typeof words.paper];
	if (name === 'date_of_birth' && typeof value === 'string') return showDate(value);
	if (name === 'phone' && typeof value === 'string') return formatPhone(value);
	return typeof value === 'string' ? value : answerText(undefined, value, answerWords());
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
