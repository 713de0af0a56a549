/**
 * The wizard's state: the record as it is, what was typed on top of it, and where the person is. Every keystroke goes
 * to the draft on disk; leaving a step turns what was typed into a command. Nothing here waits for the network.
 */

import {
	deleteDraft,
	flushDrafts,
	liveDraft,
	mendOutcome,
	newId,
	newReference,
	nowText,
	readDoc,
	saveDraft,
	type DataError,
	type Draft,
	type Enqueued,
	type RecordState
} from '#lib/data';

import { isCatalogueLoaded, procedureOf, type ProcedureDoc, type ProcedureRef } from '#lib/features/catalogue';
import { madeConsent, type Consent } from '#lib/features/consent';
import { heldBack, incomplete } from './checks';
import { createArgs, createDossier, editDossier, submitCommand, submitDossier } from './commands';
import { askedItems, BLANK, cleaned, cleanedBy, isClean, placed, touched, valuesOf, type DossierDraft } from './draft';
import { closeOutcomes, readOutcomes } from './outcomes';
import { liveDossier } from './queries';
import { DRAFT_KIND, type DossierDoc, type DossierValues, type StepId } from './model';

/** A new draft on disk, with nothing personal in it; its id. */
export async function beginDossier(
	procedure: ProcedureRef,
	place: { ward: string; hamlet_id: string | null; visit_id: string | null }
): Promise<string> {
	const id = newId();
	const draft: DossierDraft = { ...BLANK, start: { procedure, channel: 1, reference: newReference(), ...place } };
	saveDraft(id, DRAFT_KIND, draft);
	await flushDrafts();
	return id;
}

/** The page stands open on a dossier that was taken away in another tab, or never reached this phone. */
const NOT_BEGUN: Enqueued = { ok: false, error: { code: 'storage_lost', detail: 'nothing to make the record from' } };
/** Documents and drafts of another tab's save come one after the other. */
const PATIENCE_MS = 400;

export class Wizard {
	readonly id: string;
	#draft = $state.raw<DossierDraft>(BLANK);
	#doc = $state.raw<DossierDoc | null>(null);
	#sync = $state.raw<RecordState>('on_phone');
	#state = $state<'loading' | 'ready' | 'lost'>('loading');
	#savedAt = $state<number | null>(null);
	#problem = $state.raw<DataError | null>(null);
	#busy = $state(false);
	#stops: (() => void)[] = [];
	#flushing: ReturnType<typeof setTimeout> | undefined;
	#losing: ReturnType<typeof setTimeout> | undefined;

	/** The refused command that is mended here, and whether it was the creation itself. */
	#mends: string | null;
	#recreates = false;

