/** Procedures somebody uses: favourites by hand, recent ones by use. Codes only, kept on this device per person. */

import { me } from '#lib/features/identity';
import { isDict } from '#lib/util/path';
import { readPreference, writePreference } from '#lib/util/preferences';

const KEPT = 6;
interface Shelf {
	favourites: string[];
	recent: string[];
}
const key = (): string => `shelf.${me.id}`;
/** Counts writes, so that what reads the shelf redraws. */
let written = $state(0);

function read(): Shelf {
	void written;
	try {
		const found: unknown = JSON.parse(readPreference(key()) ?? '{}');
		const codes = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []);
		return isDict(found) ? { favourites: codes(found.favourites), recent: codes(found.recent) } : { favourites: [], recent: [] };
	} catch {
		return { favourites: [], recent: [] };
	}
}
function put(next: Shelf): void {
	writePreference(key(), JSON.stringify(next));
	written++;
}

export const favourites = (): readonly string[] => read().favourites;
export const recent = (): readonly string[] => read().recent;
export const isFavourite = (code: string): boolean => read().favourites.includes(code);
export function toggleFavourite(code: string): void {
	const shelf = read();
	put({ ...shelf, favourites: shelf.favourites.includes(code) ? shelf.favourites.filter((c) => c !== code) : [...shelf.favourites, code] });
}
export function noteUse(code: string): void {
	const shelf = read();
	put({ ...shelf, recent: [code, ...shelf.recent.filter((c) => c !== code)].slice(0, KEPT) });
}
