/** People who were guided and did not want to be written down: a button that counts them. */

import { flushDrafts, newId, undo } from '#lib/data';
import { toasts } from '#lib/ui';
import { logActivity } from './commands';
import { blankActivity } from './draft';
import { visit } from './visit.svelte';
import { fieldworkWords } from './words';

/** A thumb that comes down again so soon means the same person. */
const SAME_PERSON_MS = 1000;
/** By then a draft is being written; what is said to be counted has to be on the disk. */
const WRITING_MS = 300;
/** Longer than the toast with its undo stands. */
const HOLD_MS = 10_000;

let countedAt = -Infinity;
let counting = Promise.resolve(false);

/**
 * Somebody was guided who did not want to be written down: counted on the visit, or as an activity of its own when
 * there is no visit. Nothing personal either way. One person however often the button is hit; it says so, and can be
 * taken back.
 */
export function countGuided(hamletId: string | null): Promise<boolean> {
	if (performance.now() - countedAt < SAME_PERSON_MS) return counting;
	countedAt = performance.now();
	counting = countOne(hamletId);
	return counting;
}

async function countOne(hamletId: string | null): Promise<boolean> {
	await visit.whenKnown();
	const back = await (visit.current ? countOnVisit(visit.current.id) : countAlone(hamletId));
	if (!back) countedAt = -Infinity;
	else toasts.show(fieldworkWords.countedOne, { action: { label: fieldworkWords.undo, run: () => void takeBack(back) } });
	return back !== null;
}
type Back = () => boolean | Promise<boolean>;

async function takeBack(back: Back): Promise<void> {
	countedAt = -Infinity;
	const isBack = await back();
	toasts.show(isBack ? fieldworkWords.countUndone : fieldworkWords.countLeft, { icon: isBack ? 'returned' : 'info' });
}

async function countOnVisit(id: string): Promise<Back | null> {
	visit.setGuided(visit.guided + 1);
	const back = (): boolean => {
		if (visit.current?.id !== id) return false;
		visit.setGuided(visit.guided - 1);
		return true;
	};
	await new Promise((resolve) => setTimeout(resolve, WRITING_MS));
	if ((await flushDrafts()).ok) return back;
	back();
	return null;
}

async function countAlone(hamletId: string | null): Promise<Back | null> {
	const draft = { ...blankActivity(new Date(), { hamlet_id: hamletId }), kind: 'other' as const, counts: { guided: 1 } };
	const saved = await logActivity(newId(), { ...draft, from: draft.to }, { holdMs: HOLD_MS });
	if (!saved.ok) return null;
	const [command = ''] = saved.commands;
	return () => undo(command);
}
