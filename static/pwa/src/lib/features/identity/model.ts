/** Who is at work here: wards, teams and workspaces of the person whose store is open. Pure. */

import type { Person } from '#lib/data';

export type Role = 'volunteer' | 'leader' | 'officer' | 'manager' | 'point_staff' | 'overseer';
export type Workspace = 'field' | 'team' | 'desk' | 'overview';

type Membership = Person['memberships'][number];

/** Memberships in force on a day (`2026-11-23`); dates are inclusive, null is open. */
export function inForce(person: Pick<Person, 'memberships'>, today: string): Membership[] {
	return person.memberships.filter((m) => (!m.from || m.from.slice(0, 10) <= today) && (!m.to || m.to.slice(0, 10) >= today));
}

export const rolesOf = (person: Pick<Person, 'memberships'>, today: string): Set<string> =>
	new Set(inForce(person, today).map((m) => m.role));

/** Where a person starts: those who go out start in the field, whatever else they are. */
export function homeOf(person: Pick<Person, 'memberships'>, today: string): Workspace {
	const roles = rolesOf(person, today);
	if (roles.has('volunteer') || roles.has('leader')) return 'field';
	if (roles.has('officer') || roles.has('manager')) return 'desk';
	// Point staff prepare dossiers as volunteers do; the ward's queue is not theirs.
	return roles.has('overseer') && !roles.has('point_staff') ? 'overview' : 'field';
}

/** Every workspace the person may open, the home first. */
export function workspacesOf(person: Pick<Person, 'memberships'>, today: string): Workspace[] {
	const roles = rolesOf(person, today);
	const found: Workspace[] = [];
	const isOut = roles.has('volunteer') || roles.has('leader');
	if (isOut) found.push('field');
	if (roles.has('leader')) found.push('team');
	if (roles.has('officer') || roles.has('manager')) found.push('desk');
	if (roles.has('point_staff') && !isOut) found.push('field');
	if (roles.has('overseer')) found.push('overview');
	return found.length ? found : ['field'];
}

export const HOME: Record<Workspace, string> = { field: '/', team: '/team', desk: '/desk', overview: '/overview' };

/** The wards a person may record work in, the one they go out in first. */
export function wardsOf(person: Pick<Person, 'memberships'>, today: string): { code: string; name: string }[] {
	const order = (m: Membership): number => (m.role === 'volunteer' ? 0 : m.role === 'leader' ? 1 : 2);
	const wards = new Map<string, { code: string; name: string }>();
	for (const m of [...inForce(person, today)].sort((a, b) => order(a) - order(b))) if (m.ward) wards.set(m.ward.code, m.ward);
	return [...wards.values()];
}

/** The team a person works in, in a ward; volunteering comes before leading, as on the server. */
export function teamIn(person: Pick<Person, 'memberships'>, ward: string, today: string): { id: string; name: string } | null {
	const here = inForce(person, today).filter((m) => m.ward?.code === ward && m.team);
	return (here.find((m) => m.role === 'volunteer') ?? here[0])?.team ?? null;
}

/** Ids of the teams a person leads. */
export const ledTeams = (person: Pick<Person, 'memberships'>, today: string): string[] =>
	inForce(person, today).flatMap((m) => (m.role === 'leader' && m.team ? [m.team.id] : []));

/** Vietnamese names are called by their last word. */
export const givenName = (fullName: string): string => fullName.trim().split(/\s+/).at(-1) ?? fullName;

/**
 * What a shared device shows of people before any password: "T.T.H.", enough for themselves and nothing to a stranger.
 * Where two are alike, a little of the login tells them apart: "T.T.H. (v…2)".
 */
export function signsOf(people: readonly { fullName: string; login: string }[]): string[] {
	const initials = people.map(({ fullName }) => fullName.trim().split(/\s+/).map((part) => `${part.charAt(0).toLocaleUpperCase('vi')}.`).join(''));
	return people.map(({ login }, index) => {
		const sign = initials[index] ?? '';
		return initials.indexOf(sign) === initials.lastIndexOf(sign) ? sign : `${sign} (${login.charAt(0)}…${login.slice(-1)})`;
	});
}
