/** A third value that an officer begins to write: one draft a conflict, which goes with the conflict. */

import { expect, test, vi } from 'vitest';
import type { EnqueueOptions } from '#lib/data';
import { resolveConflict } from '#lib/features/desk/commands';
import { thirdKind } from '#lib/features/desk/parts/ThirdValue.svelte';
import { draftId } from '#lib/forms';

const saved = vi.hoisted(() => [] as { args: object; options: EnqueueOptions }[]);
vi.mock('#lib/data', async (original) => ({
	...(await original<object>()),
	enqueue: (_type: string, _entity: string, args: object, options: EnqueueOptions) => {
		saved.push({ args, options });
		return Promise.resolve({ ok: true, commands: [] });
	}
}));

test('goes in the same save, whatever is chosen', async () => {
	const draft = draftId('d1', thirdKind('k1'));
	expect(draft).not.toBe(draftId('d1', thirdKind('k2')));
	for (const choice of ['mine', 'theirs', { value: 'x' }] as const) await resolveConflict('d1', 'k1', choice, { draft });
	expect(saved.map(({ options }) => options.deleteDrafts)).toEqual([[draft], [draft], [draft]]);
});
