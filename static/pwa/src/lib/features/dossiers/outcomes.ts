/** What the server refused, read once, and closed together. */

import { dismissOutcome, liveOutcomes, type Outcome } from '#lib/data';

export function readOutcomes(): Promise<Outcome[]> {
	return new Promise((resolve) => {
		let stop = (): void => undefined;
		let done = false;
		stop = liveOutcomes().subscribe((face) => {
			if (face.state === 'loading' || done) return;
			done = true;
			resolve(face.state === 'content' ? face.value : []);
			queueMicrotask(() => stop());
		});
	});
}

/** Refused only because of an earlier one: it says so, or the record was not there since making it was refused. */
const isDependant = ({ code }: Outcome, [cause]: readonly Outcome[]): boolean =>
	code === 'DEPENDENCY_REJECTED' || (code === 'NOT_FOUND' && Boolean(cause?.command.type.endsWith('.create')));

/**
 * What was refused, each cause with what was refused only because of it: that stands behind the nearest earlier cause
 * of its record, or, where none is left, together on its own. outcomes: newest first, and so are the groups.
 */
function byCause(outcomes: readonly Outcome[]): Outcome[][] {
	const groups: Outcome[][] = [];
	const latest = new Map<string, Outcome[]>();
	for (const outcome of [...outcomes].reverse()) {
		const before = latest.get(outcome.command.entity);
		if (before && isDependant(outcome, before)) before.push(outcome);
		else {
			const group = [outcome];
			latest.set(outcome.command.entity, group);
			groups.push(group);
		}
	}
	return groups.reverse();
}

/** One entry per cause. */
export const firstCauses = (outcomes: readonly Outcome[]): Outcome[] => byCause(outcomes).flatMap(([cause]) => cause ?? []);

const dismissAll = async (outcomes: readonly Outcome[]): Promise<void> => {
	for (const { id } of outcomes) await dismissOutcome(id);
};

/** One entry as it is shown, with what stands behind it. Everything else that was refused stays. */
export const closeCause = async (id: string): Promise<void> =>
	dismissAll(byCause(await readOutcomes()).find((group) => group.some((outcome) => outcome.id === id)) ?? []);

const WRITTEN = /\.(create|edit|submit|record|log)$/;

/** What was refused of the writing of a record that has now been mended as a whole; a comment of it is another matter. */
export const closeOutcomes = async (entity: string): Promise<void> =>
	dismissAll(
		byCause(await readOutcomes())
			.filter(([cause]) => cause?.command.entity === entity && WRITTEN.test(cause.command.type))
			.flat()
	);
