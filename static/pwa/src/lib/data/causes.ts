/** What was refused, by cause: what people call one thing to mend, however much was refused with it. Pure. */

import type { OutcomeRow } from './rows';
import type { Uuid } from './wire';

interface Refused {
	code: string;
	command: { type: string; entity: Uuid };
}

/** Refused only because of an earlier one: it says so, or the record was not there since making it was refused. */
const isDependant = ({ code }: Refused, [cause]: readonly Refused[]): boolean =>
	code === 'DEPENDENCY_REJECTED' || (code === 'NOT_FOUND' && Boolean(cause?.command.type.endsWith('.create')));

/**
 * Each cause with what was refused only because of it: that stands behind the nearest earlier cause of its record, or,
 * where none is left, together on its own. refused: newest first, and so are the groups.
 */
export function byCause<T extends Refused>(refused: readonly T[]): T[][] {
	const groups: T[][] = [];
	const latest = new Map<Uuid, T[]>();
	for (const one of [...refused].reverse()) {
		const before = latest.get(one.command.entity);
		if (before && isDependant(one, before)) before.push(one);
		else {
			const group = [one];
			latest.set(one.command.entity, group);
			groups.push(group);
		}
	}
	return groups.reverse();
}

/** How many causes, from the clear part of what the store holds, newest first. Rows of before count once a record. */
export const countCauses = (rows: readonly OutcomeRow[]): number =>
	byCause(rows.map(({ entity, command = '', code = 'DEPENDENCY_REJECTED' }) => ({ code, command: { type: command, entity } }))).length;
