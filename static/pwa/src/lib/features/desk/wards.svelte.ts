/** Names of the wards a dossier can go to. The list is seldom needed: its own file, fetched when first asked for. */

import { fold } from '#lib/util/text';

export type Ward = readonly [code: string, name: string, province: string];
export const wards = (): Promise<readonly Ward[]> => import('./wards.json').then((module) => module.default as unknown as Ward[]);

const MOST = 6;
export interface FoundWards {
	found: Ward[];
	/** The ward looked for is the one that has the dossier. */
	isOwn: boolean;
}
/** Every name begins with the kind of unit, and so says nothing about which one is meant. */
const KIND = /^(phuong|xa|dac khu) /;
/** How well a name fits, 0 best: by its own beginning, by a part of it, by the kind of unit; null: not at all. */
function fit(name: string, wanted: string): number | null {
	const own = fold(name).replace(KIND, '');
	if (own.startsWith(wanted)) return 0;
	if (own.includes(wanted)) return 1;
	return fold(name).includes(wanted) ? 2 : null;
}
/** By a part of the name, best fit first, or by the whole code. own: the ward that has the dossier; it cannot go there. */
export function findWards(all: readonly Ward[], typed: string, own: string): FoundWards {
	const wanted = fold(typed);
	const judged = all.map((ward) => ({ ward, fits: ward[0] === wanted ? 0 : fit(ward[1], wanted) }));
	const fitting = wanted === '' ? [] : [0, 1, 2].flatMap((best) => judged.filter(({ fits }) => fits === best).map(({ ward }) => ward));
	const found = fitting.filter(([code]) => code !== own).slice(0, MOST);
	return { found, isOwn: found.length === 0 && fitting.length > 0 };
}

let names = $state.raw<ReadonlyMap<string, string> | null>(null);
let asked = false;

/** "Phường Phú Xuân", followed live; '' for one that is not known, or not yet. */
export function wardName(code: string): string {
	if (!asked) {
		asked = true;
		wards().then(
			(all) => (names = new Map(all.map(([known, name]) => [known, name]))),
			() => (asked = false)
		);
	}
	return names?.get(code) ?? '';
}
