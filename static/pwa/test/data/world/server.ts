/**
 * A test double that keeps the contract: ledger, streams, buckets, one-snapshot pull, epochs. In memory, one thread.
 *
 * It is no second implementation of the product's rules, only of the protocol's, with a domain small enough to see
 * through (rules.ts).
 */

import { merge } from '#lib/data/merge';
import { sha256Head, xorHex } from '#lib/util/sha256';
import { getPath, setPath } from '#lib/util/path';
import { uuidv7 } from '#lib/util/ids';
import type { Change, Doc, SyncRequest, WireCommand } from '#lib/data/wire';
import type { ServerPort } from './device';
import { pull } from './pull';
import type { Scheduler } from './scheduler';

export interface Person {
	id: string;
	login: string;
	ward: string;
	role: 'volunteer' | 'officer';
	team?: string;
}

interface Row {
	seq: number;
	op: 'put' | 'left_scope' | 'deleted' | 'archived';
}
interface Entry {
	author: string;
	content: string;
	result: Record<string, unknown>;
}
interface Data {
	epoch: string;
	rotated: boolean;
	seqs: Record<string, number>;
	rows: Record<string, Record<string, Row>>;
	docs: Record<string, Doc>;
	ledger: Record<string, Entry>;
	deviceSeqs: Record<string, string>;
	backedUpBefore: number | null;
}
class Refusal extends Error {
	constructor(
		readonly code: string,
		readonly reason: string,
		readonly data: Record<string, unknown> = {}
	) {
		super(code);
	}
}

export class FakeServer implements ServerPort {
	data: Data = {
		epoch: 'e_1',
		rotated: false,
		seqs: {},
		rows: {},
		docs: {},
		ledger: {},
		deviceSeqs: {},
		backedUpBefore: null
	};
	/** session token → person id */
	sessions = new Map<string, string>();
	people = new Map<string, Person>();
	/** How many times each command took effect, over all epochs: never more than once in one. */
	effects = new Map<string, number>();
	/** Answers by command id, as any client ever got them, replays left out. */
	limit = 500;
	/** Generations of snapshots so far. */
	gen = 0;
	#epochs = 1;
	/** Hooks for faults: a problem to answer with instead. */
	fail: ((request: { path: string; body: unknown }) => { status: number; body: unknown; headers?: Record<string, string> } | null) | null = null;
	locked = new Set<string>();
	/** People with a password that was handed out. */
	firstPasswords = new Set<string>();
	/** Speaks no documents that this app knows: whoever asks for some is refused, commands alone are taken. */
	tooNew = false;
	/** Break the protocol on purpose: a put that is never told. */
	forget = new Set<string>();
	/** Whether commands sent with a cursor of another epoch are taken for replays. */
	knowsOldCursors = true;
	/** Command types that answer `retry`. */
	busy: ((command: WireCommand) => Record<string, unknown> | null) | null = null;

	constructor(private readonly world: Scheduler) {}

	now(): number {
		return Date.parse('2026-11-23T01:00:00Z') + this.world.mono;
	}

	add(person: Person): Person {
		this.people.set(person.login, person);
		return person;
	}

	person(id: string): Person | undefined {
		return [...this.people.values()].find((person) => person.id === id);
	}

	grants({ id, ward, role, team }: Person): string[] {
		const own = [`o:${id}:${ward}`, `ref:${ward}`, 'cat'];
		if (role === 'officer') return [...own, `w:${ward}`];
		return team ? [...own, `t:${team}`] : own;
	}

	streamOf(bucket: string): string {
		if (bucket === 'cat') return 'cat';
		if (bucket.startsWith('t:')) return [...this.people.values()].find((p) => `t:${p.team}` === bucket)?.ward ?? '?';
		return bucket.split(':').at(-1) as string;
	}

	// ── changes ─────────────────────────────────────────────────────────────────────────────

	/** Puts a record into exactly these buckets. */
	put(type: string, id: string, doc: Doc, buckets: string[]): { stream: string; seq: number } {
		const key = `${type}/${id}`;
		const held = Object.keys(this.data.rows).filter((b) => this.data.rows[b]?.[key]?.op === 'put');
		const all = [...new Set([...held, ...buckets])];
		const streams = [...new Set(all.map((b) => this.streamOf(b)))];
		const seq = Math.max(...streams.map((s) => this.data.seqs[s] ?? 0)) + 1;
		for (const stream of streams) this.data.seqs[stream] = seq;
		for (const bucket of all) {
			const rows = (this.data.rows[bucket] ??= {});
			rows[key] = { seq, op: buckets.includes(bucket) ? 'put' : 'left_scope' };
		}
		this.data.docs[key] = doc;
		return { stream: this.streamOf(buckets[0] ?? 'cat'), seq };
	}

