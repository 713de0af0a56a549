/** What a leader decides about activities; held back for a moment, so that it can be taken back. */

import { enqueueAll, mendOutcome } from '#lib/data';
import { deskWords, HOLD_MS, takeBack, unlessSecret, type Sent } from '#lib/features/desk';
import { isHeldBack, sync } from '#lib/features/sync';
import { toasts } from '#lib/ui';
import type { Activity } from './model';
import { words } from './words';

/** What was seen when judging: an edit in between leaves the state as it was. */
const expect = ({ doc: { state, updated_at } }: Activity): { state: string; updated_at?: string } => ({ state, ...(updated_at ? { updated_at } : {}) });

/** Nothing leaves this device now: then nobody has been asked or told yet. */
const isHere = (): boolean => sync.status !== null && isHeldBack(sync.status);

/** One, or several at once: all of them or none are saved. */
export async function verify(activities: readonly Activity[]): Promise<boolean> {
	const commands = activities.map((one) => ({ type: 'activity.verify', entity: one.id, args: { expect: expect(one) } }));
	return settled(await enqueueAll(commands, { holdMs: HOLD_MS }), isHere() ? words.verifiedHere(activities.length) : words.verified(activities.length));
}

/** restore: brings the question back when it is taken back. instead: the refused one it replaces. */
export async function askBack(
	activity: Activity,
	reason: string,
	{ name, draft, instead, restore }: { name: string; draft: string; instead?: string; restore: () => void }
): Promise<boolean> {
	const command = { type: 'activity.query', entity: activity.id, args: { expect: expect(activity), reason } };
	const replaced = { deleteDrafts: [draft] };
	const sent = await unlessSecret(reason, () =>
		instead ? mendOutcome(instead, [command], replaced) : enqueueAll([command], { holdMs: HOLD_MS, ...replaced })
	);
	return settled(sent, isHere() ? words.askedHere(name) : words.asked(name), instead ? null : restore);
}

/** restore: null where nothing can be taken back. */
function settled(sent: Sent, said: string, restore: (() => void) | null = () => undefined): boolean {
	if (!sent.ok) {
		toasts.show(deskWords.notSaved[sent.error.code], { icon: 'alert', ms: 10_000 });
		return false;
	}
	if (!restore) {
		toasts.show(said);
		return true;
	}
	const back = async (): Promise<void> => {
		const isBack = await takeBack(sent.commands);
		if (isBack) restore();
		toasts.show(isBack ? words.undone : words.tooLate, { icon: isBack ? 'returned' : 'info' });
	};
	toasts.show(said, { action: { label: words.undo, run: () => void back() }, ms: HOLD_MS });
	return true;
}
