/** Half-written forms that earlier versions kept where no screen looks any more. */

import { deleteDraft, flushDrafts, liveDrafts, readDoc, type Draft, type Uuid } from '#lib/data';
import { keepTyped } from '#lib/forms';

/** All third values of a dossier's conflicts in one form: conflict → what was typed. */
const ALL_CONFLICTS = 'desk.conflicts';

/** Moves them to where they are written now, and forgets what nothing can come of: the place of a visit that was never begun. */
export async function takeOverOldDrafts(person: Uuid): Promise<void> {
	await deleteDraft(`visit.${person}`);
	for (const draft of await kept(ALL_CONFLICTS)) {
		const entity = draft.id.slice(0, draft.id.indexOf(':'));
		for (const [conflict, value] of Object.entries(draft.data)) if (value && (await isOpen(conflict))) keepTyped(entity, `conflict.${conflict}`, { value });
		// The old one goes when the new ones are on disk.
		if ((await flushDrafts()).ok) await deleteDraft(draft.id);
	}
}

async function isOpen(conflict: Uuid): Promise<boolean> {
	const item = await readDoc<{ resolved: unknown }>('conflict', conflict);
	return item !== null && !item.doc.resolved;
}

function kept(kind: string): Promise<Draft<Record<string, string>>[]> {
	return new Promise((resolve) => {
		const stop = liveDrafts<Record<string, string>>(kind).subscribe((face) => {
			if (face.state === 'loading') return;
			resolve(face.state === 'content' ? face.value : []);
			queueMicrotask(() => stop());
		});
	});
}