	remove(type: string, id: string): { stream: string; seq: number } {
		const key = `${type}/${id}`;
		const held = Object.keys(this.data.rows).filter((b) => this.data.rows[b]?.[key]?.op === 'put');
		const streams = [...new Set(held.map((b) => this.streamOf(b)))];
		const seq = Math.max(0, ...streams.map((s) => this.data.seqs[s] ?? 0)) + 1;
		for (const stream of streams) this.data.seqs[stream] = seq;
		for (const bucket of held) (this.data.rows[bucket] as Record<string, Row>)[key] = { seq, op: 'deleted' };
		delete this.data.docs[key];
		return { stream: streams[0] ?? 'cat', seq };
	}

	bucketsOf(key: string): string[] {
		return Object.keys(this.data.rows).filter((b) => this.data.rows[b]?.[key]?.op === 'put');
	}

	// ── backup and restore ──────────────────────────────────────────────────────────────────

	backup(): Data {
		this.data.backedUpBefore = this.now();
		return structuredClone(this.data);
	}

	restore(backup: Data): void {
		this.#epochs += 1;
		this.data = { ...structuredClone(backup), epoch: `e_${this.#epochs}`, rotated: true };
		this.effects = new Map(Object.entries(this.data.ledger).flatMap(([id, e]) => (e.result.status === 'applied' ? [[id, 1] as const] : [])));
	}

	// ── HTTP ────────────────────────────────────────────────────────────────────────────────

	handle: ServerPort['handle'] = ({ method, path, body, cookie, headers }) => {
		const failed = this.fail?.({ path, body });
		if (failed) return failed;
		if (path === '/healthz') return { status: 200, body: { status: 'ok' } };
		const who = this.person(this.sessions.get(cookie ?? '') ?? '');
		if (path === '/api/v1/session' && method === 'POST') return this.#signIn(body as { login: string; password: string; device: { id: string } });
		if (path === '/api/v1/session' && method === 'DELETE') {
			this.sessions.delete(cookie ?? '');
			return { status: 204, body: null, setCookie: null };
		}
		if (!who) return problem(401, 'AUTH_EXPIRED');
		if (path === '/api/v1/session') return { status: 200, body: this.#sessionBody(who, 'd') };
		if (path === '/api/v1/password') {
			this.firstPasswords.delete(who.id);
			return { status: 204, body: null };
		}
		if (path === '/api/v1/sync' && this.firstPasswords.has(who.id)) return problem(403, 'PASSWORD_CHANGE_NEEDED');
		if (path === '/api/v1/sync') {
			const meant = headers['To-So-Person'];
			if (meant !== undefined && meant !== who.id) return problem(401, 'AUTH_EXPIRED');
			return this.sync(who, body as SyncRequest);
		}
		return problem(404, 'NOT_FOUND');
	};

	#signIn({ login, password, device }: { login: string; password: string; device: { id: string } }): ReturnType<ServerPort['handle']> {
		const person = this.people.get(login);
		if (!person || password !== 'to-so-demo') return problem(401, 'BAD_CREDENTIALS');
		const token = `s${this.sessions.size + 1}`;
		this.sessions.set(token, person.id);
		return { status: 200, body: this.#sessionBody(person, device.id), setCookie: token };
	}

	#sessionBody({ id, login, ward, role, team }: Person, device: string): unknown {
		const membership = { role, ward: { code: ward, name: ward }, team: team ? { id: team, name: team } : null, from: null, to: null };
		return {
			person: { id, login, full_name: login, must_change_password: this.firstPasswords.has(id), memberships: [membership] },
			device: { id: device },
			permissions: [],
			server_time: this.#time(),
			expires_at: '2027-01-01T00:00:00Z'
		};
	}

