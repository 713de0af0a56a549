/** The visit the person is on, and the people guided on it who are counted without a name. */

import { flushDrafts, liveDraft, newId, saveDraft } from '#lib/data';
import { me } from '#lib/features/identity';
import { logActivity } from './commands';
import { blankActivity, type VisitDoc } from './model';
import { liveOpenVisits } from './queries';

let current = $state.raw<VisitDoc | null>(null);
let guided = $state(0);
let stopCount = (): void => undefined;
let tellKnown = (): void => undefined;
/** Until the store has said whether there is a visit: a page opened afresh must not forget the place. */
let known = new Promise<void>((resolve) => (tellKnown = resolve));

/** Counts of a visit lie in a draft of its own until it is closed. */
export const visitDraftId = (visitId: string): string => `${visitId}.counts`;

export const visit = {
	get current(): VisitDoc | null {
		return current;
	},
	get guided(): number {
		return guided;
	},
	setGuided(n: number): void {
		guided = Math.max(0, n);
		if (!current) return;
		saveDraft(visitDraftId(current.id), 'visit_counts', { guided });
		void flushDrafts();
	},
	/** Resolves once it is known whether there is a visit. */
	whenKnown: (): Promise<void> => known
};

export function followVisit(): () => void {
	if (!me.id) return () => undefined;
	const stop = liveOpenVisits(me.id).subscribe((face) => {
		if (face.state !== 'content') return;
		const next = face.value[0]?.doc ?? null;
		if (next?.id !== current?.id) followCount(next);
		current = next;
		tellKnown();
	});
	return () => {
		stop();
		stopCount();
		current = null;
		known = new Promise<void>((resolve) => (tellKnown = resolve));
	};
}

function followCount(doc: VisitDoc | null): void {
	stopCount();
	guided = 0;
	stopCount = doc
		? liveDraft<{ guided: number }>(visitDraftId(doc.id)).subscribe((face) => {
				if (face.state === 'content' && face.value) guided = face.value.data.guided;
			})
		: () => undefined;
}

/**
 * Somebody was guided who did not want to be written down: counted on the visit, or as an activity of its own when
 * there is no visit. Nothing personal either way.
 */
export async function countGuided(hamletId: string | null): Promise<boolean> {
	if (current) {
		visit.setGuided(guided + 1);
		return true;
	}
	const now = new Date();
	const draft = { ...blankActivity(now, { hamlet_id: hamletId }), kind: 'other' as const, counts: { guided: 1 } };
	const saved = await logActivity(newId(), { ...draft, from: draft.to });
	return saved.ok;
}
