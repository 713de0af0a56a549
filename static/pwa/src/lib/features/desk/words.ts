/** The desk's words, and the sentences made of them. */

import { messages } from '#lib/i18n';
import type { Happening } from './model/timeline';
import { en } from './words/en';
import { vi } from './words/vi';

export const words = messages({ vi, en });

/** Who did it, to whom it was assigned, what was touched, between which wards it went: all in words. */
export interface EventNames {
	who: string;
	person: string;
	fields: readonly string[];
	wards: readonly [from: string, to: string];
}

/** One line of the history. */
export function eventText(event: Pick<Happening, 'act' | 'to'>, { who, person, fields, wards }: EventNames): string {
	const say = words.event;
	if (event.act === 'assign') return say.assign(who, person);
	if (event.act === 'transfer') return say.transfer(who, ...wards);
	if (event.act === 'record_official') return say.record_official(who, officialWord(Number(event.to)));
	if (event.act === 'edit' || event.act === 'return') return say[event.act](who, fields.join(', '));
	if (event.act.includes('resolve')) return say.conflict(who);
	const known = event.act in say ? say[event.act as 'create'] : say.other;
	return known(who);
}

export const officialWord = (status: number): string => (status in words.official ? words.official[status as 1] : String(status));

/** The name of a step, in the middle of a sentence. */
export function actionName(verb: string): string {
	if (verb in words.act) return words.act[verb as keyof typeof words.act].replace('…', '');
	return verb in words.actName ? words.actName[verb as keyof typeof words.actName] : words.actName.other;
}
