/** The desk while it is open: queue, filters, open forms, the last step that can be taken back. */

import { getContext, setContext } from 'svelte';
import { dismissOutcome, liveOutcomes, setPace, type Outcome, type Person, type Uuid } from '#lib/data';
import { live } from '#lib/data/live.svelte';
import { liveDossiers } from '#lib/features/dossiers';
import { Once, toasts } from '#lib/ui';
import { readPreference, writePreference } from '#lib/util/preferences';
import { claim, release, type Seen, type Sent } from './commands';
import { Directory } from './directory.svelte';
import { LastStep, type Undoable } from './last-step.svelte';
import { possible, relationsTo } from './model/possible';
import { compareRows, countGroups, NO_FILTERS, photosComing, queueOf, rowsOf, step, type Filters, type Group } from './model/queue';
import { isLeaving, nameOf, type DeskItem } from './model/types';
import { words } from './words';

/** Forms that open under a dossier. */
export const PANELS = ['accept', 'return', 'decline', 'withdraw', 'reopen', 'complete', 'record_official', 'assign', 'transfer', 'edit'] as const;
export type Panel = (typeof PANELS)[number];

/** Their command says on which state it was decided. */
const MOVED_BY_STATE: ReadonlySet<string> = new Set<Panel>(['accept', 'return', 'decline', 'withdraw', 'reopen', 'complete']);

const DROP_MS = 8_000;
const TICK_MS = 20_000;

/** A choice of this browser, about nobody. */
const KEYS = 'desk.keys';

export interface DeskOptions {
	/** The ward's desk, or a team leader's look at what the team has handed in. */
	scope: 'ward' | 'team';
	/** Where the list is; a dossier stands below it. */
	home: string;
}

export class Desk {
	readonly scope: DeskOptions['scope'];
	readonly home: string;
	readonly directory = new Directory();
	readonly outcomes = live(() => liveOutcomes());
	#docs = live(() => liveDossiers());

	now = $state(Date.now());
	helpOpen = $state(false);
	/** Single letters as commands; off for who works by voice. */
	#keysOn = $state(readPreference(KEYS) !== 'off');
	filters = $state<Filters>({ ...NO_FILTERS });
	/** The dossier on the right. */
	chosen = $state<Uuid | null>(null);
	/** Where the chosen dossier last stood in the list. */
	#place = 0;
	#panels = $state<Record<Uuid, { panel: Panel; seen: Seen | null; updatedAt: string | null } | undefined>>({});
	/** Refused steps that are being dropped, and could still be kept. */
	#dropped = $state.raw<ReadonlySet<Uuid>>(new Set());
	readonly person: () => Person;
	readonly #last = new LastStep();
	readonly claiming = new Once();

	constructor(person: () => Person, { scope, home }: DeskOptions) {
		this.person = person;
		this.scope = scope;
		this.home = home;
		$effect(() => {
			// Here the store is open for certain; the root layout slows it down again elsewhere.
			if (scope === 'ward') setPace('desk');
			const timer = setInterval(() => (this.now = Date.now()), TICK_MS);
			return () => clearInterval(timer);
		});
	}

	/** What this person judges, and at the ward's desk also what they own; drafts only their owner's. */
	readonly items: DeskItem[] = $derived(
		(this.#docs.value ?? []).filter((item) => this.#shows(item))
	);
	#shows({ doc }: DeskItem): boolean {
		const relations = relationsTo(doc, this.person());
		if (this.scope === 'team') return relations.includes('team_leader');
		return relations.includes('officer') || relations.includes('owner');
	}
	get face(): 'loading' | 'error' | 'content' {
		return this.#docs.face.state;
	}
	readonly rows = $derived(rowsOf(this.items, this.now, this.directory.procedureWords));
	readonly counts = $derived.by(() => countGroups(this.rows, this.person().id));
	readonly coming = $derived(photosComing(this.rows));
	readonly list = $derived.by(() => queueOf(this.rows, this.filters, this.person().id));
	/** Everything, by due date. */
	readonly sorted = $derived([...this.rows].sort(compareRows));
	readonly ids = $derived(this.list.map((row) => row.id));
	readonly isFiltered = $derived(
		this.filters.procedure !== '' || this.filters.team !== '' || this.filters.hamlet !== '' || this.filters.state !== '' || this.filters.photos
	);

