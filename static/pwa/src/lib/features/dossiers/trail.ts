/**
 * The wizard's way: which step follows, and its steps in the browser's history. Each entry knows which steps lie under it, so that the phone's back
 * button goes one step back while somebody writes, and leaves all of them behind at once when it is over.
 */

import { STEPS, stepOf, type StepId } from './model';

/** Of a history entry: the steps under it, the first one opened first. Kept over a reload. */
export const trailOf = (state: unknown): StepId[] => {
	const trail = (state as { trail?: unknown } | null)?.trail;
	return Array.isArray(trail) ? trail.filter((step): step is StepId => STEPS.includes(step as StepId)) : [];
};

/** How `goto` opens another step from here. `instead`: in place of this one, for going back where nothing lies below. */
export const stepOptions = (
	trail: readonly StepId[],
	here: StepId,
	{ instead = false } = {}
): { replace: boolean; reset: false; persistState: true; state: { trail: StepId[] } } => ({
	replace: instead,
	reset: false,
	persistState: true,
	state: { trail: instead ? [...trail] : [...trail, here] }
});

interface Ahead {
	hasRecord: boolean;
	/** Paths that leader or ward ask for and nobody has touched since; null when it was not sent back. */
	asked: readonly string[] | null;
	/** A procedure that is not listed has no form and no checklist. */
	isEmpty: (step: StepId) => boolean;
}
/** Where "on" leads. Who mends goes from one asked place to the next, then to sending; consent is not asked for twice. */
export function stepAfter(here: StepId, { hasRecord, asked, isEmpty }: Ahead): StepId {
	const isWanted = (step: StepId): boolean =>
		asked ? asked.some((path) => stepOf(path) === step) : !isEmpty(step) && !(step === 'consent' && hasRecord);
	return STEPS.slice(STEPS.indexOf(here) + 1).find(isWanted) ?? 'send';
}

/** Longest wait for the browser to go back; then one goes on without. */
const PATIENCE_MS = 1500;

/** Goes back over that many entries; resolves when there. arrival: calls back at the next navigation. */
export async function unwind(entries: number, arrival: (then: () => void) => void): Promise<void> {
	if (entries === 0) return;
	await new Promise<void>((resolve) => {
		arrival(resolve);
		setTimeout(resolve, PATIENCE_MS);
		history.go(-entries);
	});
}
