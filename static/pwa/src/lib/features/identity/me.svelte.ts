/** The person at work, as a rune; the root layout keeps it up to date. */

import { currentPerson, type Person } from '#lib/data';
import { localToday } from '#lib/util/dates';
import { homeOf, ledTeams, rolesOf, teamIn, wardsOf, workspacesOf, type Workspace } from './model';

/** Today on this device; memberships begin and end at midnight. */
export const today = localToday;

let person = $state.raw<Person | null>(null);
/** undefined until the store of whoever was here last has been looked for. */
let known = $state(false);
// Values, so that what follows them is not disturbed each time the session is refreshed.
const id = $derived(person?.id ?? '');
const ward = $derived(person ? (wardsOf(person, today())[0]?.code ?? '') : '');

export const me = {
	get person(): Person | null {
		return person;
	},
	get known(): boolean {
		return known;
	},
	get id(): string {
		return id;
	},
	get roles(): Set<string> {
		return person ? rolesOf(person, today()) : new Set();
	},
	get wards(): { code: string; name: string }[] {
		return person ? wardsOf(person, today()) : [];
	},
	/** The ward new work belongs to; '' before anybody is known. */
	get ward(): string {
		return ward;
	},
	get home(): Workspace {
		return person ? homeOf(person, today()) : 'field';
	},
	get workspaces(): Workspace[] {
		return person ? workspacesOf(person, today()) : [];
	},
	get ledTeams(): string[] {
		return person ? ledTeams(person, today()) : [];
	},
	teamIn: (ward: string): { id: string; name: string } | null => (person ? teamIn(person, ward, today()) : null),
	may: (permission: string): boolean => person?.permissions.includes(permission) ?? false,
	setKnown(): void {
		known = true;
	}
};

/** Follows the data layer; returns how to stop. */
export const followPerson = (): (() => void) => currentPerson.subscribe((next) => (person = next));
