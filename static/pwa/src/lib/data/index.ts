/**
 * The front door of the device's own data: the only file of this folder that features and screens import
 * (rune wrapper: `#lib/data/live.svelte`).
 *
 * HOW IT WORKS, on one page
 * - Every screen reads the device's store (`liveDocs`, `liveDoc`), never the network. What it reads is the
 *   server's truth plus this device's own pending commands, so a save shows at once, offline too.
 * - Every write is a command: `enqueue('dossier.submit', dossierId, {expect})`. When the promise says
 *   `ok: true` it is on disk ("saved on this phone"); sending is not your business. `ok: false` means that
 *   nothing was written: keep the person's text on the screen and say why.
 * - Changes of fields go through `edit(...)`: it finds out by itself what the change was based on, and joins
 *   changes that have not left the phone yet.
 * - Keystrokes go to `saveDraft(id, kind, data)` on every input; it is cheap, debounced and flushed when the page
 *   goes away. Pass `deleteDrafts: [id]` to the command that replaces the draft. Two tabs may write one draft:
 *   what both typed is merged, and an editor that shows `liveDraft` shows both.
 * - What the server refused stands in `liveOutcomes()` until `mendOutcome` or `dismissOutcome`.
 * - A feature registers what its commands do to a document, once, in a module that the root layout imports
 *   before `start()`:
 *     defineCommands({ 'dossier.comment': { record: 'dossier', reduce: (doc, command) => … } })
 *   Reducers are pure and idempotent: the server may already have done what they do (use `command.id` as the id of
 *   what a command adds, so that it is not added twice).
 *   An `X.edit` with `args.changes` can use `reduceEdit`; a state change asks `expectHolds(doc, args)` first.
 *
 * WHAT YOU MAY RELY ON
 * - ids: `newId()` (UUIDv7), made when the form opens, so that a double tap saves once.
 * - `Readable` is Svelte's store contract: `$syncStatus` works. A `LiveSource` gives faces
 *   {state: 'loading' | 'error' | 'content'}; in components: `const dossiers = live(() => liveDocs('dossier'))`.
 * - Nothing here throws for expected trouble (no network, no session, no space): answers are unions.
 *
 * ADDITIONS TO THE WIRE (see docs/sync): `pull.resnapshot: [bucket]` asks for a bucket anew after a checksum
 * mismatch; `pull.streams: {bucket: stream}` names the stream of a bucket that begins; the header
 * `To-So-Person` names whose work a request carries, so that the server can refuse it under another person's cookie.
 */

import { version } from '$app/env';
import { isoWithOffset } from '#lib/util/dates';
import { newReference as makeReference, uuidv7 } from '#lib/util/ids';
import { browserEnv } from './browser-env';
import { Client, type SignedOut } from './client';
import { liveDraft as followDraft } from './drafts';
import type { Env } from './env';
import { liveOver } from './live';
import * as reads from './reads';
import { Rules, type RecordRule } from './reducers';
import { isShellCached, registerWorker, takeUpdate } from './register';
import { NO_STATUS } from './status';
import type {
	CommandInput,
	ConflictItem,
	DataError,
	DocFilter,
	Done,
	Draft,
	Enqueued,
	EnqueueOptions,
	Item,
	KnownPerson,
	LiveSource,
	Outcome,
	Person,
	Readable,
	RecordState,
	Reply,
	StorageState,
	SyncStatus
} from './types';
import type { Args, DeviceListed, Doc, Uuid } from './wire';
import type { Holdings, Workspace } from './workspace';

export type * from './types';
export type { Holdings } from './workspace';
export type { Args, Change, DeviceListed, Doc, SessionBody, Uuid, WireMembership } from './wire';
export type { PendingCommand, RecordKey, RecordRule } from './reducers';
export { byCause } from './causes';
export { expectHolds, reduceEdit } from './reducers';
export { merge, normalise, sameValue } from './merge';
export { updateAvailable } from './register';
export { formatReference, normaliseReference } from '#lib/util/ids';

const rules = new Rules();
let made: Client | null = null;
/** Made when first needed, so that importing this file touches nothing. */
const client = (): Client => (made ??= new Client(browserEnv(version), rules));
const env = (): Env => client().env;
const workspace: reads.Current = { subscribe: (run) => client().workspace.subscribe(run) };

const SIGNED_OUT = { ok: false, error: { code: 'signed_out', detail: '' } } as const;
const open = (): Workspace | null => client().workspace.value ?? null;

// ── who ────────────────────────────────────────────────────────────────────────────────────────

/** Opens the store of whoever was here last (no network needed) and starts syncing. Once, in the root layout. */
export async function start(): Promise<Person | null> {
	void registerWorker();
	return client().start();
}

