/**
 * What this browser knows beside the people's own stores: its device id, who has worked here, whose session the
 * cookie is. A small database of its own, shared by all tabs.
 */

import { Dexie, type Table } from 'dexie';
import { uuidv7 } from '#lib/util/ids';
import { Connection } from './db';
import type { Env } from './env';
import type { Person } from './types';
import type { SessionBody, Uuid, WireMembership } from './wire';

export interface PersonRow {
	id: Uuid;
	login: string;
	full_name: string;
	memberships: WireMembership[];
	permissions: string[];
	/** As far as we know; false after sign-out or an expired session. */
	signed_in: boolean;
	/** Absent in rows of before there was such a thing. */
	must_change_password?: boolean;
	/** They signed out themselves: their store opens only after signing in again. */
	signed_out: boolean;
	expires_at: string;
	last_used_at: number;
	/** The device id their store took here; a second store of theirs needs another one. */
	store_device: Uuid | null;
}

interface DeviceRow {
	key: 'device';
	/** This browser, at sign-in. */
	id: Uuid;
	/** Whose store is open. */
	current: Uuid | null;
	/** Whose session the cookie is, null: nobody's. */
	session: Uuid | null;
	/** false while a sign-in is under way or was cut: the server has to be asked. */
	session_sure: boolean;
	/** A sign-out the server has not heard of. */
	sign_out_due: boolean;
	/** Whoever was here last was shut out, and nobody has come since. Absent in rows of before there was such a thing. */
	shut_out?: boolean;
}

/** Whether the session is known to be somebody else's. */
const isOthers = ({ session, session_sure }: DeviceRow, id: Uuid): boolean => session_sure && session !== null && session !== id;

class DeviceDb extends Dexie {
	declare people: Table<PersonRow, Uuid>;
	declare meta: Table<DeviceRow, string>;

	constructor(env: Env) {
		super('to-so-device', { ...env.indexedDb, chromeTransactionDurability: 'strict', cache: 'disabled' });
		this.version(1).stores({ people: 'id', meta: 'key' });
	}
}

export class Device {
	#connection: Connection<DeviceDb>;

	constructor(private readonly env: Env) {
		this.#connection = new Connection(new DeviceDb(env));
	}

	read(): Promise<DeviceRow> {
		return this.#change((row) => row);
	}

	setCurrent(current: Uuid): Promise<DeviceRow> {
		return this.#change((row) => ({ ...row, current, shut_out: false }));
	}

	/** Whoever is here was shut out. final: nothing of theirs is left, so nobody is here any more. */
	shutOut(final: boolean): Promise<DeviceRow> {
		return this.#change((row) => ({ ...row, session: null, session_sure: true, ...(final ? { current: null, shut_out: true } : {}) }));
	}

	setSession(session: Uuid | null): Promise<DeviceRow> {
		return this.#change((row) => ({ ...row, session, session_sure: true }));
	}

	/** From here on the cookie may be anybody's. */
	doubtSession(): Promise<DeviceRow> {
		return this.#change((row) => ({ ...row, session_sure: false }));
	}

	/** The server has heard of the sign-out, or the cookie it was about is gone. */
	signOutTold(): Promise<DeviceRow> {
		return this.#change((row) => ({ ...row, sign_out_due: false }));
	}

	/** The person signs out, all at once: whatever breaks after this, they are out. Another one's session stays. */
	async leave(id: Uuid): Promise<void> {
		const last_used_at = this.env.clock.now();
		await this.update(id, { signed_in: false, signed_out: true, last_used_at });
		await this.#change((row) => {
			return isOthers(row, id) ? { ...row, current: null } : { ...row, current: null, session: null, session_sure: true, sign_out_due: true };
		});
	}

	/** Of somebody who left nothing here that needs a name, the device id of their store is all that stays. */
	forgetName(id: Uuid): Promise<void> {
		return this.update(id, { login: '', full_name: '', memberships: [], permissions: [] });
	}

	people(): Promise<PersonRow[]> {
		return this.#connection.run((db) => db.people.toArray());
	}

	person(id: Uuid): Promise<PersonRow | undefined> {
		return this.#connection.run((db) => db.people.get(id));
	}

	/**
	 * What the server says of the person whose session it is. entering: they have just signed in. Otherwise whoever
	 * signed out here stays out, even while the server has not heard of it; a late word of theirs is none about a
	 * session that is known to be somebody else's.
	 */
	async greet(body: SessionBody, entering = false): Promise<PersonRow> {
		const { person, permissions, expires_at } = body;
		return this.#connection.run((db) =>
			db.transaction('rw', [db.people, db.meta], async () => {
				const old = await db.people.get(person.id);
				const meta = await db.meta.get('device');
				if (old?.signed_out && !entering) {
					if (meta && !isOthers(meta, person.id)) await db.meta.put({ ...meta, session: null, session_sure: true, sign_out_due: true });
					return old;
				}
				const row: PersonRow = {
					id: person.id,
					login: person.login,
					full_name: person.full_name,
					memberships: person.memberships,
					permissions,
					signed_in: true,
					must_change_password: person.must_change_password,
					signed_out: false,
					expires_at,
					last_used_at: this.env.clock.now(),
					store_device: old?.store_device ?? null
				};
				await db.people.put(row);
				// With a password that was handed out the server takes no work yet: as good as nobody's session.
				if (meta) await db.meta.put({ ...meta, session: person.must_change_password ? null : person.id, session_sure: true });
				return row;
			})
		);
	}

	/** The session the password was changed under is the person's own from here on. */
	async passwordChosen(id: Uuid): Promise<void> {
		await this.update(id, { must_change_password: false, signed_in: true });
		await this.setSession(id);
	}

	async update(id: Uuid, change: Partial<Omit<PersonRow, 'id'>>): Promise<void> {
		await this.#connection.run((db) => db.people.update(id, change));
	}

	async forget(id: Uuid): Promise<void> {
		await this.#connection.run((db) => db.people.delete(id));
	}

	/**
	 * The device id for a new store of this person: the browser's for their first one, a fresh one after that,
	 * because the seqs of a store that was wiped have been used.
	 */
	async claimStoreDevice(personId: Uuid): Promise<Uuid> {
		const { id } = await this.read();
		const fresh = uuidv7(this.env.clock.now(), this.env.random.bytes);
		return this.#connection.run((db) =>
			db.transaction('rw', [db.people], async () => {
				const person = await db.people.get(personId);
				if (!person) return fresh;
				const device = person.store_device === null ? id : fresh;
				await db.people.update(personId, { store_device: device });
				return device;
			})
		);
	}

	close(): void {
		this.#connection.close();
	}

	#change(change: (row: DeviceRow) => DeviceRow): Promise<DeviceRow> {
		const id = uuidv7(this.env.clock.now(), this.env.random.bytes);
		return this.#connection.run((db) =>
			db.transaction('rw', [db.meta], async () => {
				const found = await db.meta.get('device');
				const old: DeviceRow = found ?? { key: 'device', id, current: null, session: null, session_sure: true, sign_out_due: false };
				const changed = change(old);
				if (!found || changed !== old) await db.meta.put(changed);
				return changed;
			})
		);
	}
}

export function asPerson(row: PersonRow): Person {
	return {
		id: row.id,
		login: row.login,
		fullName: row.full_name,
		memberships: row.memberships,
		permissions: row.permissions,
		signedIn: row.signed_in,
		mustChangePassword: row.must_change_password === true,
		expiresAt: row.expires_at || null
	};
}
