/**
 * A world in which nothing happens by itself: time, tasks and chance come from one seed.
 *
 * fake-indexeddb looks `setImmediate` up at each step and Dexie `setTimeout`, so both are ours while a world is
 * installed. Between two steps all promises run dry on the real event loop.
 */

const real = { setImmediate: globalThis.setImmediate, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

/** Small and good enough: mulberry32. */
export function dice(seed: number): () => number {
	let a = seed >>> 0;
	return () => {
		a = (a + 0x6d2b79f5) >>> 0;
		let t = a;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

interface Timer {
	id: number;
	at: number;
	run: () => void;
}

export class Scheduler {
	readonly random: () => number;
	/** Ms since the world began; never jumps. */
	mono = 0;
	#tasks: (() => void)[] = [];
	#timers = new Map<number, Timer>();
	#nextId = 1;
	steps = 0;

	constructor(
		seed: number,
		/** Tasks in the order they came, or in any order. */
		private readonly shuffle = false
	) {
		this.random = dice(seed);
	}

	install(): void {
		globalThis.setImmediate = ((run: (...args: unknown[]) => void, ...args: unknown[]) => {
			this.#tasks.push(() => run(...args));
			return {} as NodeJS.Immediate;
		}) as typeof setImmediate;
		globalThis.setTimeout = ((run: () => void, ms = 0) => this.after(ms, run)) as unknown as typeof setTimeout;
		globalThis.clearTimeout = ((id: number) => this.cancel(id)) as unknown as typeof clearTimeout;
	}

	uninstall(): void {
		Object.assign(globalThis, real);
	}

	after(ms: number, run: () => void): number {
		const id = this.#nextId++;
		this.#timers.set(id, { id, at: this.mono + Math.max(0, ms), run });
		return id;
	}

	cancel(id: number): void {
		this.#timers.delete(id);
	}

	task(run: () => void): void {
		this.#tasks.push(run);
	}

	#dry(): Promise<void> {
		return new Promise((resolve) => real.setImmediate(resolve));
	}

	/** One task, or else the next timer due within `horizon`. false: nothing left to do. */
	async step(horizon = Infinity): Promise<boolean> {
		await this.#dry();
		this.steps += 1;
		if (this.#tasks.length > 0) {
			const at = this.shuffle ? Math.floor(this.random() * this.#tasks.length) : 0;
			const [task] = this.#tasks.splice(at, 1);
			task?.();
			return true;
		}
		const next = [...this.#timers.values()].reduce<Timer | null>((a, b) => (a && (a.at < b.at || (a.at === b.at && a.id < b.id)) ? a : b), null);
		if (!next || next.at > horizon) return false;
		this.#timers.delete(next.id);
		this.mono = Math.max(this.mono, next.at);
		next.run();
		return true;
	}

	/** Lets everything happen that happens within `ms`. */
	async run(ms: number): Promise<void> {
		const end = this.mono + ms;
		while (await this.step(end)) this.#guard();
		this.mono = end;
	}

	/** Only what happens without time passing. */
	async settle(): Promise<void> {
		await this.run(0);
	}

	async steps_(count: number, horizon = 0): Promise<void> {
		for (let i = 0; i < count && (await this.step(this.mono + horizon)); i++);
	}

	/** Runs the world until the promise is settled. */
	async until<T>(work: Promise<T>): Promise<T> {
		let done = false;
		const watched = work.finally(() => (done = true));
		watched.catch(() => undefined);
		for (;;) {
			await this.#dry();
			if (done) return watched;
			if (!(await this.step())) {
				await this.#dry();
				if (!done) throw new Error('the world stands still and the promise is open');
			}
			this.#guard();
		}
	}

	#guard(): void {
		if (this.steps > 2_000_000) throw new Error('the world never comes to rest');
	}
}
