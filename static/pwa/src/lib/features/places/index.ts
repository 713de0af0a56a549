/** Hamlets and support points of the reader's wards, as they are on this device. */

import { liveDocs, type Item, type LiveSource } from '#lib/data';
import { compareText, fold } from '#lib/util/text';

export interface HamletDoc {
	id: string;
	ward: string;
	name: string;
	kind: string;
}
export interface SupportPointDoc {
	id: string;
	ward: string;
	name: string;
	kind: string;
	address: string | null;
	phone: string | null;
	hours: string | null;
	lat: number | null;
	lon: number | null;
}

/** "Tổ dân phố 3" before "Tổ dân phố 12": numbers count as numbers. */
export const compareHamlets = (a: string, b: string): number => compareText(padded(a), padded(b));
const padded = (name: string): string => fold(name).replace(/\d+/g, (n) => n.padStart(4, '0'));

const byName = (a: Item<{ name: string }>, b: Item<{ name: string }>): number => compareHamlets(a.doc.name, b.doc.name);

export const liveHamlets = (ward?: string): LiveSource<Item<HamletDoc>[]> =>
	liveDocs<HamletDoc>('hamlet', { sort: byName, ...(ward ? { where: (doc) => doc.ward === ward } : {}) });
export const livePoints = (ward?: string): LiveSource<Item<SupportPointDoc>[]> =>
	liveDocs<SupportPointDoc>('support_point', { sort: byName, ...(ward ? { where: (doc) => doc.ward === ward } : {}) });
export { followPlaces, placeName } from './names.svelte';
