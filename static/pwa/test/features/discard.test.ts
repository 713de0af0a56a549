import { beforeEach, expect, test, vi } from 'vitest';
import { discardDossier } from '#lib/features/dossiers/commands';

const data = vi.hoisted(() => ({ deleteDraft: vi.fn(), discardUnsent: vi.fn(), enqueue: vi.fn() }));
vi.mock(import('#lib/data'), async (original) => ({ ...(await original()), ...data }));

beforeEach(() => {
	vi.clearAllMocks();
	data.deleteDraft.mockResolvedValue({ ok: true });
	data.enqueue.mockResolvedValue({ ok: true, commands: ['c'] });
});

test('before consent there is only a draft to throw away', async () => {
	expect(await discardDossier('d', { hasRecord: false })).toEqual({ ok: true, commands: [] });
	expect(data.discardUnsent).not.toHaveBeenCalled();
	expect(data.deleteDraft).toHaveBeenCalledWith('d');
});

test('a record that never left the phone is forgotten, and no command goes out', async () => {
	data.discardUnsent.mockResolvedValue(true);
	expect(await discardDossier('d', { hasRecord: true })).toMatchObject({ ok: true });
	expect(data.enqueue).not.toHaveBeenCalled();
	expect(data.deleteDraft).toHaveBeenCalledWith('d');
});

test('one that has left is discarded by a command, and the draft goes with it', async () => {
	data.discardUnsent.mockResolvedValue(false);
	expect(await discardDossier('d', { hasRecord: true })).toEqual({ ok: true, commands: ['c'] });
	expect(data.enqueue).toHaveBeenCalledWith('dossier.discard', 'd', {}, { deleteDrafts: ['d'] });
});
