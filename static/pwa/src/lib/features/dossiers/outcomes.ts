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

/** Everything refused of a record that has been mended, with what was refused only because of it. */
export async function closeOutcomes(entity: string): Promise<void> {
	for (const outcome of await readOutcomes()) if (outcome.command.entity === entity) await dismissOutcome(outcome.id);
}

/** One entry a record: what was refused only because an earlier command was stands behind that one. */
export function firstCauses(outcomes: readonly Outcome[]): Outcome[] {
	const byEntity = new Map<string, Outcome>();
	for (const outcome of outcomes) {
		const before = byEntity.get(outcome.command.entity);
		if (!before || (before.code === 'DEPENDENCY_REJECTED' && outcome.code !== 'DEPENDENCY_REJECTED')) byEntity.set(outcome.command.entity, outcome);
	}
	return [...byEntity.values()];
}
