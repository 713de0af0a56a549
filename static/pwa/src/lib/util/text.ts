/** Vietnamese text: one normal form for storing, one folded form for searching and sorting. Twin of core/text.py. */

/** As stored: NFC, outer blanks gone, inner runs of blanks kept single. */
export function clean(text: string): string {
	return text.normalize('NFC').split(/\s+/u).filter(Boolean).join(' ');
}

/** For search: lower case, tone and vowel marks gone, đ as d, single blanks. */
export function fold(text: string): string {
	const flat = text.toLowerCase().replaceAll('đ', 'd').normalize('NFD').replace(/\p{M}/gu, '');
	return flat.split(/\s+/u).filter(Boolean).join(' ');
}

/** Vietnamese names sort by the last word (the given name), then by the whole. */
export function nameSortKey(fullName: string): [last: string, whole: string] {
	const folded = fold(fullName);
	return [folded.slice(folded.lastIndexOf(' ') + 1), folded];
}

export function compareNames(a: string, b: string): number {
	const [lastA, wholeA] = nameSortKey(a);
	const [lastB, wholeB] = nameSortKey(b);
	return compareText(lastA, lastB) || compareText(wholeA, wholeB) || compareText(a, b);
}

/** By code units: the same on every device, unlike a locale's order. */
export function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
