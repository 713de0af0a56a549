/** What needs this person: returned dossiers, fields two people changed, activities asked back on, and of a leader those to be judged. Followed while the workspace is open. */

import { liveOwnDossiers, type DossierItem } from '#lib/features/dossiers';
import { liveActivities, waitsForLeader, type ActivityItem } from '#lib/features/fieldwork';

let returned = $state.raw<DossierItem[]>([]);
let clashing = $state.raw<DossierItem[]>([]);
let declined = $state.raw<DossierItem[]>([]);
let toReview = $state(0);
let queried = $state.raw<ActivityItem[]>([]);
/** What the store has answered, be it with an error. */
let told = $state({ dossiers: false, activities: false, review: false });

export const needs = {
	/** Before that, an empty list means nothing. */
	get areKnown(): boolean {
		return told.dossiers && told.activities && told.review;
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
	/** How many activities of led teams wait for a word of this leader. */
	get toReview(): number {
		return toReview;
	},
	get dossiers(): number {
		return new Set([...returned, ...clashing]).size;
	},
	get activities(): number {
		return queried.length;
	}
};

/** led: ids of the teams this person leads. */
export function followNeeds(owner: string, led: readonly string[] = []): () => void {
	toReview = 0;
	told.review = led.length === 0;
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
		}),
		...(led.length > 0
			? [
					liveActivities((doc) => waitsForLeader(doc, { id: owner, teams: led })).subscribe((face) => {
						if (face.state !== 'loading') told.review = true;
						if (face.state === 'content') toReview = face.value.length;
					})
				]
			: [])
	];
	return () => {
		stops.forEach((stop) => stop());
		told = { dossiers: false, activities: false, review: false };
	};
}
