/** Who has worked in this browser, and what of theirs stays here once they have signed out. */

import type { Device, PersonRow } from './device';
import type { Env } from './env';
import { NEVER, SESSION_LOCK, underLock } from './lock';
import type { KnownPerson } from './types';
import { clearReadable, destroyStore, isAwaited, peek, type Holdings, type Workspace } from './workspace';
import type { Uuid } from './wire';

/** Of people who signed out, the commands a restore could lose are kept this long: while a server takes them for replays. */
const FORGET_AFTER_MS = 14 * 86_400_000;

export class People {
	constructor(
		private readonly env: Env,
		private readonly device: Device
	) {}

	/** The last to have been here first. open: the store of whoever is here now. */
	async known(open: Workspace | null): Promise<KnownPerson[]> {
		const people = await this.device.people();
		const known: KnownPerson[] = [];
		for (const row of people.sort((a, b) => b.last_used_at - a.last_used_at)) {
			const held = await (row.id === open?.personId ? open.leftBehind() : this.#peek(row.id));
			if (await this.#forgotten(row, held)) continue;
			known.push({
				id: row.id,
				login: row.login,
				fullName: row.full_name,
				held: held && { unsent: held.unsent, drafts: held.drafts, refused: held.refused },
				lastUsedAt: row.last_used_at,
				current: row.id === open?.personId
			});
		}
		return known;
	}

	/** Finishes what a sign-out left undone, and lets go what has been kept long enough. */
	async tidy(): Promise<void> {
		for (const row of await this.device.people()) {
			if (!row.signed_out) continue;
			// A store that cannot be opened must not keep the others from being cleared.
			await clearReadable(this.env, row.id, (clear) => this.#whileOut(row, clear)).catch((error: unknown) => this.env.report('tidy', error));
			const held = await this.#peek(row.id);
			if (!isAwaited(held)) await this.#whileOut(row, () => this.device.forgetName(row.id));
			await this.#forgotten(row, held);
		}
	}

	/** Forgets someone who signed out, once nothing of theirs is left that matters. */
	async #forgotten(row: PersonRow, held: Holdings | null): Promise<boolean> {
		if (!row.signed_out || !held || isAwaited(held)) return false;
		const old = this.env.clock.now() - row.last_used_at > FORGET_AFTER_MS;
		if (held.journal > 0 && !old) return true;
		// Asked for alone with whoever may sign in; they wait for a tab that sleeps on it, and only they.
		const asked = await this.#whileOut(row, async () => ({ done: destroyStore(this.env, row.id) }));
		if (!asked) return false;
		await asked.done;
		if (old) await this.#whileOut(row, () => this.device.forget(row.id));
		return true;
	}

	/**
	 * Runs alone with whoever may sign in. undefined: the person of the row, read a while ago, has been here since in
	 * another tab, and it was not run.
	 */
	#whileOut<T>(row: PersonRow, run: () => Promise<T>): Promise<T | undefined> {
		return underLock(this.env, SESSION_LOCK, NEVER, async () => {
			const now = await this.device.person(row.id);
			return now?.signed_out && now.last_used_at === row.last_used_at ? run() : undefined;
		});
	}

	/** A store that cannot be opened must not hide the other people. */
	async #peek(id: Uuid): Promise<Holdings | null> {
		try {
			return await peek(this.env, id);
		} catch (error) {
			this.env.report('peek', error);
			return null;
		}
	}
}
