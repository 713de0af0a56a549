/** The team while its leader looks at it: live, from the device's own store. */

import { getContext, setContext } from 'svelte';
import { liveOutcomes, type Outcome } from '#lib/data';
import { live } from '#lib/data/live.svelte';
import { liveDossiers } from '#lib/features/dossiers';
import { liveActivities } from '#lib/features/fieldwork';
import { liveMembers, liveTeams } from '#lib/features/identity';
import { liveSetups } from '#lib/features/vneid';
import { compareNames } from '#lib/util/text';
import { figuresSince, isLed, isTeams, memberFacts, overlapping, reviewList, startOfDay, startOfWeek, waitingCount, type Leader } from './model';

const TICK_MS = 30_000;

export class Team {
	#activities = live(() => liveActivities());
	#setups = live(() => liveSetups());
	#dossiers = live(() => liveDossiers());
	#members = live(() => liveMembers());
	#teams = live(() => liveTeams());
	#outcomes = live(() => liveOutcomes());
	readonly leader: () => Leader;
	now = $state(Date.now());

	constructor(leader: () => Leader) {
		this.leader = leader;
		$effect(() => {
			const timer = setInterval(() => (this.now = Date.now()), TICK_MS);
			return () => clearInterval(timer);
		});
	}

	get face(): 'loading' | 'error' | 'content' {
		return this.#activities.face.state;
	}
	readonly work = $derived.by(() => {
		const leader = this.leader();
		return {
			activities: (this.#activities.value ?? []).filter((one) => isLed(one.doc, leader)),
			setups: (this.#setups.value ?? []).filter((one) => isLed(one.doc, leader)),
			dossiers: (this.#dossiers.value ?? []).filter((one) => isTeams(one.doc, leader))
		};
	});
	readonly list = $derived.by(() => reviewList(this.work.activities, this.leader()));
	readonly overlaps = $derived(overlapping(this.work.activities));
	readonly waiting = $derived(waitingCount(this.list));
	readonly today = $derived(figuresSince(this.work, startOfDay(this.now)));
	readonly week = $derived(figuresSince(this.work, startOfWeek(this.now)));

	/** Everybody of the led teams, by given name. */
	readonly people = $derived.by(() => {
		const teams = this.leader().teams;
		return (this.#members.value ?? [])
			.map((item) => item.doc)
			.filter((member) => member.team_ids.some((id) => teams.includes(id)))
			.sort((a, b) => compareNames(a.full_name, b.full_name));
	});
	readonly members = $derived.by(() =>
		memberFacts(
			this.people.map((member) => ({ id: member.id, name: member.full_name })),
			this.work,
			{ now: this.now, me: this.leader().id }
		)
	);
	readonly name = $derived.by(() => {
		const teams = this.leader().teams;
		return (this.#teams.value ?? [])
			.filter((item) => teams.includes(item.id))
			.map((item) => item.doc.name)
			.join(', ');
	});
	/** Judgements that the server refused. */
	readonly refused: Outcome[] = $derived(
		(this.#outcomes.value ?? []).filter((outcome) => outcome.command.type === 'activity.verify' || outcome.command.type === 'activity.query')
	);
	isLeader(id: string): boolean {
		return this.people.find((member) => member.id === id)?.roles.includes('leader') ?? false;
	}
}

const KEY = Symbol('team');
export const provideTeam = (leader: () => Leader): Team => setContext(KEY, new Team(leader));
export const useTeam = (): Team => getContext<Team>(KEY);
