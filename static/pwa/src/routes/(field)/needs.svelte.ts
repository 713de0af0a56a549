/** What needs the volunteer: returned dossiers, activities asked back on. Followed while the workspace is open. */

import { liveOwnDossiers, type DossierItem } from '#lib/features/dossiers';
import { liveActivities, type ActivityItem } from '#lib/features/fieldwork';

let returned = $state.raw<DossierItem[]>([]);
let declined = $state.raw<DossierItem[]>([]);
let queried = $state.raw<ActivityItem[]>([]);

export const needs = {
	get returned(): DossierItem[] {
		return returned;
	},
	get declined(): DossierItem[] {
		return declined;
	},
	get queried(): ActivityItem[] {
		return queried;
	},
	get dossiers(): number {
		return returned.length;
	},
	get activities(): number {
		return queried.length;
	}
};

export function followNeeds(owner: string): () => void {
	const stops = [
		liveOwnDossiers(owner).subscribe((face) => {
			if (face.state !== 'content') return;
			returned = face.value.filter((item) => item.doc.work_state === 'returned');
			declined = face.value.filter((item) => item.doc.work_state === 'declined');
		}),
		liveActivities((doc) => doc.owner_id === owner && doc.state === 'queried').subscribe((face) => {
			if (face.state === 'content') queried = face.value;
		})
	];
	return () => stops.forEach((stop) => stop());
}