	get keysOn(): boolean {
		return this.#keysOn;
	}
	set keysOn(on: boolean) {
		this.#keysOn = on;
		writePreference(KEYS, on ? null : 'off');
	}
	isOfficerOf(ward: string): boolean {
		return this.person().memberships.some((m) => m.ward?.code === ward && (m.role === 'officer' || m.role === 'manager'));
	}
	item(id: Uuid): DeskItem | null {
		return this.items.find((item) => item.id === id) ?? null;
	}
	/** A dossier that its officer has just sent to another ward, until the server has it there. */
	leaving(id: Uuid): DeskItem | null {
		const found = (this.#docs.value ?? []).find((item) => item.id === id);
		return found && isLeaving(found) && !this.#shows(found) ? found : null;
	}
	outcomesOf(id: Uuid): Outcome[] {
		return (this.outcomes.value ?? []).filter((outcome) => outcome.command.entity === id && !this.#dropped.has(outcome.id));
	}

	filter(changes: Partial<Filters>): void {
		this.filters = { ...this.filters, ...changes };
	}
	clearFilters(): void {
		this.filters = { ...NO_FILTERS, group: this.filters.group, query: this.filters.query };
	}
	show(group: Group): void {
		this.filters = { ...this.filters, group, query: '' };
	}

	choose(id: Uuid | null): void {
		this.chosen = id;
		this.remember();
	}
	/** Call when the list has changed: where the chosen one stands, as long as it is in it. */
	remember(): void {
		const at = this.chosen === null ? -1 : this.ids.indexOf(this.chosen);
		if (at >= 0) this.#place = at;
	}
	neighbour(by: 1 | -1): Uuid | null {
		return step(this.ids, this.chosen, this.#place, by);
	}

	panel(id: Uuid): Panel | null {
		return this.#panels[id]?.panel ?? null;
	}
	/** seen: the dossier as whoever decides has it before them, now unless said otherwise. */
	open(id: Uuid, panel: Panel | null, seen?: Seen): void {
		if (panel && !seen && this.panel(id) === panel) return;
		const doc = this.item(id)?.doc;
		const now = seen ?? doc;
		const open = { seen: now ? { work_state: now.work_state, submission: now.submission } : null, updatedAt: doc?.updated_at ?? null };
		this.#panels = { ...this.#panels, [id]: panel ? { panel, ...open } : undefined };
	}
	/** What the open form was opened on. */
	seen(id: Uuid): Seen | null {
		return this.#panels[id]?.seen ?? null;
	}
	/** The server's last word about it when the form was opened. */
	openedOn(id: Uuid): string | null {
		return this.#panels[id]?.updatedAt ?? null;
	}
	/** Somebody did something while this form was open: what it would decide about is not what was read. */
	hasMoved(id: Uuid): boolean {
		const [seen, doc] = [this.seen(id), this.item(id)?.doc];
		return Boolean(seen && doc && MOVED_BY_STATE.has(this.panel(id) ?? '') && (seen.work_state !== doc.work_state || seen.submission !== doc.submission));
	}

	/** Takes a refused step off the desk; it and its words come back as long as the message can be seen. */
	drop({ id }: Outcome): void {
		const hide = (on: boolean): void => {
			const rest = [...this.#dropped].filter((one) => one !== id);
			this.#dropped = new Set(on ? [...rest, id] : rest);
		};
		hide(true);
		const timer = setTimeout(() => void dismissOutcome(id).then(() => hide(false)), DROP_MS);
		const keep = (): void => {
			clearTimeout(timer);
			hide(false);
		};
		toasts.show(words.dropped, { action: { label: words.undo, run: keep }, ms: DROP_MS });
	}

	/** Does it and says so, or why not. */
	run(send: Promise<Sent>, said: string, undoable?: Undoable): Promise<boolean> {
		return this.#last.run(send, said, undoable);
	}
	canUndo(id: Uuid): boolean {
		return this.#last.canUndo(id);
	}
	undo(): Promise<void> {
		return this.#last.undo();
	}

	/** Takes it on, or gives it back; N and the button are the same. */
	toggleClaim({ id, doc }: DeskItem): void {
		const can = possible(doc, relationsTo(doc, this.person()));
		const name = nameOf(doc) || this.directory.procedure(doc);
		if (doc.assignee_id === this.person().id && can.has('release'))
			void this.claiming.run(() => this.run(release(id), words.did.release(name)));
		else if (!doc.assignee_id && can.has('claim')) void this.claiming.run(() => this.run(claim(id), words.did.claim(name)));
	}
}

const KEY = Symbol('desk');
export const provideDesk = (person: () => Person, options: DeskOptions = { scope: 'ward', home: '/desk' }): Desk =>
	setContext(KEY, new Desk(person, options));
export const useDesk = (): Desk => getContext<Desk>(KEY);
