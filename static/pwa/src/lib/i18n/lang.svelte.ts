/**
 * The language of this device, as a rune: what reads it redraws when it changes, without a reload.
 *
 * An area of the product keeps its words beside its screens:
 *   export const words = messages({ vi: { title: 'Hồ sơ' }, en: { title: 'Dossiers' } });
 *   … {words.title}
 * Vietnamese gives the shape; a key missing in English, or one too many, does not compile.
 */

import { readPreference, writePreference } from '#lib/util/preferences';

export type Lang = 'vi' | 'en';
export type Both = { vi: string; en: string };

let current = $state<Lang>(readPreference('lang') === 'en' ? 'en' : 'vi');

export const lang = (): Lang => current;

export function setLang(next: Lang): void {
	current = next;
	writePreference('lang', next);
}

type Entry = string | ((...args: never[]) => string) | readonly string[] | { [key: string]: Entry };
type Words = { [key: string]: Entry };
/** The same keys and arguments, any words. */
export type SameShape<T> = {
	readonly [K in keyof T]: T[K] extends string
		? string
		: T[K] extends (...args: infer A) => string
			? (...args: A) => string
			: T[K] extends readonly string[]
				? readonly string[]
				: SameShape<T[K]>;
};

export function messages<V extends Words>(both: { vi: V; en: SameShape<V> }): SameShape<V> {
	const reader = {};
	for (const key of Object.keys(both.vi)) {
		Object.defineProperty(reader, key, {
			enumerable: true,
			get: () => (current === 'en' ? both.en : both.vi)[key as keyof V]
		});
	}
	return reader as SameShape<V>;
}

/** Words that come as data (`{vi, en}`), in the reader's language; Vietnamese where English is missing. */
export function pick(both: { vi?: string | null; en?: string | null } | null | undefined): string {
	return (current === 'en' ? both?.en || both?.vi : both?.vi || both?.en) ?? '';
}
