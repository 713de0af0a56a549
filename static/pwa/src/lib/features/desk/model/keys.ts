/** Which key does what at the desk. */

export const KEY_ACTIONS = ['next', 'previous', 'accept', 'return', 'decline', 'claim', 'comment', 'search', 'undo', 'help'] as const;
export type KeyAction = (typeof KEY_ACTIONS)[number];

/** As shown on buttons and in the help. */
export const KEY_OF: Record<KeyAction, string> = {
	next: 'J',
	previous: 'K',
	accept: 'A',
	return: 'S',
	decline: 'D',
	claim: 'N',
	comment: 'M',
	search: '/',
	undo: 'Z',
	help: '?'
};
const BY_KEY = new Map(KEY_ACTIONS.map((action) => [KEY_OF[action].toLowerCase(), action]));

export interface Pressed {
	key: string;
	/** The physical key. */
	code: string;
	ctrlKey: boolean;
	altKey: boolean;
	metaKey: boolean;
	/** Held down. */
	repeat: boolean;
	defaultPrevented: boolean;
}

/**
 * Vietnamese typing takes letters for itself: under Telex J and S are tone marks and arrive as "Process".
 * Then the physical key tells which letter was meant.
 */
function letterOf(event: Pressed): string {
	const hidden = event.key === 'Process' || event.key === 'Dead' || event.key === 'Unidentified';
	if (!hidden) return event.key.toLowerCase();
	const found = /^Key([A-Z])$/.exec(event.code);
	return found?.[1]?.toLowerCase() ?? '';
}

/** typing: the focus is in a field, a list or a dialog. enabled: single letters may be switched off (WCAG 2.1.4). */
export function keyAction(event: Pressed, { typing, enabled }: { typing: boolean; enabled: boolean }): KeyAction | null {
	if (typing || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return null;
	const action = BY_KEY.get(letterOf(event)) ?? null;
	if (action === null || !enabled) return null;
	// Held down, J runs through the list; nothing else may happen many times.
	if (event.repeat && action !== 'next' && action !== 'previous') return null;
	return action;
}

/** Escape leaves a field and keeps its text, unless a form or a list around it took the key, or a word is being composed. */
export function leavesField(event: Pick<KeyboardEvent, 'key' | 'defaultPrevented' | 'isComposing'>): boolean {
	return event.key === 'Escape' && !event.defaultPrevented && !event.isComposing;
}

/** Whether keys belong to what has the focus. */
export function isTyping(target: EventTarget | null): boolean {
	if (!(target instanceof Element)) return false;
	return target.closest('input, textarea, select, [contenteditable]:not([contenteditable="false"]), dialog, [role="dialog"]') !== null;
}
