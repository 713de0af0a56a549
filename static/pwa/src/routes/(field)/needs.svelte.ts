/** What needs the volunteer: returned dossiers, fields two people changed, activities asked back on. Followed while the workspace is open. */

import { liveOwnDossiers, type DossierItem } from '#lib/features/dossiers';
import { liveActivities, type ActivityItem } from '#lib/features/fieldwork';

let returned = $state.raw<DossierItem[]>([]);
let clashing = $state.raw<DossierItem[]>([]);
let declined = $state.raw<DossierItem[]>([]);
let queried = $state.raw<ActivityItem[]>([]);
/** What the store has answered, be it with an error. */
let told = $state({ dossiers: false, activities: false });

export const needs = {
	/** Before that, an empty list means nothing. */
	get areKnown(): boolean {
		return told.dossiers && told.activities;
	},
	get returned(): DossierItem[] {
		return returned;
	},
	/** Somebody has to choose between two values of a field. */
	get clashing(): DossierItem[] {
		return clashing;
	},
	get declined(): DossierItem[] {
		return declined;
	},
	get queried(): ActivityItem[] {
		return queried;
	},
	get dossiers(): number {
		return new Set([...returned, ...clashing]).size;
	},
	get activities(): number {
		return queried.length;
	}
};

export function followNeeds(owner: string): () => void {
	const stops = [
		liveOwnDossiers(owner).subscribe((face) => {
			if (face.state !== 'loading') told.dossiers = true;
			if (face.state !== 'content') return;
			returned = face.value.filter((item) => item.doc.work_state === 'returned');
			clashing = face.value.filter((item) => item.doc.conflicts.length > 0);
			declined = face.value.filter((item) => item.doc.work_state === 'declined');
		}),
		liveActivities((doc) => doc.owner_id === owner && doc.state === 'queried').subscribe((face) => {
			if (face.state !== 'loading') told.activities = true;
			if (face.state === 'content') queried = face.value;
		})
	];
	return () => {
		stops.forEach((stop) => stop());
		told = { dossiers: false, activities: false };
	};
}
