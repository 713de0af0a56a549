/** A request for a supplement, as it is sent. */

import type { ReturnItem } from './types';

export const MIN_RETURN_REASON = 10;

/**
 * null: nothing picked, or a place without words. A message for all of it may be left out: then the places say
 * themselves what the citizen reads ("Giấy chứng sinh: ảnh mờ").
 */
export function returnArgs(
	{ picked, reason }: { picked: Record<string, string>; reason: string },
	label: (path: string) => string
): { items: ReturnItem[]; reason: string } | null {
	const items = Object.entries(picked).map(([path, message]) => ({ path, message: message.trim() }));
	if (items.length === 0 || items.some((item) => item.message === '')) return null;
	const said = items.map((item) => `${label(item.path)}: ${item.message}`).join('; ');
	const own = reason.trim();
	return { items, reason: own.length >= MIN_RETURN_REASON ? own : [own, said].filter(Boolean).join('. ').slice(0, 1000) };
}
