/** What becomes of a refused step: the text somebody wrote, and the form it can be put back into. */

import type { Change, Outcome } from '#lib/data';
import { showDate } from '#lib/util/dates';
import type { PersonField } from './fields';
import type { ReturnItem } from './types';

type Kept = Pick<Outcome, 'command'>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const dayOfMoment = (value: unknown): string => text(value).slice(0, 10);
const items = (args: Record<string, unknown>): ReturnItem[] => (Array.isArray(args.items) ? (args.items as ReturnItem[]) : []);
/** Of an edit: field by field. */
export const changesOf = (args: Record<string, unknown>): Change[] => (Array.isArray(args.changes) ? (args.changes as Change[]) : []);
/** A value as it was typed. */
export const typedAs = ({ field, new: value }: Change): string => (field.endsWith('date_of_birth') ? showDate(text(value)) : text(value));

/** What the desk's own form can hold; everything else of a dossier is mended by who prepared it. */
export const CORRECTABLE: readonly PersonField[] = ['full_name', 'id_number', 'date_of_birth', 'phone', 'phone_of', 'address'];
const isCorrectable = (path: string): boolean => path === 'note' || CORRECTABLE.some((field) => path === `applicant.${field}`);

/** By field, what is not said by the headline already. */
export function detailsOf({ errors, reason }: Pick<Outcome, 'errors' | 'reason'>): [string, string[]][] {
	if (reason?.endsWith('_in_use')) return [];
	return Object.entries(errors);
}

/** Everything typed, one line each, none twice. */
export function keptText({ command: { args } }: Kept, label: (path: string) => string): string[] {
	const lines = [
		...changesOf(args).map((change) => (typedAs(change) ? `${label(change.field)}: ${typedAs(change)}` : label(change.field))),
		...items(args).map((item) => `${label(item.path)}: ${item.message}`),
		text(args.reason),
		text(args.text),
		text(args.official_code ?? args.code),
		dayOfMoment(args.official_due_at ?? args.due_at),
		text(args.note)
	];
	// A reason may be made of the very same words.
	return [...new Set(lines)].filter(Boolean);
}

/** The same of a form that was never sent. */
export function typedText(data: Record<string, unknown>, label: (path: string) => string): string[] {
	const picked = (data.picked ?? {}) as Record<string, string>;
	const lines = [
		...Object.entries(picked).map(([path, message]) => (message ? `${label(path)}: ${message}` : label(path))),
		...Object.entries((data.values ?? {}) as Record<string, string>).map(([path, value]) => `${label(path)}: ${value}`),
		...[data.wardName, data.reason, data.code, data.dueOn, data.note].map(text)
	];
	return [...new Set(lines)].filter(Boolean);
}

/** The form, and what stands in it. null for what has none. */
export function reopening({ command: { type, args } }: Kept) {
	const reason = text(args.reason);
	switch (type) {
		case 'dossier.accept':
			return { panel: 'accept', data: { code: text(args.official_code), dueOn: dayOfMoment(args.official_due_at) } } as const;
		case 'dossier.return':
			return { panel: 'return', data: { picked: Object.fromEntries(items(args).map((item) => [item.path, item.message])), reason } } as const;
		case 'dossier.decline':
			return { panel: 'decline', data: { reason } } as const;
		case 'dossier.withdraw':
			return { panel: 'withdraw', data: { reason } } as const;
		case 'dossier.reopen':
			return { panel: 'reopen', data: { reason } } as const;
		case 'dossier.complete':
			return { panel: 'complete', data: {} } as const;
		case 'dossier.assign':
			return { panel: 'assign', data: { to: text(args.assignee_id) } } as const;
		case 'dossier.transfer':
			return { panel: 'transfer', data: { ward: text(args.ward), wardName: text(args.ward), reason } } as const;
		case 'dossier.edit': {
			const changes = changesOf(args);
			return changes.some(({ field }) => !isCorrectable(field))
				? null
				: ({
						panel: 'edit',
						data: {
							values: Object.fromEntries(changes.map((change) => [change.field, typedAs(change)])),
							base: Object.fromEntries(changes.map(({ field, base }) => [field, base ?? null]))
						}
					} as const);
		}
		case 'dossier.record_official':
			return {
				panel: 'record_official',
				data: { status: String(args.status), on: dayOfMoment(args.at), code: text(args.code) || null, dueOn: dayOfMoment(args.due_at), note: text(args.note) }
			} as const;
		default:
			return null;
	}
}
