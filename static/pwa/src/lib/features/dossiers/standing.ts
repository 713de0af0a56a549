/** How a dossier stands for whoever holds its code in the hand: its state, and before that how far it has come. */

import type { RecordState } from '#lib/data';
import type { DossierDoc, DossierState } from './model';

export type Standing = Exclude<DossierState, 'submitted'> | RecordState;

/** Handed in is not yet at the ward: for that the ward has to have it. What the ward has done to it says more than that. */
export const standingOf = (doc: Pick<DossierDoc, 'work_state'>, sync: RecordState): Standing =>
	doc.work_state === 'submitted' ? sync : doc.work_state;
