/** The visit the person is on, and the people on it who are counted by hand. */

import { flushDrafts, liveDraft, newId, saveDraft, undo, type DataError } from '#lib/data';
import { me } from '#lib/features/identity';
import { toasts } from '#lib/ui';
import { logActivity } from './commands';
import { blankActivity, type VisitDoc } from './model';
import { liveOpenVisits } from './queries';
import { fieldworkWords } from './words';

/** Counted by hand on a visit; null: not counted, which is not zero. */
interface HandCounts {
	guided: number;
	helped: number | null;
}
const NONE: HandCounts = { guided: 0, helped: null };
/** A thumb that comes down again so soon means the same person. */
const SAME_PERSON_MS = 1000;
/** By then a draft is being written; what is said to be counted has to be on the disk. */
const WRITING_MS = 300;
/** Longer than the toast with its undo stands. */
const HOLD_MS = 10_000;

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
	await known;
	const back = await (current ? countOnVisit(current.id) : countAlone(hamletId));
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
	visit.setGuided(counts.guided + 1);
	const back = (): boolean => {
		if (current?.id !== id) return false;
		visit.setGuided(counts.guided - 1);
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
