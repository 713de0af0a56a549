import { enqueue, type Enqueued } from '#lib/data';
import { draftIdOf } from './draft';
import type { SetupDoc } from './model';

/** The consent was taken back: nothing personal stays, the set-up still counts. Half-written changes go with it. */
export const forgetPerson = ({ id, person, consent }: SetupDoc): Promise<Enqueued> =>
	enqueue(
		'vneid.edit',
		id,
		{
			changes: [
				{ field: 'person', base: person ?? null, new: null },
				{ field: 'consent', base: consent ?? null, new: null }
			]
		},
		{ deleteDrafts: [draftIdOf({ id }), draftIdOf({ after: id })] }
	);
