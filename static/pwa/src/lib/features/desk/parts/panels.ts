/** What the forms under a dossier have in common. */

import { dayOf } from '#lib/util/dates';
import type { Options, Sent } from '../commands';
import type { Desk, Panel } from '../desk.svelte';
import { MIN_REASON } from '../model/returning';
import type { DeskItem } from '../model/types';
import { keepTyped, type Typed } from '#lib/forms';

export interface PanelProps {
	/** The dossier as it is now; what is sent expects exactly this. */
	item: DeskItem;
	/** Whom it is about. */
	name: string;
	onclose: () => void;
}

/** Every form remembers which refused command it stands for; '' for none. */
export interface Mending {
	instead: string;
}

interface Decision<T extends Mending> {
	desk: Desk;
	item: DeskItem;
	panel: Panel;
	typed: Typed<T>;
	said: string;
	send: (options: Options) => Promise<Sent>;
}

/** Sends, closes the form, and knows how to bring both back. */
export async function decision<T extends Mending>({ desk, item, panel, typed, said, send }: Decision<T>): Promise<void> {
	// As it is now: once sent, the form's draft is gone.
	const { data: kept, isBlank } = typed;
	const instead = kept.instead;
	const restore = (): void => {
		if (!isBlank) keepTyped(item.id, typed.kind, { ...kept, instead: '' });
		desk.open(item.id, panel, item.doc);
	};
	const done = await desk.run(send({ draft: typed.draft, ...(instead ? { instead } : {}) }), said, instead ? undefined : { id: item.id, restore });
	if (done) desk.open(item.id, null);
}

/** The day it is here. */
export const today = (): string => dayOf(Date.now(), -new Date().getTimezoneOffset());

export const reasonMissing = (reason: string): boolean => reason.trim().length < MIN_REASON;
