/**
 * The whole client of one tab: who is here, their store, and the server calls. Everything outside comes through
 * `Env`; the front door (index.ts) holds one of these for the browser, the simulation holds many.
 */

import { asPerson, Device, type PersonRow } from './device';
import type { Channel, Env } from './env';
import { asDataError } from './failure';
import { Http } from './http';
import { underLock } from './lock';
import { Observable } from './observable';
import { Rules } from './reducers';
import type { Gate } from './sync';
import type { DataError, KnownPerson, Person, Reply } from './types';
import { destroyStore, peek, Workspace, type Holdings } from './workspace';
import type { SessionBody, Uuid } from './wire';

/** Signed-out people whose stores hold only confirmed commands are forgotten after this long. */
const FORGET_AFTER_MS = 14 * 86_400_000;
/** Held while a sign-in is under way, so that nobody asks whose session it is half-way. */
const SESSION_LOCK = 'to-so-session';
const NEVER = new AbortController().signal;

export class Client {
	readonly http: Http;
	readonly device: Device;
	/** undefined: not started; null: nobody. */
	readonly workspace = new Observable<Workspace | null | undefined>(undefined);
	readonly person = new Observable<Person | null>(null);
	/** The server speaks only with a newer app, or a newer tab opened the store. */
	readonly outdated = new Observable(false);
	/** Why the store could not be opened, when it could not. */
	readonly trouble = new Observable<DataError | null>(null);
	#channel: Channel;
	#pace: 'desk' | 'field' = 'field';

	constructor(
		readonly env: Env,
		/** What commands do to documents; complete before `start()`. */
		readonly rules = new Rules()
	) {
		this.http = new Http(env);
		this.device = new Device(env);
		this.#channel = env.channel('to-so-device');
		this.#channel.listen(() => this.#aside('another tab', this.#lookAgain()));
	}

	/** Opens the store of whoever was here last. Needs no network. */
	async start(): Promise<Person | null> {
		const { current } = await this.device.read();
		const row = current === null ? undefined : await this.device.person(current);
		if (!row || row.signed_out) {
			this.workspace.set(null);
			return null;
		}
		if (!(await this.#open(row))) return null;
		this.#aside('whose session', this.refresh());
		return this.person.value;
	}

	async signIn(login: string, password: string, otp?: string): Promise<Reply<Person>> {
		const open = this.workspace.value;
		await open?.engine.pause();
		const reply = await underLock(this.env, SESSION_LOCK, NEVER, () => this.#askIn(login, password, otp));
		if (!reply.ok) {
			open?.engine.resume();
			return reply;
		}
		const row = await this.#greet(reply.body);
		const entered = await this.#open(row);
		this.#channel.post('session');
		if (entered) return { ok: true, body: asPerson(row) };
		const code = this.trouble.value?.code.toUpperCase() ?? 'STORAGE_LOST';
		return { ok: false, kind: 'problem', status: 0, code, reason: null, errors: {}, retryAfterMs: null };
	}

	/** Alone among the tabs: from here the cookie may change under them; until we know whose it is, nobody pushes. */
	async #askIn(login: string, password: string, otp?: string): Promise<Reply<SessionBody>> {
		await this.#endPending();
		const { id, session: before } = await this.device.read();
		await this.device.doubtSession();
		const { deviceName: name, platform } = this.env.app;
		const reply = await this.http.signIn({ login, password, device: { id, name, platform }, ...(otp ? { otp } : {}) });
		if (reply.ok) await this.device.greet(reply.body);
		else if (reply.kind === 'problem') await this.device.setSession(before);
		return reply;
	}

	/** Ends the session. The store goes only if nothing in it exists nowhere else; what is readable goes anyway. */
	async signOut(): Promise<{ kept: boolean; unsent: number }> {
		const workspace = this.workspace.value;
		if (!workspace) return { kept: false, unsent: 0 };
		const { personId } = workspace;
		await workspace.drafts.flush();
		await workspace.engine.stop();
		const reply = await this.http.signOut();
		const ended = reply.ok || (reply.kind === 'problem' && reply.status === 401);
		await this.device.setSignOutDue(!ended);
		await this.device.setSession(null);
		const held = await workspace.holdings();
		const kept = Object.values(held).some((count) => count > 0);
		this.workspace.set(null);
		this.person.set(null);
		await this.device.setCurrent(null);
		if (kept) {
			await workspace.forgetReadable(false);
			await workspace.close();
			await this.device.update(personId, { signed_in: false, signed_out: true });
		} else {
			await workspace.destroy();
			await this.device.update(personId, { signed_in: false, signed_out: true });
		}
		this.#channel.post('session');
		return { kept, unsent: held.unsent };
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
		const reply = await this.http.session();
		if (reply.ok) {
			await this.#greet(reply.body);
		} else if (reply.kind === 'problem' && reply.status === 401) {
			await this.#sessionGone();
		}
	}

	async close(): Promise<void> {
		await this.workspace.value?.close();
		this.workspace.set(undefined);
		this.#channel.close();
		this.device.close();
	}

	/** Opens the person's store. false: it cannot be opened, see `trouble`; nothing in it is touched. */
	async #open(row: PersonRow): Promise<boolean> {
		try {
			await this.#enter(row);
			this.trouble.set(null);
			return true;
		} catch (error) {
			this.env.report('open store', error);
			this.trouble.set(asDataError(error));
			this.workspace.set(null);
			this.person.set(null);
			return false;
		}
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
			isMine: () => this.#isMine(personId),
			sessionIs: (alive) => this.#aside('session', this.#markSession(personId, alive)),
			shutOut: (final) => this.#shutOut(personId, final),
			tooOld: () => this.outdated.set(true),
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

	async #isMine(personId: Uuid): Promise<'yes' | 'no' | 'unknown'> {
		const { session, session_sure } = await this.device.read();
		if (session_sure) return session === personId ? 'yes' : 'no';
		const reply = await underLock(this.env, SESSION_LOCK, NEVER, () => this.http.session());
		if (!reply.ok && !(reply.kind === 'problem' && reply.status === 401)) return 'unknown';
		if (reply.ok) await this.#greet(reply.body);
		else await this.device.setSession(null);
		return reply.ok && reply.body.person.id === personId ? 'yes' : 'no';
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

	/** A sign-out made without a network: the server hears of it before anyone else signs in. */
	async #endPending(): Promise<void> {
		const { sign_out_due } = await this.device.read();
		if (!sign_out_due) return;
		const reply = await this.http.signOut();
		if (reply.ok || reply.kind === 'problem') await this.device.setSignOutDue(false);
	}

	/** Forgets someone who signed out, once nothing of theirs is left that matters. */
	async #forgotten(row: PersonRow, held: Holdings | undefined): Promise<boolean> {
		if (!row.signed_out || !held || held.unsent + held.drafts + held.refused > 0) return false;
		const old = this.env.clock.now() - row.last_used_at > FORGET_AFTER_MS;
		if (held.journal > 0 && !old) return true;
		if (held.journal > 0 || old) await destroyStore(this.env, row.id);
		if (old) await this.device.forget(row.id);
		return true;
	}
}
