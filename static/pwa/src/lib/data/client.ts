/**
 * The whole client of one tab: who is here, their store, and the server calls. Everything outside comes through
 * `Env`; the front door (index.ts) holds one of these for the browser, the simulation holds many.
 */

import { asPerson, Device, type PersonRow } from './device';
import type { Channel, Env, PageEvent } from './env';
import { asDataError } from './failure';
import { Http } from './http';
import { underLock } from './lock';
import { Observable } from './observable';
import { Rules } from './reducers';
import type { Gate, Ownership } from './sync';
import type { DataError, KnownPerson, Person, Reply } from './types';
import { clearReadable, destroyStore, isAwaited, peek, Workspace, type Holdings } from './workspace';
import type { SessionBody, Uuid } from './wire';

/** Of people who signed out, the commands a restore could lose are kept this long: while a server takes them for replays. */
const FORGET_AFTER_MS = 14 * 86_400_000;
/** Held while a sign-in is under way, so that nobody asks whose session it is half-way. */
const SESSION_LOCK = 'to-so-session';
const NEVER = new AbortController().signal;
/** Nobody who leaves waits longer than this for a server to hear of it. */
const GOODBYE_MS = 2_000;
/** A store that has not opened by then is somebody else's to let go. */
const OPEN_MS = 10_000;

export class Client {
	readonly http: Http;
	readonly device: Device;
	/** undefined: not started; null: nobody. */
	readonly workspace = new Observable<Workspace | null | undefined>(undefined);
	readonly person = new Observable<Person | null>(null);
	/** The server speaks only with a newer app, or a newer tab opened the store. */
	readonly outdated = new Observable(false);
	/** A newer tab opened the store: this one can save nothing more. */
	readonly taken = new Observable(false);
	/** Why the store could not be opened, when it could not. */
	readonly trouble = new Observable<DataError | null>(null);
	#channel: Channel;
	#pace: 'desk' | 'field' = 'field';
	#leaving: Promise<{ kept: boolean; unsent: number }> | null = null;
	#unlisten: () => void;

	constructor(
		readonly env: Env,
		/** What commands do to documents; complete before `start()`. */
		readonly rules = new Rules()
	) {
		this.http = new Http(env);
		this.device = new Device(env);
		this.#channel = env.channel('to-so-device');
		this.#channel.listen(() => this.#aside('another tab', this.#lookAgain()));
		this.#unlisten = env.page.on((event) => this.#onPage(event));
	}

