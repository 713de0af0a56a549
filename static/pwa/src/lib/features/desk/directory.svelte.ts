/** Names of people, teams, places and procedures, followed live; call while a component initialises. */

import { liveDocs, type Item } from '#lib/data';
import { live } from '#lib/data/live.svelte';
import { pick, type Both } from '#lib/i18n';
import type { ProcedureDoc } from './model/fields';
import { procedureId, type DossierDoc } from './model/types';

export interface MemberDoc {
	id: string;
	ward: string;
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
interface PlaceDoc {
	id: string;
	ward: string;
	name: string;
}
export interface TemplateDoc {
	id: string;
	kind: 'return_reason' | 'decline_reason';
	position?: number;
	text: Both;
}

const byId = <T>(items: readonly Item<T>[] | undefined): ReadonlyMap<string, T> => new Map((items ?? []).map((item) => [item.id, item.doc]));

export class Directory {
	#members = live(() => liveDocs<MemberDoc>('member'));
	#teams = live(() => liveDocs<TeamDoc>('team'));
	#hamlets = live(() => liveDocs<PlaceDoc>('hamlet'));
	#points = live(() => liveDocs<PlaceDoc>('support_point'));
	#procedures = live(() => liveDocs<ProcedureDoc>('procedure'));
	#templates = live(() => liveDocs<TemplateDoc>('template'));

	readonly members = $derived(byId(this.#members.value));
	readonly teams = $derived(byId(this.#teams.value));
	readonly hamlets = $derived(byId(this.#hamlets.value));
	readonly points = $derived(byId(this.#points.value));
	readonly procedures = $derived(byId(this.#procedures.value));
	/** The newest version of each procedure, by code. */
	readonly byCode: ReadonlyMap<string, ProcedureDoc> = $derived(newest([...this.procedures.values()]));
	readonly #bothNames: ReadonlyMap<string, string> = $derived(namesOf(this.byCode));

	/** null: not known on this device. */
	person(id: string | null | undefined): string | null {
		return (id && this.members.get(id)?.full_name) || null;
	}
	team(id: string | null | undefined): string {
		return (id && this.teams.get(id)?.name) || '';
	}
	hamlet(id: string | null | undefined): string {
		return (id && this.hamlets.get(id)?.name) || '';
	}
	point(id: string | null | undefined): string {
		return (id && this.points.get(id)?.name) || '';
	}
	/** The definition the dossier was made with; a newer one of the same procedure where that is not here. */
	definition(doc: DossierDoc): ProcedureDoc | null {
		const id = procedureId(doc);
		if (id === null || !('code' in doc.procedure)) return null;
		return this.procedures.get(id) ?? this.byCode.get(doc.procedure.code) ?? null;
	}
	procedure(doc: DossierDoc): string {
		if ('other' in doc.procedure) return doc.procedure.other;
		return pick(this.definition(doc)?.name) || doc.procedure.code;
	}
	procedureOfCode(code: string): string {
		return pick(this.byCode.get(code)?.name) || code;
	}
	/** Both languages, for search. */
	procedureWords = (doc: DossierDoc): string => ('code' in doc.procedure ? (this.#bothNames.get(doc.procedure.code) ?? '') : '');

	templates(kind: TemplateDoc['kind']): string[] {
		const fitting = (this.#templates.value ?? []).map((item) => item.doc).filter((doc) => doc.kind === kind);
		return fitting.sort((a, b) => (a.position ?? 0) - (b.position ?? 0)).map((doc) => pick(doc.text));
	}
	/** Officers and managers of a ward, without the one who asks. */
	officers(ward: string, me: string): MemberDoc[] {
		return [...this.members.values()].filter(
			(member) => member.id !== me && member.ward === ward && member.roles.some((role) => role === 'officer' || role === 'manager')
		);
	}
}

const newest = (docs: ProcedureDoc[]): ReadonlyMap<string, ProcedureDoc> =>
	new Map(docs.sort((a, b) => a.version - b.version).map((doc) => [doc.code, doc]));
const namesOf = (docs: ReadonlyMap<string, ProcedureDoc>): ReadonlyMap<string, string> =>
	new Map([...docs].map(([code, doc]) => [code, `${doc.name.vi} ${doc.name.en ?? ''}`]));
