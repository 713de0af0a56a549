/**
 * A record being written: new, changed, or mended after a refusal. Every keystroke is on disk. A new one is kept as a
 * whole form; of one that exists only what was touched, while the rest follows the record under the open form.
 */

import { tick } from 'svelte';
import {
	deleteDraft,
	enqueue,
	flushDrafts,
	liveDoc,
	mendOutcome,
	newId,
	readDoc,
	readDraft,
	saveDraft,
	type Change,
	type Doc,
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
	#id: Uuid = newId();
	#refused: Outcome | null = null;
	#stop = (): void => undefined;
	#blank: F;

	/** draft: where its keystrokes are kept. blank: the form before anyone typed. */
	constructor(
		private readonly kind: Kind<D, F>,
		readonly draft: Uuid,
		blank: F
	) {
		this.#whole = this.#blank = blank;
	}

	/** A new record, as it was left or blank; from a refused one what that said. */
	async openNew(blank: F, refused: Outcome | null = null): Promise<void> {
		const kept = (await readDraft<Kept<F>>(this.draft)) ?? null;
		this.#refused = refused;
		this.#said = saidBy(refused);
		this.#blank = blank;
		this.#id = kept?.data.id ?? newId();
		const fresh = refused ? this.kind.formOf(refused.command.args as Partial<D>) : blank;
		// Over a blank one: an older app may have kept fewer fields.
		this.#whole = { ...fresh, ...kept?.data.draft };
		this.#resumed = kept?.savedAt ?? null;
		this.#state = 'ready';
	}

	/** A record that exists, followed while it is open. refused: an edit that is to be mended. */
	async openRecord(id: Uuid, refused: Outcome | null = null): Promise<void> {
		const [kept, item] = await Promise.all([readDraft<Kept<F>>(this.draft), readDoc<D>(this.kind.record, id)]);
		this.#isNew = false;
		this.#id = id;
		if (!item) return void (this.#state = 'lost');
		this.#doc = item.doc;
		this.#refused = refused;
		this.#said = saidBy(refused);
		if (kept?.data.dirty) this.#touched = { dirty: kept.data.dirty, base: kept.data.base ?? {} };
		else if (refused) {
			const wanted = ((refused.command.args.changes ?? []) as Change[]).map((change) => [change.field, change.new]);
			const asked = this.kind.formOf(laid(item.doc as Doc, Object.fromEntries(wanted)) as Partial<D>);
			this.#touched = touch(UNTOUCHED, this.kind.formOf(item.doc), asked);
		}
		this.#state = 'ready';
		if (this.#isClosed) return;
		this.#stop = liveDoc<D>(this.kind.record, id).subscribe((face) => {
			if (face.state === 'content' && face.value) this.#doc = face.value.doc;
		});
	}
	/** There is nothing to open. */
	lose(): void {
		this.#state = 'lost';
	}
	/** Lets go; what was typed is on its way to disk. */
	close(): void {
		this.#isClosed = true;
		this.#stop();
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
		saveDraft(this.draft, this.kind.record, this.#doc ? this.#touched : { id: this.#id, draft: next });
	}
	/** Puts the half-written new record away for a blank one. Returns what brings it back. */
	async startAfresh(): Promise<() => void> {
		const [id, whole, resumed] = [this.#id, this.#whole, this.#resumed];
		await this.restart(this.#blank);
		return () => {
			this.#id = id;
			this.#resumed = resumed;
			this.set(whole);
		};
	}
	/** Begins another new record. */
	async restart(form: F): Promise<void> {
		await deleteDraft(this.draft);
		this.#id = newId();
		this.#whole = form;
		this.#resumed = null;
	}

	/** What would be sent of a record that exists. */
	get changes(): Change[] {
		return this.#doc ? changesOf(this.#doc as Doc, this.kind.formOf(this.#doc), this.#touched, this.kind.argsOf) : [];
	}
	/** again: sends a record that exists also where nothing was changed, by this field as it is. */
	async save(again?: string): Promise<Enqueued> {
		const done = await (this.#isNew ? this.#create() : this.#change(again));
		if (done.ok) await deleteDraft(this.draft);
		return done;
	}
	async #create(): Promise<Enqueued> {
		const args = this.kind.argsOf(this.#whole);
		if (this.#refused) return mendOutcome(this.#refused.id, [{ type: this.kind.create, entity: this.#id, args }]);
		const there = await readDoc<D>(this.kind.record, this.#id);
		// Saved a moment ago, here or in another tab: the same record. Where it says something else it is another one.
		if (there && differences(this.kind.argsOf(this.kind.formOf(there.doc)), args).length === 0) return { ok: true, commands: [] };
		if (there) this.#id = newId();
		return enqueue(this.kind.create, this.#id, args, { deleteDrafts: [this.draft] });
	}
	async #change(again?: string): Promise<Enqueued> {
		const same = (field: string): Change => {
			const value = this.kind.argsOf(this.form)[field] ?? null;
			return { field, base: value, new: value };
		};
		const changes = this.changes.length === 0 && again ? [same(again)] : this.changes;
		if (changes.length === 0) return { ok: true, commands: [] };
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
