/** What the server refused, read once, and closed together. */

import { byCause, dismissOutcome, liveOutcomes, type Outcome } from '#lib/data';

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