/** Why `start` or `signIn` could not open the store, null when they could: a page of its own, never a white one. */
export const storeTrouble: Readable<DataError | null> = { subscribe: (run) => client().trouble.subscribe(run) };

export const currentPerson: Readable<Person | null> = { subscribe: (run) => client().person.subscribe(run) };

/** Signs in, opens that person's store. Codes: BAD_CREDENTIALS, TOO_MANY (retryAfterMs), storage_lost, … */
export const signIn = (login: string, password: string, otp?: string): Promise<Reply<Person>> =>
	client().signIn(login, password, otp);

/** What the open store holds that exists nowhere else; null: it cannot be told, or nobody is here. */
export const holdings = async (): Promise<Holdings | null> => open()?.leftBehind() ?? null;
/** Ends the session here at once, and at the server as soon as it can be reached. What exists nowhere else is kept. */
export const signOut = (): Promise<SignedOut> => client().signOut();

/** Opens the store of someone who has worked on this device. null: they signed out, so they have to sign in. */
export const switchPerson = (id: Uuid): Promise<Person | null> => client().switchPerson(id);
/** Whoever was here last was shut out with nothing unsent, and nobody has come since. */
export const wasShutOut = async (): Promise<boolean> => (await client().device.read()).shut_out === true;
export const knownPeople = (): Promise<KnownPerson[]> => client().knownPeople();
/** Work that waited for it goes up at once. */
export const changePassword = (current: string, next: string): Promise<Reply<null>> => client().changePassword(current, next);
export const listDevices = (): Promise<Reply<DeviceListed[]>> => client().http.devices();
/** Shuts one out: at its next contact it hands in what it has not sent, wipes itself, and never gets in again. */
export const revokeDevice = (id: Uuid): Promise<Reply<null>> => client().http.revokeDevice(id);

// ── writing ────────────────────────────────────────────────────────────────────────────────────

export const newId = (): Uuid => uuidv7(env().clock.now(), env().random.bytes);
/** 13 random Crockford characters; `formatReference` groups them. */
export const newReference = (): string => makeReference(env().random.bytes);
/** Device time now, as commands carry it: RFC 3339 with the device's offset. */
export function nowText(): string {
	const now = env().clock.now();
	return isoWithOffset(now, env().clock.offsetMinutes(now));
}

/** What commands do to documents; call before `start()`. */
export const defineCommands = (commands: Record<string, RecordRule>): void => rules.define(commands);

export const enqueue = (type: string, entity: Uuid, args: Args, options: EnqueueOptions = {}): Promise<Enqueued> =>
	enqueueAll([{ type, entity, args }], options);

/** Several commands in ONE transaction, in this order. */
export const enqueueAll = async (commands: CommandInput[], options: EnqueueOptions = {}): Promise<Enqueued> =>
	open()?.enqueue(commands, options) ?? SIGNED_OUT;

/** Change fields (dotted path → new value) with an `X.edit` command; nothing is sent for values that are the same. */
export const edit = async (
	type: string,
	entity: Uuid,
	values: Record<string, unknown>,
	options: EnqueueOptions = {}
): Promise<Enqueued> => open()?.edit(type, entity, values, options) ?? SIGNED_OUT;

/** Takes a command back that has never left the phone. false: too late, send another command instead. */
export const undo = async (commandId: Uuid): Promise<boolean> => open()?.undo(commandId) ?? false;

/** Forgets a record of which nothing has ever left the phone. false: it has; send a discard command instead. */
export const discardUnsent = async (entity: Uuid): Promise<boolean> => open()?.discardUnsent(entity) ?? false;

// ── reading ────────────────────────────────────────────────────────────────────────────────────

export const liveDocs = <T = Doc>(type: string, filter: DocFilter<T> = {}): LiveSource<Item<T>[]> =>
	reads.liveDocs(workspace, type, filter);

/** null: not on this device (unknown, out of scope, or not loaded yet). */
export const liveDoc = <T = Doc>(type: string, id: Uuid): LiveSource<Item<T> | null> => reads.liveDoc(workspace, type, id);

/** One read, for a moment that needs no following. */
export const readDoc = async <T = Doc>(type: string, id: Uuid): Promise<Item<T> | null> => {
	const store = open();
	return store ? reads.readDoc<T>(store, type, id) : null;
};
export const recordState = (entity: Uuid): LiveSource<RecordState> => reads.recordState(workspace, entity);

// ── drafts ─────────────────────────────────────────────────────────────────────────────────────

/** from: the form before anyone typed; a form that is like it is no draft. */
export const saveDraft = (id: Uuid, kind: string, data: object, from?: object): void => open()?.drafts.save(id, kind, data, from);
/** Resolves when every keystroke so far is on disk: before opening the camera, before leaving. */
export const flushDrafts = async (): Promise<Done> => open()?.drafts.flush() ?? SIGNED_OUT;
/**
 * What an editor shows: its own keystrokes, and what another tab types into the same draft. Give what you were told
 * last, changed, to `saveDraft`.
 */
