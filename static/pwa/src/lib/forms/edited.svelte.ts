/**
 * A record being written: new, changed, or mended after a refusal. Every keystroke is on disk. A new one is kept as a
 * whole form; of one that exists only what was touched, while the rest follows the record under the open form. What
 * is typed into the same form in another tab shows in this one too.
 */

import { tick } from 'svelte';
import {
	deleteDraft,
	enqueue,
	flushDrafts,
	liveDoc,
	liveDraft,
	mendOutcome,
	newId,
	readDoc,
	saveDraft,
	type Change,
	type Doc,
	type Draft,
	type Enqueued,
	type Outcome,
	type Uuid
} from '#lib/data';
import { fieldError } from '#lib/i18n';
import { changesOf, differences, laid, touch, UNTOUCHED, type Touched } from './touched';

/** What a form makes of a record, and a record of a form. */
export interface Kind<D, F> {
	record: string;
	create: string;
	edit: string;
	formOf: (doc: Partial<D>) => F;
	argsOf: (form: F) => Record<string, unknown>;
}
/** On disk: a whole form under the id its record will have, or what was touched. */
type Kept<F> = { id?: Uuid; draft?: F } & Partial<Touched>;

export class Edited<D extends object, F extends Doc> {
	#doc = $state.raw<D | null>(null);
	#whole = $state.raw() as F;
	#touched = $state.raw<Touched>(UNTOUCHED);
	#state = $state<'loading' | 'ready' | 'lost'>('loading');
	#resumed = $state<number | null>(null);
	#said = $state.raw<Record<string, string>>({});
	#isNew = true;
	#isClosed = false;
	/** Saved, or about to be: the form stays as it was sent until another one is begun. */
	#isSent = false;
	#id: Uuid = newId();
	#refused: Outcome | null = null;
	#stops: (() => void)[] = [];
	#blank: F;
	/** What it is while nothing is kept. */
	#from: Kept<F>;
	/** What is kept now. */
	#kept: Draft<Kept<F>> | null = null;

	/** draft: where its keystrokes are kept. blank: the form before anyone typed. */
	constructor(
		private readonly kind: Kind<D, F>,
		readonly draft: Uuid,
		blank: F
	) {
		this.#whole = this.#blank = blank;
		this.#from = { draft: blank };
	}

	/** A new record, as it was left or blank; from a refused one what that said. */
	async openNew(blank: F, refused: Outcome | null = null): Promise<void> {
		this.#refused = refused;
		this.#said = saidBy(refused);
		this.#blank = blank;
		this.#from = { draft: refused ? this.kind.formOf(refused.command.args as Partial<D>) : blank };
		await this.#follow();
		this.#resumed = this.#kept?.savedAt ?? null;
		this.#state = 'ready';
	}

