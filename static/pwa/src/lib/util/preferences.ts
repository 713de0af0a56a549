/**
 * Small choices of this device: language, theme, favourite procedures. Never content, never anything about a
 * citizen; that lives in the person's own store (`lib/data`). Read at once, before any store is open.
 */

function shelf(): Storage | null {
	try {
		return globalThis.localStorage ?? null;
	} catch {
		return null; // switched off by the browser: then a choice lasts as long as the page
	}
}

export const readPreference = (name: string): string | null => shelf()?.getItem(`to-so.${name}`) ?? null;

export function writePreference(name: string, value: string | null): void {
	try {
		if (value === null) shelf()?.removeItem(`to-so.${name}`);
		else shelf()?.setItem(`to-so.${name}`, value);
	} catch {
		// Full or forbidden: as above.
	}
}
