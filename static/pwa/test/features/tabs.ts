/** Code of the screens as one tab loads it, over that tab's own store. */

import { vi } from 'vitest';
import { byCause } from '#lib/data/causes';
import { liveDraft } from '#lib/data/drafts';
import { liveOver } from '#lib/data/live';
import * as reads from '#lib/data/reads';
import type { CommandInput, Enqueued, EnqueueOptions } from '#lib/data/types';
import { recordId, type App } from '../data/world';

/** The front door of one tab. */
export function frontOf(app: App): Record<string, unknown> {
	const { workspace, client } = app;
	const current = client.workspace;
	const enqueueAll = (commands: CommandInput[], options?: EnqueueOptions): Promise<Enqueued> => workspace.enqueue(commands, options);
	return {
		byCause,
		newId: recordId,
		newReference: () => '7K3M9QTA4XW2H',
		nowText: () => '2026-11-23T14:40:00.000+07:00',
		normalise: (_field: string, value: unknown) => value ?? null,
		sameValue: (_path: string, a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null),
		enqueueAll,
		enqueue: (type: string, entity: string, args: Record<string, unknown>, options?: EnqueueOptions) => enqueueAll([{ type, entity, args }], options),
		edit: (type: string, entity: string, values: Record<string, unknown>) => workspace.edit(type, entity, values),
		mendOutcome: (id: string, commands: CommandInput[], options?: EnqueueOptions) => workspace.mend(id, commands, options),
		dismissOutcome: (id: string) => workspace.dismiss(id),
		readDoc: (type: string, id: string) => reads.readDoc(workspace, type, id),
		liveDoc: (type: string, id: string) => reads.liveDoc(current, type, id),
		liveOutcomes: () => liveOver(current, reads.readOutcomes),
		saveDraft: (id: string, kind: string, data: object, from?: object) => workspace.drafts.save(id, kind, data, from),
		flushDrafts: () => workspace.drafts.flush(),
		deleteDraft: (id: string) => workspace.drafts.delete(id),
		liveDraft: (id: string) => liveDraft(current, id),
		liveDrafts: (kind?: string) => liveOver(current, (store) => reads.readDrafts(store, kind))
	};
}

/** load: imports what the tab shall run. */
export async function tabOf<T extends object>(app: App, load: () => Promise<T>): Promise<T & { app: App }> {
	vi.resetModules();
	vi.doMock('#lib/data', () => frontOf(app));
	return { ...(await load()), app };
}