export const liveDraft = <T = Record<string, unknown>>(id: Uuid): LiveSource<Draft<T> | null> => followDraft<T>(workspace, id);
/** Newest first. */
export const liveDrafts = <T = Record<string, unknown>>(kind?: string): LiveSource<Draft<T>[]> =>
	liveOver(workspace, (store) => reads.readDrafts<T>(store, kind));
/** Takes away what this tab knows of it; what another tab has typed since stays. */
export const deleteDraft = async (id: Uuid): Promise<Done> => open()?.drafts.delete(id) ?? SIGNED_OUT;

// ── sync ───────────────────────────────────────────────────────────────────────────────────────

export const syncStatus: Readable<SyncStatus> = reads.followed(workspace, (w) => w.board.status, NO_STATUS);
/** "Send now": cuts every wait short, tries stuck items again. Resolves when the attempt is over. */
export const syncNow = async (): Promise<void> => {
	const engine = open()?.engine;
	engine?.poke('manual');
	await engine?.settled();
};
/** How often to ask when there is nothing to send: a visible desk every 3 s, a phone every 60 s. */
export const setPace = (pace: 'desk' | 'field'): void => client().setPace(pace);
/** Newest first. */
export const liveOutcomes = (): LiveSource<Outcome[]> => liveOver(workspace, reads.readOutcomes);
/** Sends new commands in place of a refused one and closes it, in one transaction. */
export const mendOutcome = async (id: Uuid, commands: CommandInput[], options: EnqueueOptions = {}): Promise<Enqueued> =>
	open()?.mend(id, commands, options) ?? SIGNED_OUT;
export const dismissOutcome = async (id: Uuid): Promise<Done> => open()?.dismiss(id) ?? SIGNED_OUT;
/** Open conflicts, of one record or all. */
export const liveConflicts = (entity?: Uuid): LiveSource<ConflictItem[]> =>
	liveOver(workspace, (store) => reads.readConflicts(store, entity));

// ── server reads ───────────────────────────────────────────────────────────────────────────────

/** The masked values of a dossier, against a reason; audited. */
export const revealValues = (id: Uuid, reason: string): Promise<Reply<Record<string, unknown>>> => client().http.reveal(id, reason);
export const searchServer = <T = Doc>(query: Record<string, string>): Promise<Reply<T>> =>
	client().http.searchDossiers(query) as Promise<Reply<T>>;
/** One dossier as the server has it, masked for the reader: what is not kept on this device. */
export const readServer = <T = Doc>(id: Uuid): Promise<Reply<T>> => client().http.dossier(id) as Promise<Reply<T>>;
export const history = <T = unknown>(id: Uuid): Promise<Reply<T>> => client().http.history(id) as Promise<Reply<T>>;

// ── device ─────────────────────────────────────────────────────────────────────────────────────

/**
 * Everything of this person that the server has not confirmed, as a file to keep. null: nobody is here, or the code for
 * it, which comes when it is first asked for, is gone with an update.
 */
export async function exportUnsent(): Promise<{ name: string; blob: Blob } | null> {
	const mine = open();
	const packing = await import('./export').catch(() => null);
	if (!mine || !packing) return null;
	await mine.drafts.flush();
	const file = await packing.packUnsent(env(), mine.store, mine.owner);
	return { name: packing.exportName(file), blob: new Blob([JSON.stringify(file, null, '\t')], { type: 'application/json' }) };
}

export async function storageState(): Promise<StorageState> {
	const [persisted, { usedBytes, quotaBytes }, shellCached] = await Promise.all([
		env().storage.persisted(),
		env().storage.estimate(),
		isShellCached()
	]);
	const status = open()?.board.value ?? NO_STATUS;
	const freeBytes = usedBytes === null || quotaBytes === null ? null : Math.max(0, quotaBytes - usedBytes);
	return { persisted, usedBytes, quotaBytes, freeBytes, full: status.storageFull, shellCached, dataReady: status.ready };
}

/** Asks the browser not to clear the store by itself. */
export const askPersist = (): Promise<boolean> => env().storage.persist();

/** Another tab has opened the store with a newer app: nothing more can be saved in this one. */
export const storeTaken: Readable<boolean> = { subscribe: (run) => client().taken.subscribe(run) };
/** The server or another tab speaks only with a newer app: offer `applyUpdate`. */
export const appOutdated: Readable<boolean> = { subscribe: (run) => client().outdated.subscribe(run) };
/** Saves drafts, lets the new version take over, reloads. */
export const applyUpdate = (): Promise<void> => takeUpdate(flushDrafts);

