/** A request for a supplement, as it is sent. */

import type { ReturnItem } from './types';

/** Letters of a reason below which nobody would understand it. */
export const MIN_REASON = 10;

/**
 * Whether a sentence ends where the writer had to go on: at a colon, or at one that the next ready sentence follows.
 * sentences: the ready ones of this field.
 */
export function isUnfinished(text: string, sentences: readonly string[] = []): boolean {
	if (/:\s*$/.test(text)) return true;
	const ready = sentences.map((one) => one.trim());
	return ready.filter((one) => one.endsWith(':')).some((begun) => ready.some((next) => text.includes(`${begun} ${next}`)));
}

/**
 * null: nothing picked, a place without words, or a sentence that nobody finished. A message for all of it may be left out: then the places say
 * themselves what the citizen reads ("Giấy chứng sinh: ảnh mờ").
 */
export function returnArgs(
	{ picked, reason }: { picked: Record<string, string>; reason: string },
	label: (path: string) => string,
	sentences: readonly string[] = []
): { items: ReturnItem[]; reason: string } | null {
	const items = Object.entries(picked).map(([path, message]) => ({ path, message: message.trim() }));
	if (items.length === 0 || items.some((item) => item.message === '' || isUnfinished(item.message))) return null;
	if (isUnfinished(reason, sentences)) return null;
	const said = items.map((item) => `${label(item.path)}: ${item.message}`).join('; ');
	const own = reason.trim();
	return { items, reason: own.length >= MIN_REASON ? own : [own, said].filter(Boolean).join('. ').slice(0, 1000) };
}
