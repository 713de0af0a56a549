/** Half-finished forms: every keystroke on disk within a third of a second, or the moment the page goes away. */

import { debounce, type Debounced } from '#lib/util/debounce';
import type { Cipher } from './crypto';
import type { Env } from './env';
import { asDataError } from './failure';
import type { DraftRow } from './rows';
import type { Store } from './store';
import type { Done, Draft } from './types';
import type { Uuid } from './wire';

const PAUSE_MS = 200;
const AT_MOST_MS = 300;

interface Unsaved {
	kind: string;
	data: object;
}

export class Drafts {
	#unsaved = new Map<Uuid, Unsaved>();
	/** Being replaced by a command just now. */
	#held = new Set<Uuid>();
	#saving: Promise<Done> = Promise.resolve({ ok: true });
	#later: Debounced<[]>;
	#unlisten: () => void;

	constructor(
		private readonly env: Env,
		private readonly store: Store,
		private readonly cipher: Cipher,
		private readonly onError: (done: Done) => void = () => undefined
	) {
		this.#later = debounce(() => void this.flush(), { ms: PAUSE_MS, maxMs: AT_MOST_MS, timers: env.timers });
		this.#unlisten = env.page.on((event) => {
			if (event === 'hidden' || event === 'leaving') void this.flush();
		});
	}

	save(id: Uuid, kind: string, data: object): void {
		this.#unsaved.set(id, { kind, data });
		this.#later();
	}

	/** Writes what is unsaved; resolves when it, and everything before it, is on disk. */
	flush(): Promise<Done> {
		this.#later.cancel();
		const batch = [...this.#unsaved].filter(([id]) => !this.#held.has(id));
		for (const [id] of batch) this.#unsaved.delete(id);
		const before = this.#saving;
		// Begun at once: when the page is going away there is no later.
		const now = Promise.all(batch.map(([id, draft]) => this.#write(id, draft)));
		this.#saving = Promise.all([before, now]).then(([, results]) => results.find((done) => !done.ok) ?? { ok: true });
		return this.#saving;
	}

	/**
	 * Runs a save that replaces drafts. What is typed into them meanwhile is not written, so that no write can land
	 * after the save and bring a draft back; if the save fails it is written after all.
	 */
	async replacing<T extends { ok: boolean }>(ids: readonly Uuid[], save: () => Promise<T>): Promise<T> {
		await this.flush();
		for (const id of ids) this.#held.add(id);
		await this.#saving;
		try {
			const saved = await save();
			if (saved.ok) for (const id of ids) this.#unsaved.delete(id);
			return saved;
		} finally {
			for (const id of ids) this.#held.delete(id);
			if (this.#unsaved.size > 0) this.#later();
		}
	}

	async delete(id: Uuid): Promise<Done> {
		this.#unsaved.delete(id);
		await this.#saving;
		try {
			await this.store.dropDraft(id);
			return { ok: true };
		} catch (error) {
			return { ok: false, error: asDataError(error) };
		}
	}

	close(): void {
		this.#unlisten();
		this.#later.cancel();
	}

	async #write(id: Uuid, { kind, data }: Unsaved): Promise<Done> {
		try {
			const now = this.env.clock.now();
			const doc = await this.cipher.seal({ data: plain(data) });
			await this.store.putDraft({ id, type: kind, due: now, doc });
			return { ok: true };
		} catch (error) {
			// Keep it for the next try, unless something newer has come.
			if (!this.#unsaved.has(id)) this.#unsaved.set(id, { kind, data });
			const failed: Done = { ok: false, error: asDataError(error) };
			this.onError(failed);
			return failed;
		}
	}
}

export async function openDraft<T>(cipher: Cipher, row: DraftRow): Promise<Draft<T>> {
	const { data } = await cipher.open<{ data: T }>(row.doc);
	return { id: row.id, kind: row.type, data, savedAt: row.due };
}

/** A copy without proxies (runes) and functions, as JSON would carry it. */
export function plain<T>(value: T): T {
	return JSON.parse(JSON.stringify(value)) as T;
}
