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
 *   goes away. Pass `deleteDrafts: [id]` to the command that replaces the draft.
 * - What the server refused stands in `liveOutcomes()` until `mendOutcome` or `dismissOutcome`.
 * - A feature registers what its commands do to a document, once, in a module that the root layout imports
 *   before `start()`:
 *     defineCommands({ 'dossier.comment': { record: 'dossier', reduce: (doc, command) => … } })
 *   Reducers are pure and idempotent: the server may already have done what they do.
 *   An `X.edit` with `args.changes` can use `reduceEdit`; a state change asks `expectHolds(doc, args)` first.
 *
 * WHAT YOU MAY RELY ON
 * - ids: `newId()` (UUIDv7), made when the form opens, so that a double tap saves once.
 * - `Readable` is Svelte's store contract: `$syncStatus` works. A `LiveSource` gives faces
 *   {state: 'loading' | 'error' | 'content'}; in components: `const dossiers = live(() => liveDocs('dossier'))`.
 * - Nothing here throws for expected trouble (no network, no session, no space): answers are unions.
 */

import type { RecordRule } from './reducers';
import type { Args, Doc, SessionRow, Uuid } from './wire';
import type {
	CommandInput,
	ConflictItem,
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

export type * from './types';
export type { Args, Change, Doc, SessionBody, SessionRow, Uuid, WireMembership } from './wire';
export type { PendingCommand, RecordRule } from './reducers';

const soon = (): never => {
	throw new Error('data: not built yet');
};

// ── who ────────────────────────────────────────────────────────────────────────────────────────

/** Opens the store of whoever was here last (no network needed) and starts syncing. Once, in the root layout. */
export const start = (): Promise<Person | null> => soon();
export const currentPerson: Readable<Person | null> = { subscribe: () => () => undefined };
/** Signs in, opens that person's store. Codes: BAD_CREDENTIALS, TOO_MANY (retryAfterMs), … */
export const signIn = (_login: string, _password: string, _otp?: string): Promise<Reply<Person>> => soon();
/** Ends the session here and at the server. The store is kept whenever it holds unsent work or drafts. */
export const signOut = (): Promise<{ kept: boolean; unsent: number }> => soon();
/** Opens the store of someone who has worked on this device; syncing may ask them to sign in. */
export const switchPerson = (_id: Uuid): Promise<Person | null> => soon();
export const knownPeople = (): Promise<KnownPerson[]> => soon();
export const changePassword = (_current: string, _next: string): Promise<Reply<null>> => soon();
export const listSessions = (): Promise<Reply<SessionRow[]>> => soon();
export const endSession = (_id: Uuid): Promise<Reply<null>> => soon();

// ── writing ────────────────────────────────────────────────────────────────────────────────────

export const newId = (): Uuid => soon();
/** 13 random Crockford characters; `formatReference` groups them. */
export const newReference = (): string => soon();
/** Device time now, as commands carry it: RFC 3339 with the device's offset. */
export const nowText = (): string => soon();
/** What commands do to documents; call before `start()`. */
export const defineCommands = (_rules: Record<string, RecordRule>): void => soon();
export const enqueue = (_type: string, _entity: Uuid, _args: Args, _options?: EnqueueOptions): Promise<Enqueued> => soon();
/** Several commands in ONE transaction, in this order. */
export const enqueueAll = (_commands: CommandInput[], _options?: EnqueueOptions): Promise<Enqueued> => soon();
/** Change fields (dotted path → new value) with an `X.edit` command; nothing is sent for values that are the same. */
export const edit = (
	_type: string,
	_entity: Uuid,
	_values: Record<string, unknown>,
	_options?: EnqueueOptions
): Promise<Enqueued> => soon();
/** Takes a command back that has never left the phone. false: too late, send another command instead. */
export const undo = (_commandId: Uuid): Promise<boolean> => soon();
/** Forgets a record of which nothing has ever left the phone. false: it has; send a discard command instead. */
export const discardUnsent = (_entity: Uuid): Promise<boolean> => soon();

// ── reading ────────────────────────────────────────────────────────────────────────────────────

export const liveDocs = <T = Doc>(_type: string, _filter?: DocFilter<T>): LiveSource<Item<T>[]> => soon();
/** null: not on this device (unknown, out of scope, or not loaded yet). */
export const liveDoc = <T = Doc>(_type: string, _id: Uuid): LiveSource<Item<T> | null> => soon();
/** One read, for a moment that needs no following. */
export const readDoc = <T = Doc>(_type: string, _id: Uuid): Promise<Item<T> | null> => soon();
export const recordState = (_entity: Uuid): LiveSource<RecordState> => soon();

// ── drafts ─────────────────────────────────────────────────────────────────────────────────────

export const saveDraft = (_id: Uuid, _kind: string, _data: object): void => soon();
/** Resolves when every keystroke so far is on disk: before opening the camera, before leaving. */
export const flushDrafts = (): Promise<Done> => soon();
export const liveDraft = <T = Record<string, unknown>>(_id: Uuid): LiveSource<Draft<T> | null> => soon();
export const readDraft = <T = Record<string, unknown>>(_id: Uuid): Promise<Draft<T> | null> => soon();
export const liveDrafts = <T = Record<string, unknown>>(_kind?: string): LiveSource<Draft<T>[]> => soon();
export const deleteDraft = (_id: Uuid): Promise<Done> => soon();

// ── sync ───────────────────────────────────────────────────────────────────────────────────────

export const syncStatus: Readable<SyncStatus> = { subscribe: () => () => undefined };
/** "Send now": cuts every wait short, tries stuck items again. */
export const syncNow = (): void => soon();
/** How often to ask when there is nothing to send: a visible desk every 3 s, a phone every 60 s. */
export const setPace = (_pace: 'desk' | 'field'): void => soon();
export const liveOutcomes = (): LiveSource<Outcome[]> => soon();
/** Sends new commands in place of a refused one and closes it, in one transaction. */
export const mendOutcome = (_id: Uuid, _commands: CommandInput[]): Promise<Enqueued> => soon();
export const dismissOutcome = (_id: Uuid): Promise<Done> => soon();
/** Open conflicts, of one record or all. */
export const liveConflicts = (_entity?: Uuid): LiveSource<ConflictItem[]> => soon();

// ── server reads ───────────────────────────────────────────────────────────────────────────────

/** The masked values of a dossier, against a reason; audited. */
export const revealValues = (_id: Uuid, _reason: string): Promise<Reply<Record<string, unknown>>> => soon();
export const searchServer = <T = Doc>(_query: Record<string, string>): Promise<Reply<T>> => soon();
export const history = <T = unknown>(_id: Uuid): Promise<Reply<T>> => soon();

// ── device ─────────────────────────────────────────────────────────────────────────────────────

/** Everything of this person that the server has not confirmed, as a file to keep. */
export const exportUnsent = (): Promise<{ name: string; blob: Blob }> => soon();
export const storageState = (): Promise<StorageState> => soon();
/** Asks the browser not to clear the store by itself. */
export const askPersist = (): Promise<boolean> => soon();
export const updateAvailable: Readable<boolean> = { subscribe: () => () => undefined };
/** Saves drafts, lets the new version take over, reloads. */
export const applyUpdate = (): Promise<void> => soon();
