/**
 * The whole client of one tab: who is here, their store, and the server calls. Everything outside comes through
 * `Env`; the front door (index.ts) holds one of these for the browser, the simulation holds many.
 */

import { asPerson, Device, type PersonRow } from './device';
import type { Channel, Env, PageEvent } from './env';
import { asDataError, isQuota } from './failure';
import { Http } from './http';
import { NEVER, SESSION_LOCK, underLock } from './lock';
import { Observable } from './observable';
import { People } from './people';
import { Rules } from './reducers';
import type { Gate, Ownership } from './sync';
import type { DataError, KnownPerson, Person, Reply } from './types';
import { isAwaited, Workspace, type Holdings } from './workspace';
import type { SessionBody, Uuid } from './wire';

/** Nobody who leaves waits longer than this for a server to hear of it. */
const GOODBYE_MS = 2_000;
/** A store that has not opened by then is somebody else's to let go. */
const OPEN_MS = 10_000;

/** kept: something of theirs stays here. unsent: commands, null: they could not be counted. */
export interface SignedOut {
	kept: boolean;
	unsent: number | null;
}

const isKept = (held: Holdings | null): boolean => held === null || isAwaited(held) || held.journal > 0;

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
	readonly #people: People;
	#channel: Channel;
	#pace: 'desk' | 'field' = 'field';
	#leaving: Promise<SignedOut> | null = null;
	/** Ends the question whose session it is, for whoever comes or goes. */
	#asking = new AbortController();
	#unlisten: () => void;

	constructor(
		readonly env: Env,
		/** What commands do to documents; complete before `start()`. */
		readonly rules = new Rules()
	) {
		this.http = new Http(env);
		this.device = new Device(env);
		this.#people = new People(env, this.device);
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
			this.#aside('tidy', this.#people.tidy());
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
		this.#stopAsking();
		await open?.engine.pause();
		try {
			const reply = await underLock(this.env, SESSION_LOCK, NEVER, () => this.#askIn(login, password, otp));
			if (!reply.ok) {
				open?.engine.resume();
				return reply;
			}
			const entered = await this.#open(reply.body);
			this.#channel.post('session');
			if (entered) return { ok: true, body: asPerson(reply.body) };
		} catch (error) {
			this.#cannotOpen(error);
		}
		const code = this.trouble.value?.code ?? 'storage_lost';
		return { ok: false, kind: 'problem', status: 0, code, reason: null, errors: {}, retryAfterMs: null };
	}

	/** Alone among the tabs: from here the cookie may change under them; until we know whose it is, nobody pushes. */
	async #askIn(login: string, password: string, otp?: string): Promise<Reply<PersonRow>> {
		await this.#endSession();
		const { id, session: before } = await this.device.read();
		await this.device.doubtSession();
		const { deviceName: name, platform } = this.env.app;
		const reply = await this.http.signIn({ login, password, device: { id, name, platform }, ...(otp ? { otp } : {}) });
		if (!reply.ok) {
			if (reply.kind === 'problem') await this.device.setSession(before);
			return reply;
		}
		const row = await this.#greet(reply.body, true);
		// The cookie is another one now: ending it later would throw out whoever has just come.
		await this.device.signOutTold();
		return { ok: true, body: row };
	}

	/**
	 * Signs out: first on this phone, which needs no network, then at the server, which may have to wait. What is
	 * readable goes; what exists nowhere else stays (see decision 8). Pressing twice is pressing once.
	 */
	signOut(): Promise<SignedOut> {
		return (this.#leaving ??= this.#signOut().finally(() => (this.#leaving = null)));
	}

	async #signOut(): Promise<SignedOut> {
		const workspace = this.workspace.value;
		if (!workspace) return { kept: false, unsent: 0 };
		this.#stopAsking();
		await this.#briefly('pause', workspace.engine.pause());
		// Not known is kept, and keeps nobody in.
		const held = await workspace.leftBehind();
		try {
			await this.#goOut(workspace);
		} catch (error) {
			workspace.engine.resume();
			throw error;
		}
		this.workspace.set(null);
		this.person.set(null);
		this.#channel.post('session');
		// They are out; what cannot be cleared now is cleared at the next start.
		await this.#briefly('clear', this.#clear(workspace, held));
		await this.#briefly('sign-out', this.#tellSignOut());
		return { kept: isKept(held), unsent: held && held.unsent };
	}

	async #goOut(workspace: Workspace): Promise<void> {
		try {
			await this.device.leave(workspace.personId);
		} catch (error) {
			if (!isQuota(error)) throw error;
			// What goes anyway makes room to write down that they are out.
			await workspace.forgetReadable(false);
			await this.device.leave(workspace.personId);
		}
	}

	async #clear(workspace: Workspace, held: Holdings | null): Promise<void> {
		try {
			if (!isAwaited(held)) await this.device.forgetName(workspace.personId);
			// A tab that sleeps may keep the database from being deleted, never from being emptied.
			await workspace.forgetReadable(false);
		} finally {
			// Text that found no room before may find it now.
			await (isKept(held) ? workspace.close() : workspace.destroy());
		}
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

	knownPeople(): Promise<KnownPerson[]> {
		return this.#people.known(this.workspace.value ?? null);
	}

	/** How often to ask when there is nothing to send; kept for whoever comes. */
	setPace(pace: 'desk' | 'field'): void {
		this.#pace = pace;
		this.workspace.value?.engine.setPace(pace);
	}

	/** Asks the server whose session this is, and what they may do now. Quiet without a network. */
	async refresh(): Promise<void> {
		await this.#tellSignOut();
		const { signal } = this.#asking;
		await this.#askWhose(signal, () => this.#sessionGone()).catch((error: unknown) => {
			if (!signal.aborted) throw error;
		});
	}

	#stopAsking(): void {
		this.#asking.abort();
		this.#asking = new AbortController();
	}

	/**
	 * Asks whose session it is, and takes the answer in before anyone else signs in: a late one would speak of a cookie
	 * that is gone. gone: what to do when it is nobody's. false: there was no answer.
	 */
	#askWhose(stop: AbortSignal, gone: () => Promise<unknown>): Promise<boolean> {
		return underLock(this.env, SESSION_LOCK, stop, async (lost) => {
			const reply = await this.http.session([stop, lost]);
			if (reply.ok) await this.#greet(reply.body);
			else if (reply.kind === 'problem' && reply.status === 401) await gone();
			else return false;
			return true;
		});
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
	async #greet(body: SessionBody, entering = false): Promise<PersonRow> {
		const row = await this.device.greet(body, entering);
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
			const isKnown = await this.#askWhose(stop, () => this.device.setSession(null));
			if (!isKnown) return 'unknown';
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
		await this.device.shutOut(final);
		this.#channel.post('session');
		if (!final) return;
		this.workspace.set(null);
		this.person.set(null);
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
}
