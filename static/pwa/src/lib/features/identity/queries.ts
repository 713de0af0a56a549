import { liveDocs, type Item, type LiveSource } from '#lib/data';

export interface MemberDoc {
	id: string;
	ward: string | null;
	full_name: string;
	roles: string[];
	team_ids: string[];
}
export interface TeamDoc {
	id: string;
	ward: string;
	name: string;
	hamlet_ids: string[];
	leader_ids: string[];
}
export const liveMembers = (): LiveSource<Item<MemberDoc>[]> => liveDocs<MemberDoc>('member');
export const liveTeams = (): LiveSource<Item<TeamDoc>[]> => liveDocs<TeamDoc>('team');