	constructor(id: string, mends: string | null = null) {
		this.id = id;
		this.#mends = mends;
		const kept = new Promise<Draft<DossierDraft> | null>((resolve) => {
			const stop = liveDraft<DossierDraft>(id).subscribe((face) => {
				if (face.state === 'loading') return;
				if (face.state === 'content') this.#merged(face.value);
				resolve(face.state === 'content' ? face.value : null);
			});
			this.#stops.push(stop);
		});
		void this.#load(kept);
		const stop = liveDossier(id).subscribe((face) => {
			if (face.state !== 'content') return;
			if (this.#recreates) return;
			if (!face.value && this.#doc && this.#state === 'ready') return void this.#losesRecord();
			this.#doc = face.value?.doc ?? null;
			if (face.value) this.#sync = face.value.sync;
		});
		this.#stops.push(stop);
	}

	/** What all tabs have typed into it together. null: sent or taken away. */
	#merged(draft: Draft<DossierDraft> | null): void {
		const kept = { ...BLANK, ...draft?.data };
		this.#draft = this.#state === 'loading' ? kept : placed(kept, this.#draft);
		clearTimeout(this.#losing);
		if (!this.values && this.#state === 'ready') this.#losing = setTimeout(() => void this.#lose(), PATIENCE_MS);
	}
	async #lose(): Promise<void> {
		if (this.values) return;
		this.#state = 'lost';
		// Nothing can be made of a rest without a record.
		if (isClean(this.#draft)) await deleteDraft(this.id);
	}

	async #load(kept: Promise<Draft<DossierDraft> | null>): Promise<void> {
		const [draft, item] = await Promise.all([kept, readDoc<DossierDoc>('dossier', this.id)]);
		const refused = item || (this.values && !this.#mends) ? undefined : (await readOutcomes()).find((o) => o.command.entity === this.id && o.command.type === 'dossier.create');
		if (refused?.subject) {
			this.#recreates = true;
			this.#mends = refused.id;
			// It may have been handed in before the refusal came; to be mended it is a draft again.
			this.#doc = { ...(refused.subject as unknown as DossierDoc), work_state: 'draft', submission: 0 };
		}
		if (draft) this.#savedAt = draft.savedAt;
		if (item) {
			this.#doc = item.doc;
			// A record without a draft was left after its last save, or came back from the ward.
			if (!draft) this.#draft = { ...this.#draft, step: this.#doc.work_state === 'returned' ? 'send' : 'people' };
			if (this.#draft.start) this.#draft = { ...this.#draft, start: null };
		}
		this.#state = this.values ? 'ready' : 'lost';
	}

	/** The record went away under the person's hands: its creation was refused, or it was deleted elsewhere. */
	async #losesRecord(): Promise<void> {
		const refused = (await readOutcomes()).find((o) => o.command.entity === this.id && o.command.type === 'dossier.create');
		if (refused) {
			this.#recreates = true;
			this.#mends = refused.id;
		} else this.#state = 'lost';
	}

	/** Lets go; what is typed is on its way to disk already. */
	close(): void {
		for (const stop of this.#stops) stop();
		clearTimeout(this.#flushing);
		clearTimeout(this.#losing);
		void flushDrafts();
	}

	/** Ready means: something to show and, where it is a listed one, the definition of its procedure. */
	get state(): 'loading' | 'ready' | 'lost' {
		const isWhole = this.values && (this.procedure || isCatalogueLoaded());
		return this.#state === 'ready' && !isWhole ? 'loading' : this.#state;
	}
	get doc(): DossierDoc | null {
		return this.#doc;
	}
	get sync(): RecordState {
		return this.#sync;
	}
	get draft(): DossierDraft {
		return this.#draft;
	}
	get busy(): boolean {
		return this.#busy;
	}
	/** Device time of the last save to disk. */
	get savedAt(): number | null {
		return this.#savedAt;
	}
	/** Why the last keystrokes are not on disk; null when they are. */
	get problem(): DataError | null {
		return this.#problem;
	}
	get values(): DossierValues | null {
		return valuesOf(this.#doc, this.#draft);
	}
	get procedure(): ProcedureDoc | null {
		return procedureOf(this.values?.procedure);
	}
	get reference(): string {
		return this.#doc?.reference ?? this.#draft.start?.reference ?? '';
	}
	get ward(): string {
		return this.#doc?.ward ?? this.#draft.start?.ward ?? '';
	}
	/** Everything that keeps it from being sent, by path. */
	get errors(): Record<string, string[]> {
		if (!this.values) return {};
		const errors = incomplete(this.values, this.procedure);
		for (const [path, code] of Object.entries(this.#held)) errors[path] = [code];
		return errors;
	}
	/** What was typed and must not leave this phone, by path. */
	get #held(): Record<string, string> {
		const { dirty, start } = this.#draft;
		return heldBack(start ? { procedure: start.procedure, ...dirty } : dirty, this.procedure);
	}
	/** What was typed and can be saved. */
	get #sendable(): Record<string, unknown> {
		const held = this.#held;
		return Object.fromEntries(Object.entries(this.#draft.dirty).filter(([path]) => !(path in held)));
	}
	/** What leader or ward asked for and nobody has touched since, by path. */
	get asked(): Record<string, string> {
		return this.#said(false);
	}
	/** What they asked for and somebody has touched, by path: it stands there until it is sent again. */
	get mended(): Record<string, string> {
		return this.#said(true);
	}
	#said(isMended: boolean): Record<string, string> {
		const items = askedItems(this.#doc, this.#draft).filter((item) => item.isMended === isMended);
		return Object.fromEntries(items.map((item) => [item.path, item.message]));
	}

	/** A keystroke. */
	set(path: string, value: unknown): void {
		if (this.#draft.start && !this.#doc && path in this.#draft.start) {
			this.#put({ ...this.#draft, start: { ...this.#draft.start, [path]: value } as DossierDraft['start'] });
			return;
		}
		this.#put(touched(this.#draft, this.#doc, path, value));
	}
	setConsent(consent: Partial<Consent>): void {
		this.#put({ ...this.#draft, consent });
	}
	/** Where the person is, to come back to. */
	noteField(field: string | undefined): void {
		const { field: _old, ...rest } = this.#draft;
		this.#put(field ? { ...rest, field } : rest, false);
	}
	noteStep(step: StepId): void {
		if (this.#draft.step === step) return;
		const { field: _old, ...rest } = this.#draft;
		this.#put({ ...rest, step }, false);
	}

	#put(draft: DossierDraft, typed = true): void {
		this.#draft = draft;
		saveDraft(this.id, DRAFT_KIND, draft);
		if (!typed) return;
		// "Saved" is shown when it is true, shortly after the last keystroke.
		clearTimeout(this.#flushing);
		this.#flushing = setTimeout(() => void this.#noteSaved(), 400);
	}
	async #noteSaved(): Promise<void> {
		const done = await flushDrafts();
		this.#problem = done.ok ? null : done.error;
		if (done.ok) this.#savedAt = Date.now();
	}

	/** The citizen has agreed: from here on there is a record. Made in another tab a moment ago, it is that one. */
	async agree(): Promise<Enqueued> {
		if (this.#doc) return { ok: true, commands: [] };
		const values = this.values;
		const { start } = this.#draft;
		if (!values || !start) return NOT_BEGUN;
		return this.#work(async () => {
			const consent = madeConsent(this.#draft.consent, nowText());
			const made = await createDossier(this.id, { ...values, consent }, start);
			if (!made.ok) return made;
			this.#doc = (await readDoc<DossierDoc>('dossier', this.id))?.doc ?? null;
			if (!this.#doc) return NOT_BEGUN;
			this.#put(cleanedBy(this.#doc, this.#draft));
			return made;
		});
	}

	/** The citizen takes the consent back: from then on it cannot be sent. */
	async withdrawConsent(): Promise<Enqueued> {
		this.set('consent.withdrawn_at', nowText());
		return this.commit();
	}

	/** Turns what was typed into a command; what is typed meanwhile stays in the draft. */
	async commit(): Promise<Enqueued> {
		const dirty = this.#sendable;
		if (!this.#doc || this.#recreates || Object.keys(dirty).length === 0) return { ok: true, commands: [] };
		return this.#work(async () => {
			const { base } = this.#draft;
			const saved = await editDossier(this.id, dirty, base, this.#doc);
			if (saved.ok) {
				this.#doc = (await readDoc<DossierDoc>('dossier', this.id))?.doc ?? this.#doc;
				this.#put(cleaned(this.#draft, dirty));
			}
			return saved;
		});
	}

	/**
	 * Hands it over; the id it goes by. A creation that was refused is made again under a new id and reference, for the
	 * old ones are spent. What was refused of this record is closed with it.
	 */
	async send(): Promise<{ saved: Enqueued; id: string }> {
		let kept = await this.commit();
		// What another tab has typed meanwhile goes with it.
		while (kept.ok && this.#doc && !this.#recreates && Object.keys(this.#sendable).length > 0) kept = await this.commit();
		const doc = this.#doc;
		const values = this.values;
		if (!kept.ok || !doc || !values) return { saved: kept, id: this.id };
		return this.#work(async () => {
			const id = this.#recreates ? newId() : this.id;
			const saved = await this.#send(id, doc, values);
			if (saved.ok && this.#mends) await closeOutcomes(this.id);
			return { saved, id };
		});
	}

	#send(id: string, doc: DossierDoc, values: DossierValues): Promise<Enqueued> {
		const replaced = { deleteDrafts: [this.id] };
		if (!this.#mends) return submitDossier(id, doc, replaced);
		if (!this.#recreates) return mendOutcome(this.#mends, [submitCommand(id, doc)], replaced);
		const args = createArgs(values, { ward: this.ward, reference: newReference() });
		return mendOutcome(this.#mends, [{ type: 'dossier.create', entity: id, args }, submitCommand(id, { work_state: 'draft', submission: 0 })], replaced);
	}

	async #work<T>(run: () => Promise<T>): Promise<T> {
		this.#busy = true;
		try {
			return await run();
		} finally {
			this.#busy = false;
		}
	}
}

/** A paper with one of its leaves changed, as values of dotted paths. */
export function paperChange(item: string, change: Record<string, unknown>): [path: string, value: unknown][] {
	return Object.entries(change).map(([leaf, value]) => [`documents.${item}.${leaf}`, value]);
}
