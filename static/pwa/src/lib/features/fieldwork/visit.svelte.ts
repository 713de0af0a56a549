/** The visit the person is on, and how many people on it were counted by hand. */

import { liveDraft, saveDraft, type DataError } from '#lib/data';
import { me } from '#lib/features/identity';
import type { VisitDoc } from './model';
import { liveOpenVisits } from './queries';

/** Counted by hand on a visit; null: not counted, which is not zero. */
interface HandCounts {
	guided: number;
	helped: number | null;
}
const NONE: HandCounts = { guided: 0, helped: null };

let current = $state.raw<VisitDoc | null>(null);
let error = $state.raw<DataError | null>(null);
let counts = $state.raw<HandCounts>(NONE);
let stopCount = (): void => undefined;
let tellKnown = (): void => undefined;
/**
 * Until the store has said whether there is a visit, and what was counted, or that it cannot say: a page opened afresh
 * must not forget it, and nobody waits for a store that is silent.
 */
let known = new Promise<void>((resolve) => (tellKnown = resolve));

/** Counts of a visit lie in a draft of its own until it is closed. */
export const visitDraftId = (visitId: string): string => `${visitId}.counts`;

/**
 * Not pressed to the disk: a write that is under way when the page is killed is lost, and holds up the note a page
 * leaves of what it has not begun to write.
 */
function setCounts(change: Partial<HandCounts>): void {
	if (!current) return;
	counts = { ...counts, ...change };
	saveDraft(visitDraftId(current.id), 'visit_counts', counts, NONE);
}

export const visit = {
	get current(): VisitDoc | null {
		return current;
	},
	/** Why it cannot be told whether there is a visit, null when it can. */
	get error(): DataError | null {
		return error;
	},
	get guided(): number {
		return counts.guided;
	},
	/** People helped in all, as the person says. */
	get helped(): number | null {
		return counts.helped;
	},
	setGuided: (n: number): void => setCounts({ guided: Math.max(0, n) }),
	setHelped: (helped: number | null): void => setCounts({ helped }),
	/** Resolves once it is known whether there is a visit, and what was counted on it, or that this cannot be told. */
	whenKnown: (): Promise<void> => known
};

export function followVisit(): () => void {
	if (!me.id) return () => undefined;
	const stop = liveOpenVisits(me.id).subscribe((face) => {
		error = face.state === 'error' ? face.error : null;
		if (face.state === 'error') tellKnown();
		if (face.state !== 'content') return;
		const next = face.value[0]?.doc ?? null;
		const isOther = next?.id !== current?.id;
		current = next;
		if (isOther) followCount(next);
		if (!next) tellKnown();
	});
	return () => {
		stop();
		stopCount();
		current = error = null;
		known = new Promise<void>((resolve) => (tellKnown = resolve));
	};
}

function followCount(doc: VisitDoc | null): void {
	stopCount();
	counts = NONE;
	stopCount = doc
		? liveDraft<Partial<HandCounts>>(visitDraftId(doc.id)).subscribe((face) => {
				if (face.state === 'loading') return;
				if (face.state === 'content' && face.value) counts = { ...NONE, ...face.value.data };
				tellKnown();
			})
		: () => undefined;
}
