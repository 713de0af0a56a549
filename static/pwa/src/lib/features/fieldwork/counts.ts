/** What is counted, and how it is said. */

import { count, lang, number, upper } from '#lib/i18n';
import type { Counts } from './model';
import { fieldworkWords } from './words';

export const COUNT_NAMES = ['people_helped', 'guided', 'vneid', 'dossiers', 'leaflets', 'installs', 'attendees', 'broadcasts', 'questions'] as const;
export type CountName = (typeof COUNT_NAMES)[number];

const UNITS: Record<string, readonly [vi: string, en: string, many?: string]> = {
	people_helped: ['người', 'person', 'people'],
	guided: ['người được hướng dẫn', 'person guided', 'people guided'],
	vneid: ['VNeID', 'VNeID', 'VNeID'],
	dossiers: ['hồ sơ', 'dossier'],
	leaflets: ['tờ rơi', 'leaflet'],
	installs: ['lượt cài', 'install'],
	attendees: ['người dự', 'attendee'],
	broadcasts: ['lượt phát', 'broadcast'],
	questions: ['ý kiến', 'question'],
	needs_noted: ['nhu cầu ghi nhận', 'need noted', 'needs noted'],
	listeners: ['người nghe', 'listener']
};
/** "9 người", "4 VNeID", …; the names of a team's own counts stand as they are. */
export const countTexts = (counts: Counts): string[] =>
	Object.entries(counts).map(([name, n]) => {
		const unit = UNITS[name];
		return unit ? count(n, unit[0], unit[1], unit[2]) : `${number(n)} ${name}`;
	});

/** The label of a count in a form; a team's own counts by their unit, or their bare name. */
export function countLabel(name: string): string {
	if (name === 'leaflets') return fieldworkWords.leaflet;
	if ((COUNT_NAMES as readonly string[]).includes(name)) return fieldworkWords[name as Exclude<CountName, 'leaflets'>];
	return upper((lang() === 'en' ? UNITS[name]?.[1] : UNITS[name]?.[0]) ?? name);
}
