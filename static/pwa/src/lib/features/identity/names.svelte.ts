/** Names of people by id, from what is on this device. One subscription for the whole app. */

import { messages } from '#lib/i18n';
import { me } from './me.svelte';
import { liveMembers } from './queries';

const words = messages({ vi: { you: 'Bạn', somebody: 'Một người khác' }, en: { you: 'You', somebody: 'Somebody else' } });
let names = $state.raw<ReadonlyMap<string, string>>(new Map());

/** Started by the root layout once a store is open. */
export const followNames = (): (() => void) =>
	liveMembers().subscribe((face) => {
		if (face.state === 'content') names = new Map(face.value.map((item) => [item.id, item.doc.full_name]));
	});

/** "Bạn" for oneself; a plain word for somebody who is not on this device. */
export const nameOf = (id: string | null | undefined): string =>
	!id ? words.somebody : id === me.id ? words.you : (names.get(id) ?? words.somebody);