	/** A record that exists, followed while it is open. refused: an edit that is to be mended. */
	async openRecord(id: Uuid, refused: Outcome | null = null): Promise<void> {
		const item = await readDoc<D>(this.kind.record, id);
		this.#isNew = false;
		this.#id = id;
		if (!item) return void (this.#state = 'lost');
		this.#doc = item.doc;
		this.#refused = refused;
		this.#said = saidBy(refused);
		this.#from = UNTOUCHED;
		if (refused) {
			const wanted = ((refused.command.args.changes ?? []) as Change[]).map((change) => [change.field, change.new]);
			const asked = this.kind.formOf(laid(item.doc as Doc, Object.fromEntries(wanted)) as Partial<D>);
			this.#from = touch(UNTOUCHED, this.kind.formOf(item.doc), asked);
		}
		await this.#follow();
		this.#state = 'ready';
		if (this.#isClosed) return;
		const stop = liveDoc<D>(this.kind.record, id).subscribe((face) => {
			if (face.state === 'content' && face.value) this.#doc = face.value.doc;
		});
		this.#stops.push(stop);
	}
	/** Shows what is kept, in whichever tab it was typed. Resolves once it is known. */
	#follow(): Promise<void> {
		if (this.#isClosed) return Promise.resolve();
		return new Promise((resolve) => {
			const stop = liveDraft<Kept<F>>(this.draft).subscribe((face) => {
				if (face.state === 'loading') return;
				if (face.state === 'error') return resolve();
				this.#kept = face.value;
				void this.#take().then(resolve, resolve);
			});
			this.#stops.push(stop, resolve);
		});
	}
	/** Saved in another tab, the form stays as it is: whoever saves it again has saved it. */
	async #take(): Promise<void> {
		const shown = this.#whole;
		const isSaved = !this.#kept && (this.#isSent || (this.#isNew && (await readDoc<D>(this.kind.record, this.#id)) !== null));
		if (!isSaved && this.#whole === shown) this.#show();
	}
	#show(): void {
		const { id, draft, dirty, base = {} } = this.#kept?.data ?? this.#from;
		this.#id = id ?? this.#id;
		// Over a blank one: an older app may have kept fewer fields.
		if (this.#isNew) this.#whole = { ...(this.#from.draft as F), ...draft };
		else this.#touched = dirty ? { dirty, base } : UNTOUCHED;
	}
	/** There is nothing to open. */
	lose(): void {
		this.#state = 'lost';
	}
	/** Lets go; what was typed is on its way to disk. */
	close(): void {
		this.#isClosed = true;
		for (const stop of this.#stops) stop();
		void flushDrafts();
	}

	get state(): 'loading' | 'ready' | 'lost' {
		return this.#state;
	}
	get doc(): D | null {
		return this.#doc;
	}
	get form(): F {
		return this.#doc ? laid(this.kind.formOf(this.#doc), this.#touched.dirty) : this.#whole;
	}
	/** Sentences of the server by path, of a refusal that is being mended. */
	get said(): Record<string, string> {
		return this.#said;
	}
	/** Since when a half-written new record has been waiting; null where none was. */
	get resumed(): number | null {
		return this.#resumed;
	}

	/** A keystroke. */
	set(next: F): void {
		if (this.#doc) this.#touched = touch(this.#touched, this.form, next);
		else this.#whole = next;
		saveDraft(this.draft, this.kind.record, this.#doc ? this.#touched : { id: this.#id, draft: next }, this.#from);
	}
	/** Puts the half-written new record away for a blank one. Returns what brings it back. */
	async startAfresh(): Promise<() => void> {
		const [id, whole, resumed] = [this.#id, this.#whole, this.#resumed];
		await deleteDraft(this.draft);
		this.restart(this.#blank);
		return () => {
			this.#id = id;
			this.#resumed = resumed;
			this.set(whole);
		};
	}
	/** Begins another new record, with what another tab has typed into it since this one was saved. */
	restart(form: F): void {
		this.#isSent = false;
		this.#from = { draft: form };
		this.#id = newId();
		this.#resumed = null;
		this.#show();
	}

	/** What would be sent of a record that exists. */
	get changes(): Change[] {
		return this.#doc ? changesOf(this.#doc as Doc, this.kind.formOf(this.#doc), this.#touched, this.kind.argsOf) : [];
	}
	/** again: sends a record that exists also where nothing was changed, by this field as it is. */
	async save(again?: string): Promise<Enqueued> {
		this.#isSent = true;
		const done = await (this.#isNew ? this.#create() : this.#change(again));
		this.#isSent = done.ok;
		return done;
	}
	async #create(): Promise<Enqueued> {
		const args = this.kind.argsOf(this.#whole);
		const there = await readDoc<D>(this.kind.record, this.#id);
		// Saved a moment ago, here or in another tab: the same record. Where it says something else it is another one.
		if (there && differences(this.kind.argsOf(this.kind.formOf(there.doc)), args).length === 0) return this.#nothingToSend();
		if (there) this.#id = newId();
		const replaced = { deleteDrafts: [this.draft] };
		if (this.#refused) return mendOutcome(this.#refused.id, [{ type: this.kind.create, entity: this.#id, args }], replaced);
		return enqueue(this.kind.create, this.#id, args, replaced);
	}
	async #nothingToSend(): Promise<Enqueued> {
		const gone = await deleteDraft(this.draft);
		return gone.ok ? { ok: true, commands: [] } : gone;
	}
	async #change(again?: string): Promise<Enqueued> {
		const same = (field: string): Change => {
			const value = this.kind.argsOf(this.form)[field] ?? null;
			return { field, base: value, new: value };
		};
		const changes = this.changes.length === 0 && again ? [same(again)] : this.changes;
		if (changes.length === 0) return this.#nothingToSend();
		return enqueue(this.kind.edit, this.#id, { changes }, { deleteDrafts: [this.draft] });
	}
}

const saidBy = (refused: Outcome | null): Record<string, string> =>
	Object.fromEntries(Object.entries(refused?.errors ?? {}).flatMap(([path, [message]]) => (message ? [[path, fieldError(message)]] : [])));

/** Brings what is wrong into view, and the cursor to it. */
export async function showProblem(): Promise<void> {
	await tick();
	document.querySelector<HTMLElement>('.field.wrong, .notice.need')?.scrollIntoView({ block: 'center' });
	document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus({ preventScroll: true });
}