	#onPage(event: PageEvent): void {
		if (event === 'online' || event === 'visible') this.#aside('sign-out', this.#tellSignOut());
	}

	/** Opens the store of whoever was here last. Needs no network. */
	async start(): Promise<Person | null> {
		try {
			const { current } = await this.device.read();
			const row = current === null ? undefined : await this.device.person(current);
			this.#aside('sign-out', this.#tellSignOut());
			this.#aside('tidy', this.#tidy());
			if (!row || row.signed_out) {
				this.workspace.set(null);
				return null;
			}
			if (!(await this.#open(row))) return null;
		} catch (error) {
			this.#cannotOpen(error);
			return null;
		}
		this.#aside('whose session', this.refresh());
		return this.person.value;
	}

	async signIn(login: string, password: string, otp?: string): Promise<Reply<Person>> {
		const open = this.workspace.value;
		await open?.engine.pause();
		try {
			const reply = await underLock(this.env, SESSION_LOCK, NEVER, () => this.#askIn(login, password, otp));
			if (!reply.ok) {
				open?.engine.resume();
				return reply;
			}
			const row = await this.#greet(reply.body);
			const entered = await this.#open(row);
			this.#channel.post('session');
			if (entered) return { ok: true, body: asPerson(row) };
		} catch (error) {
			this.#cannotOpen(error);
		}
		const code = this.trouble.value?.code ?? 'storage_lost';
		return { ok: false, kind: 'problem', status: 0, code, reason: null, errors: {}, retryAfterMs: null };
	}

	/** Alone among the tabs: from here the cookie may change under them; until we know whose it is, nobody pushes. */
	async #askIn(login: string, password: string, otp?: string): Promise<Reply<SessionBody>> {
		await this.#endSession();
		const { id, session: before } = await this.device.read();
		await this.device.doubtSession();
		const { deviceName: name, platform } = this.env.app;
		const reply = await this.http.signIn({ login, password, device: { id, name, platform }, ...(otp ? { otp } : {}) });
		if (reply.ok) {
			await this.device.greet(reply.body, true);
			// The cookie is another one now: ending it later would throw out whoever has just come.
			await this.device.signOutTold();
		} else if (reply.kind === 'problem') await this.device.setSession(before);
		return reply;
	}

	/**
	 * Signs out: first on this phone, which needs no network, then at the server, which may have to wait. What is
	 * readable goes; what exists nowhere else stays (see decision 8). Pressing twice is pressing once.
	 */
	signOut(): Promise<{ kept: boolean; unsent: number }> {
		return (this.#leaving ??= this.#signOut().finally(() => (this.#leaving = null)));
	}

	async #signOut(): Promise<{ kept: boolean; unsent: number }> {
		const workspace = this.workspace.value;
		if (!workspace) return { kept: false, unsent: 0 };
		const { personId } = workspace;
		await workspace.drafts.flush();
		await workspace.engine.stop();
		const held = await workspace.holdings();
		await this.device.leave(personId);
		if (!isAwaited(held)) await this.device.forgetName(personId);
		this.workspace.set(null);
		this.person.set(null);
		this.#channel.post('session');
		const kept = isAwaited(held) || held.journal > 0;
		// They are out; what cannot be cleared now is cleared at the next start.
		await this.#briefly('clear', this.#clear(workspace, kept));
		await this.#briefly('sign-out', this.#tellSignOut());
		return { kept, unsent: held.unsent };
	}

	async #clear(workspace: Workspace, kept: boolean): Promise<void> {
		await workspace.forgetReadable(false);
		// A tab that sleeps may keep the database from being deleted, never from being emptied.
		if (kept) await workspace.close();
		else await workspace.destroy();
	}

	/** Waits for the work, but not long; it goes on by itself, and what goes wrong is noted. */
	#briefly(what: string, work: Promise<void>): Promise<void> {
		return new Promise((resolve) => {
			const timer = this.env.timers.set(GOODBYE_MS, resolve);
			this.#aside(what, work.finally(() => (this.env.timers.clear(timer), resolve())));
		});
	}

	/** Opens the store of someone who worked here and did not sign out. null: they have to sign in. */
	async switchPerson(id: Uuid): Promise<Person | null> {
		const row = await this.device.person(id);
		if (!row || row.signed_out) return null;
		return (await this.#open(row)) ? this.person.value : null;
	}

	async knownPeople(): Promise<KnownPerson[]> {
		const people = await this.device.people();
		const current = this.workspace.value?.personId ?? null;
		const known: KnownPerson[] = [];
		for (const row of people.sort((a, b) => b.last_used_at - a.last_used_at)) {
			const held = row.id === current ? await this.workspace.value?.holdings() : await this.#peek(row.id);
			if (await this.#forgotten(row, held)) continue;
			known.push({
				id: row.id,
				login: row.login,
				fullName: row.full_name,
				unsent: held?.unsent ?? 0,
				drafts: held?.drafts ?? 0,
				refused: held?.refused ?? 0,
				lastUsedAt: row.last_used_at,
				current: row.id === current
			});
		}
		return known;
	}

	/** How often to ask when there is nothing to send; kept for whoever comes. */
	setPace(pace: 'desk' | 'field'): void {
		this.#pace = pace;
		this.workspace.value?.engine.setPace(pace);
	}

	/** A store that cannot be opened must not hide the other people. */
	async #peek(id: Uuid): Promise<Holdings | undefined> {
		try {
			return await peek(this.env, id);
		} catch (error) {
			this.env.report('peek', error);
			return undefined;
		}
	}

	/** Asks the server whose session this is, and what they may do now. Quiet without a network. */
	async refresh(): Promise<void> {
		await this.#tellSignOut();
		const reply = await this.http.session();
		if (reply.ok) {
			await this.#greet(reply.body);
		} else if (reply.kind === 'problem' && reply.status === 401) {
			await this.#sessionGone();
		}
	}

	async close(): Promise<void> {
		this.#unlisten();
		await this.workspace.value?.close();
		this.workspace.set(undefined);
		this.#channel.close();
		this.device.close();
	}

	/** Opens the person's store. false: it cannot be opened, see `trouble`; nothing in it is touched. */
	async #open(row: PersonRow): Promise<boolean> {
		// Another tab may hold the store for good; whoever waits is told, and let in should it open after all.
		const late = this.env.timers.set(OPEN_MS, () => this.trouble.set({ code: 'storage_lost', detail: 'blocked' }));
		try {
			await this.#enter(row);
			this.trouble.set(null);
			return true;
		} catch (error) {
			this.#cannotOpen(error);
			return false;
		} finally {
			this.env.timers.clear(late);
		}
	}

	#cannotOpen(error: unknown): void {
		this.env.report('open store', error);
		this.trouble.set(asDataError(error));
		this.workspace.set(null);
		this.person.set(null);
	}

	async #enter(row: PersonRow): Promise<void> {
		const open = this.workspace.value;
		this.person.set(asPerson(row));
		await this.device.setCurrent(row.id);
		await this.device.update(row.id, { last_used_at: this.env.clock.now() });
		if (open?.personId === row.id) {
			open.engine.resume();
			return;
		}
		this.workspace.set(undefined);
		await open?.close();
		const workspace = await Workspace.open(this.env, this.device, row, this.rules, this.http, this.#gate(row.id));
		this.workspace.set(workspace);
		void this.env.storage.persist().catch(() => false);
		workspace.engine.setPace(this.#pace);
		workspace.engine.start();
	}

	/** What the server said of a session; shown if it is the current person's. */
	async #greet(body: SessionBody): Promise<PersonRow> {
		const row = await this.device.greet(body);
		if (this.workspace.value?.personId === row.id) this.person.set(asPerson(row));
		return row;
	}

	#gate(personId: Uuid): Gate {
		return {
			isMine: (stop) => this.#isMine(personId, stop),
			sessionIs: (alive) => this.#aside('session', this.#markSession(personId, alive)),
			firstPassword: () => this.#needsPassword(personId),
			shutOut: (final) => this.#shutOut(personId, final),
			tooOld: () => this.outdated.set(true),
			taken: () => (this.outdated.set(true), this.taken.set(true)),
			gone: () => this.#aside('leave', this.#leave(personId))
		};
	}

	/** Another tab signed in or out. Who signed out there is gone here too. */
	async #lookAgain(): Promise<void> {
		const open = this.workspace.value;
		if (!open) return;
		const row = await this.device.person(open.personId);
		if (!row || row.signed_out) await this.#leave(open.personId);
		else open.engine.resume();
	}

	async #leave(personId: Uuid): Promise<void> {
		const open = this.workspace.value;
		if (open?.personId !== personId) return;
		this.workspace.set(null);
		this.person.set(null);
		await open.close();
	}

	async #isMine(personId: Uuid, stop: AbortSignal): Promise<Ownership> {
		const { session_sure } = await this.device.read();
		if (!session_sure) {
			const reply = await underLock(this.env, SESSION_LOCK, stop, () => this.http.session([stop]));
			if (!reply.ok && !(reply.kind === 'problem' && reply.status === 401)) return 'unknown';
			if (reply.ok) await this.#greet(reply.body);
			else await this.device.setSession(null);
		}
		const { session } = await this.device.read();
		if (session === personId) return 'yes';
		const waits = session === null && (await this.device.person(personId))?.must_change_password === true;
		return waits ? 'first_password' : 'no';
	}

	/** The person chooses a password of their own; from then on the server takes their work. */
	async changePassword(current: string, next: string): Promise<Reply<null>> {
		const reply = await this.http.changePassword(current, next);
		const open = this.workspace.value;
		if (!reply.ok || !open) return reply;
		await this.device.passwordChosen(open.personId);
		const row = await this.device.person(open.personId);
		if (row) this.person.set(asPerson(row));
		this.#channel.post('session');
		open.engine.resume();
		return reply;
	}

	/** Somebody handed out a password for them: until they choose their own, the session is good for nothing else. */
	async #needsPassword(personId: Uuid): Promise<void> {
		await this.device.update(personId, { must_change_password: true });
		await this.device.setSession(null);
		const person = this.person.value;
		if (person?.id === personId) this.person.set({ ...person, mustChangePassword: true });
	}

	async #markSession(personId: Uuid, alive: boolean): Promise<void> {
		const person = this.person.value;
		if (person?.id !== personId || person.signedIn === alive) return;
		this.person.set({ ...person, signedIn: alive });
		await this.device.update(personId, { signed_in: alive });
	}

	async #sessionGone(): Promise<void> {
		const { session } = await this.device.read();
		if (session !== null) await this.#markSession(session, false);
	}

	/** Revoked or disabled: what is readable goes; commands without an answer stay, since they exist nowhere else. */
	async #shutOut(personId: Uuid, final: boolean): Promise<void> {
		const workspace = this.workspace.value;
		if (workspace?.personId !== personId) return;
		await workspace.forgetReadable(true);
		await this.device.update(personId, { signed_in: false, signed_out: true });
		await this.device.setSession(null);
		this.#channel.post('session');
		if (!final) return;
		this.workspace.set(null);
		this.person.set(null);
		await this.device.setCurrent(null);
		// Not awaited: the caller is the engine itself, which destroy() waits for.
		this.#aside('wipe', workspace.destroy().then(() => this.device.forget(personId)));
	}

	/** Work nobody waits for: what goes wrong is noted. */
	#aside(what: string, work: Promise<unknown>): void {
		work.catch((error: unknown) => this.env.report(what, error));
	}

	async #tellSignOut(): Promise<void> {
		if (!(await this.device.read()).sign_out_due) return;
		await underLock(this.env, SESSION_LOCK, NEVER, () => this.#endSession());
	}

	/** A sign-out the server has not heard of: it does before anyone else signs in. Holds the session lock. */
	async #endSession(): Promise<void> {
		const { sign_out_due } = await this.device.read();
		if (!sign_out_due) return;
		const reply = await this.http.signOut(GOODBYE_MS);
		const ended = reply.ok || (reply.kind === 'problem' && reply.status < 500 && reply.status !== 429);
		if (ended) await this.device.signOutTold();
	}

	/** Finishes what a sign-out left undone, and lets go what has been kept long enough. */
	async #tidy(): Promise<void> {
		for (const row of await this.device.people()) {
			if (!row.signed_out) continue;
			await clearReadable(this.env, row.id);
			const held = await this.#peek(row.id);
			if (held && !isAwaited(held)) await this.device.forgetName(row.id);
			await this.#forgotten(row, held);
		}
	}

	/** Forgets someone who signed out, once nothing of theirs is left that matters. */
	async #forgotten(row: PersonRow, held: Holdings | undefined): Promise<boolean> {
		if (!row.signed_out || !held || isAwaited(held)) return false;
		const old = this.env.clock.now() - row.last_used_at > FORGET_AFTER_MS;
		if (held.journal > 0 && !old) return true;
		// Meanwhile they may have signed in again, in another tab.
		if (!(await this.device.person(row.id))?.signed_out) return false;
		await destroyStore(this.env, row.id);
		if (old) await this.device.forget(row.id);
		return true;
	}
}
