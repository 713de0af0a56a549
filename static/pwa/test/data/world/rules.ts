/** A small domain with the shape of the real one: a dossier that is made, edited, handed in and judged. */

import { expectHolds, reduceEdit, type PendingCommand, type RecordRule } from '#lib/data/reducers';
import type { Doc } from '#lib/data/wire';

const step =
	(to: string) =>
	(doc: Doc | null, command: PendingCommand): Doc | null =>
		expectHolds(doc, command.args)
			? { ...doc, work_state: to, submission: to === 'submitted' ? Number(doc.submission) + 1 : doc.submission }
			: doc;

export const RULES: Record<string, RecordRule> = {
	'dossier.create': {
		record: 'dossier',
		reduce: (doc, { args, by }) => doc ?? { ...args, owner_id: by, work_state: 'draft', submission: 0, comments: [] }
	},
	'dossier.edit': { record: 'dossier', reduce: reduceEdit },
	'dossier.submit': { record: 'dossier', reduce: step('submitted'), needsEarlier: true },
	'dossier.return': { record: 'dossier', reduce: step('returned') },
	'dossier.accept': { record: 'dossier', reduce: step('accepted') },
	'dossier.discard': { record: 'dossier', reduce: () => null, needsEarlier: true },
	'dossier.give': { record: 'dossier', reduce: (doc) => doc },
	'dossier.comment': {
		record: 'dossier',
		reduce: (doc, { id, args, by }) => {
			if (doc === null) return null;
			const comments = doc.comments as { id: string }[];
			if (comments.some((comment) => comment.id === id)) return doc;
			return { ...doc, comments: [...comments, { id, by, text: args.text }] };
		}
	},
	'dossier.poison': { record: 'dossier', reduce: (doc) => doc },
	'conflict.resolve': {
		record: 'dossier',
		also: ({ args }) => [{ type: 'conflict', id: String(args.conflict_id) }],
		reduce: (doc, { args }, key) => (key.type === 'conflict' && doc ? { ...doc, resolved: { choose: args.choose } } : doc)
	}
};
