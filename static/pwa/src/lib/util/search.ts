/** Search on the device, without tone marks: the folded text of each record is made once and kept in memory. */

import { fold } from './text';

interface Entry {
	text: string;
	words: string[];
}

/**
 * Finds items by words that occur in their text, in any order, at the start of a word or within it. Keep one index
 * per list: items are known by identity, so a changed document is folded anew and the others are not.
 */
export class SearchIndex<T extends object> {
	#known = new WeakMap<object, Entry>();

	/** textOf: everything a person may look for. keyOf: the object whose identity means "unchanged" (the document). */
	constructor(
		private readonly textOf: (item: T) => readonly (string | null | undefined)[],
		private readonly keyOf: (item: T) => object = (item) => item
	) {}

	/** Best first, then in the order given; everything for an empty query. */
	find(items: readonly T[], query: string, limit = Infinity): T[] {
		const wanted = fold(query).split(' ').filter(Boolean);
		if (wanted.length === 0) return items.slice(0, limit);
		const hits: { item: T; score: number; at: number }[] = [];
		items.forEach((item, at) => {
			const score = scoreOf(this.#entry(item), wanted);
			if (score > 0) hits.push({ item, score, at });
		});
		hits.sort((a, b) => b.score - a.score || a.at - b.at);
		return hits.slice(0, limit).map((hit) => hit.item);
	}

	#entry(item: T): Entry {
		const key = this.keyOf(item);
		const known = this.#known.get(key);
		if (known) return known;
		const text = fold(this.textOf(item).filter(Boolean).join(' '));
		const entry = { text, words: text.split(' ') };
		this.#known.set(key, entry);
		return entry;
	}
}

/** 0: not found. The whole phrase counts most, then words that begin like it, then words within. */
function scoreOf({ text, words }: Entry, wanted: readonly string[]): number {
	let score = 1;
	for (const word of wanted) {
		if (!text.includes(word)) return 0;
		if (words.includes(word)) score += 3;
		else if (words.some((w) => w.startsWith(word))) score += 2;
	}
	const phrase = wanted.join(' ');
	if (wanted.length > 1 && text.includes(phrase)) score += 4;
	return `${text} `.startsWith(`${phrase} `) ? score + 2 : score;
}
