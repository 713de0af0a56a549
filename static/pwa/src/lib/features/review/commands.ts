/** What a leader decides about activities; held back for a moment, so that it can be taken back. */

import { enqueueAll, mendOutcome, type Enqueued } from '#lib/data';
import { HOLD_MS, takeBack } from '#lib/features/desk';
import { errorSentence } from '#lib/i18n';
import { toasts } from '#lib/ui';
import type { Activity } from './model';
import { words } from './words';

const expect = ({ doc }: Activity): { state: string } => ({ state: doc.state });

/** One, or several at once: all of them or none are saved. */
export async function verify(activities: readonly Activity[]): Promise<boolean> {
	const commands = activities.map((one) => ({ type: 'activity.verify', entity: one.id, args: { expect: expect(one) } }));
	return settled(await enqueueAll(commands, { holdMs: HOLD_MS }), words.verified(activities.length));
}

/** restore: brings the question back when it is taken back. instead: the refused one it replaces. */
export async function askBack(
	activity: Activity,
	reason: string,
	{ name, draft, instead, restore }: { name: string; draft: string; instead?: string; restore: () => void }
): Promise<boolean> {
	const command = { type: 'activity.query', entity: activity.id, args: { expect: expect(activity), reason } };
	if (instead) return settled(await mendOutcome(instead, [command]), words.asked(name));
	return settled(await enqueueAll([command], { holdMs: HOLD_MS, deleteDrafts: [draft] }), words.asked(name), restore);
}

function settled(sent: Enqueued, said: string, restore: () => void = () => undefined): boolean {
	if (!sent.ok) {
		toasts.show(errorSentence({ code: sent.error.code }), { icon: 'alert', ms: 10_000 });
		return false;
	}
	const back = async (): Promise<void> => {
		const isBack = await takeBack(sent.commands);
		if (isBack) restore();
		toasts.show(isBack ? words.undone : words.tooLate, { icon: isBack ? 'returned' : 'info' });
	};
	toasts.show(said, { action: { label: words.undo, run: () => void back() }, ms: HOLD_MS });
	return true;
}