	#time(): string {
		return new Date(this.now()).toISOString();
	}

	sync(who: Person, request: SyncRequest): ReturnType<ServerPort['handle']> {
		if (this.tooNew && request.pull) return problem(426, 'CLIENT_TOO_OLD');
		const { device } = request.client;
		const commands = [...(request.commands ?? [])].sort((a, b) => a.seq - b.seq);
		if (new Set(commands.map(({ seq }) => seq)).size < commands.length) return problem(400, 'MALFORMED', { reason: 'sync.same_seq_twice' });
		for (const { seq, id } of commands) {
			const known = this.data.deviceSeqs[`${who.id}|${device}|${seq}`];
			if (known !== undefined && known !== id) return problem(409, 'DEVICE_FORKED');
		}
		const moved = this.knowsOldCursors && request.pull?.cursor != null && JSON.parse(request.pull.cursor).epoch !== this.data.epoch;
		const blocked = new Set<string>();
		const batch = new Map<string, string>();
		const results = commands.map((command) => {
			const result = this.#judge(who, device, moved ? { ...command, replay: true } : command, blocked, batch);
			batch.set(command.id, String(result.status));
			if (!['applied', 'rejected', 'quarantined'].includes(String(result.status))) blocked.add(command.entity);
			return result;
		});
		const mark = this.data.backedUpBefore;
		return {
			status: 200,
			body: {
				epoch: this.data.epoch,
				server_time: this.#time(),
				backed_up_before: mark === null ? null : new Date(mark).toISOString(),
				results,
				...(request.pull && !this.locked.has(who.id) ? { pull: this.pull(who, request.pull) } : {}),
				...(this.locked.has(who.id) ? { wipe: true } : {})
			}
		};
	}

	#judge(who: Person, device: string, command: WireCommand, blocked: Set<string>, batch: Map<string, string>): Record<string, unknown> {
		const { id, type, v, entity, after, made_at, args } = command;
		const content = JSON.stringify({ type, v, entity, after, made_at, args });
		const known = this.data.ledger[id];
		if (known) {
			if (known.content !== content || known.author !== who.id) return { id, duplicate: true, status: 'rejected', code: 'ID_REUSED', reason: null };
			return { ...known.result, duplicate: true };
		}
		if (blocked.has(entity)) return { id, duplicate: false, status: 'deferred', reason: 'sync.earlier_waits' };
		const needed = after.map((other) => batch.get(other) ?? (this.data.ledger[other]?.result.status as string | undefined));
		for (const status of ['rejected', 'quarantined'] as const) {
			if (needed.includes(status)) return this.#enter(who, device, command, content, { status, code: 'DEPENDENCY_REJECTED', reason: 'sync.dependency_rejected' });
		}
		if (needed.some((status) => status !== 'applied')) return { id, duplicate: false, status: 'deferred', reason: 'sync.prerequisite' };
		const busy = this.busy?.(command);
		if (busy) return { id, duplicate: false, ...busy };
		if (this.locked.has(who.id)) return this.#enter(who, device, command, content, { status: 'quarantined', code: 'DEVICE_REVOKED', reason: null });
		try {
			const conflicts: unknown[] = [];
			const { stream, seq } = this.#run(who, command, conflicts);
			this.effects.set(id, (this.effects.get(id) ?? 0) + 1);
			return this.#enter(who, device, command, content, { status: 'applied', stream, seq, conflicts });
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			const { code, reason, data } = error;
			if (code === 'NO_LONGER_YOURS') return this.#enter(who, device, command, content, { status: 'quarantined', code, reason });
			if (command.replay && this.data.rotated && (code === 'NOT_FOUND' || code === 'STATE_CHANGED')) {
				return { id, duplicate: false, status: 'deferred', reason: 'sync.replay_waits' };
			}
			return this.#enter(who, device, command, content, { status: 'rejected', code, reason, ...data });
		}
	}

	#enter(who: Person, device: string, { id, seq }: WireCommand, content: string, verdict: Record<string, unknown>): Record<string, unknown> {
		const result = { id, duplicate: false, ...verdict };
		this.data.ledger[id] = { author: who.id, content, result };
		this.data.deviceSeqs[`${who.id}|${device}|${seq}`] = id;
		return result;
	}

	#run(who: Person, { id, type, entity, args = {} }: WireCommand, conflicts: unknown[]): { stream: string; seq: number } {
		const key = `dossier/${entity}`;
		const doc = this.data.docs[key];
		const own = `o:${who.id}:${who.ward}`;
		if (type === 'dossier.create') {
			if (doc) throw new Refusal('VALIDATION', 'dossier.exists');
			if (args.title === 'bad') throw new Refusal('VALIDATION', 'validation.fields', { errors: { title: ['validation.invalid'] } });
			return this.put('dossier', entity, { ...args, owner_id: who.id, work_state: 'draft', submission: 0, comments: [] }, [own]);
		}
		if (!doc || !this.bucketsOf(key).some((b) => this.grants(who).includes(b))) {
			if (doc && doc.owner_id !== who.id && doc.was_of === who.id) throw new Refusal('NO_LONGER_YOURS', 'dossier.no_longer_yours');
			throw new Refusal('NOT_FOUND', 'not_found');
		}
		const expect = args.expect as Record<string, unknown> | undefined;
		if (expect && Object.entries(expect).some(([name, value]) => doc[name] !== value)) {
			throw new Refusal('STATE_CHANGED', 'dossier.state_changed', { present: { work_state: doc.work_state } });
		}
		const buckets = this.bucketsOf(key);
		switch (type) {
			case 'dossier.edit':
				return this.put('dossier', entity, this.#edit(who, entity, doc, args.changes as Change[], conflicts), buckets);
			case 'dossier.submit':
				return this.put('dossier', entity, { ...doc, work_state: 'submitted', submission: Number(doc.submission) + 1 }, [...buckets, `w:${who.ward}`]);
			case 'dossier.return':
				return this.put('dossier', entity, { ...doc, work_state: 'returned' }, buckets);
			case 'dossier.accept':
				return this.put('dossier', entity, { ...doc, work_state: 'accepted' }, buckets);
			case 'dossier.comment':
				return this.put('dossier', entity, { ...doc, comments: [...(doc.comments as unknown[]), { id, by: who.id, text: args.text }] }, buckets);
			case 'dossier.discard':
				return this.remove('dossier', entity);
			case 'dossier.give':
				return this.give(entity, String(args.to));
			case 'conflict.resolve': {
				const conflict = this.data.docs[`conflict/${String(args.conflict_id)}`];
				if (!conflict) throw new Refusal('NOT_FOUND', 'not_found');
				return this.put('conflict', String(args.conflict_id), { ...conflict, resolved: { choose: args.choose } }, this.bucketsOf(`conflict/${String(args.conflict_id)}`));
			}
		}
		throw new Refusal('VALIDATION', `unknown ${type}`);
	}

	#edit(who: Person, entity: string, doc: Doc, changes: Change[], conflicts: unknown[]): Doc {
		return changes.reduce((here, change) => {
			const earlier = change.base_cmd === undefined ? undefined : this.#written(change.base_cmd, change.field);
			const base = change.base_cmd === undefined ? change.base : (earlier ?? null);
			const masked = !('base' in change) && change.base_cmd === undefined;
			const stored = getPath(here, change.field) ?? null;
			const { verdict, value } = merge(change.field, { stored, base: masked ? undefined : (base ?? null), next: change.new });
			if (verdict === 'write') return setPath(here, change.field, value);
			if (verdict === 'conflict') {
				const id = uuidv7(this.now(), (n) => Uint8Array.from({ length: n }, () => Math.floor(this.world.random() * 256)));
				conflicts.push({ id, field: change.field, theirs: stored, mine: change.new });
				const doc = { id, dossier_id: entity, field: change.field, theirs: { value: stored }, mine: { value: change.new, by: who.id }, resolved: null };
				this.put('conflict', id, doc, [`o:${String(here.owner_id)}:${who.ward}`, `w:${who.ward}`]);
			}
			return here;
		}, doc);
	}

	/** The value an own earlier command wrote. */
	#written(command: string, field: string): unknown {
		const entry = this.data.ledger[command];
		if (!entry || entry.result.status !== 'applied') return undefined;
		const { args } = JSON.parse(entry.content) as { args: { changes?: Change[] } };
		return args.changes?.find((change) => change.field === field)?.new ?? null;
	}

	/** Hands a record to someone else: it leaves the author's scope. */
	give(entity: string, to: string): { stream: string; seq: number } {
		const doc = this.data.docs[`dossier/${entity}`] as Doc;
		const next = this.person(to) as Person;
		const others = this.bucketsOf(`dossier/${entity}`).filter((b) => !b.startsWith('o:'));
		return this.put('dossier', entity, { ...doc, was_of: doc.owner_id, owner_id: to }, [...others, `o:${to}:${next.ward}`]);
	}

	pull(who: Person, request: { cursor: string | null; limit: number; resnapshot?: string[] }): unknown {
		return pull(this, who, request);
	}

	check(bucket: string): { count: number; xor: string } {
		const rows = Object.entries(this.data.rows[bucket] ?? {}).filter(([, row]) => row.op === 'put');
		const xor = rows.reduce((sum, [key, row]) => xorHex(sum, sha256Head(`${key.replace('/', '|')}|${row.seq}`)), '0'.repeat(16));
		return { count: rows.length, xor };
	}

	/** Every record a person may read now. */
	readable(who: Person): Map<string, Doc> {
		const keys = new Set(this.grants(who).flatMap((b) => Object.entries(this.data.rows[b] ?? {}).flatMap(([k, r]) => (r.op === 'put' ? [k] : []))));
		return new Map([...keys].sort().map((key) => [key, this.data.docs[key] as Doc]));
	}
}

function problem(status: number, code: string, data: Record<string, unknown> = {}): { status: number; body: unknown } {
	return { status, body: { type: 'about:blank', title: code, status, code, ...data } };
}
