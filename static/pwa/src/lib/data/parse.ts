/** Reads the server's answers at the border: whatever passes can be trusted inside, null is "not ours". */

import { isDict } from '#lib/util/path';
import type {
	BucketCheck,
	PullPage,
	SessionBody,
	SyncResponse,
	WireConflict,
	WireGone,
	WireMembership,
	WirePut,
	WireResult
} from './wire';

type Dict = Record<string, unknown>;

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const dict = (value: unknown): Dict => (isDict(value) ? value : {});
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []);

/** Every item read, or null if one of them cannot be: half an answer is no answer. */
function all<T>(value: unknown, read: (item: Dict) => T | null): T[] | null {
	if (value === undefined || value === null) return [];
	if (!Array.isArray(value)) return null;
	const items = value.map((item) => (isDict(item) ? read(item) : null));
	return items.every((item) => item !== null) ? items : null;
}

export function parseSync(body: unknown): SyncResponse | null {
	if (!isDict(body)) return null;
	const epoch = text(body.epoch);
	const serverTime = text(body.server_time);
	const results = all(body.results, readResult);
	const pull = body.pull === undefined || body.pull === null ? null : readPage(body.pull);
	if (epoch === null || serverTime === null || Number.isNaN(Date.parse(serverTime)) || results === null || pull === 'bad') return null;
	const mark = text(body.backed_up_before);
	return {
		epoch,
		server_time: serverTime,
		backed_up_before: mark !== null && !Number.isNaN(Date.parse(mark)) ? mark : null,
		results,
		pull,
		wipe: body.wipe === true
	};
}

function readResult(item: Dict): WireResult | null {
	const id = text(item.id);
	if (id === null) return null;
	const duplicate = item.duplicate === true;
	switch (item.status) {
		case 'applied': {
			const conflicts = all(item.conflicts, readConflict);
			return conflicts && { id, duplicate, status: 'applied', stream: text(item.stream), seq: number(item.seq), conflicts };
		}
		case 'rejected':
		case 'quarantined':
			return { ...item, id, duplicate, status: item.status, code: text(item.code) ?? 'REFUSED', reason: text(item.reason) };
		case 'deferred':
			return { id, duplicate, status: 'deferred', reason: text(item.reason), retry_after_ms: number(item.retry_after_ms) };
		case 'retry':
			return { id, duplicate, status: 'retry', code: text(item.code), retry_after_ms: number(item.retry_after_ms) };
		default:
			return null;
	}
}

function readConflict(item: Dict): WireConflict | null {
	const id = text(item.id);
	const field = text(item.field);
	return id === null || field === null ? null : { id, field, theirs: item.theirs ?? null, mine: item.mine ?? null };
}

function readPage(value: unknown): PullPage | 'bad' {
	const page = dict(value);
	const cursor = text(page.cursor);
	const puts = all(page.puts, readPut);
	const gone = all(page.gone, readGone);
	if (cursor === null || typeof page.more !== 'boolean' || puts === null || gone === null) return 'bad';
	const checks = Object.entries(dict(page.checks)).flatMap(([name, check]): [string, BucketCheck][] => {
		const { count, xor } = dict(check);
		return typeof count === 'number' && typeof xor === 'string' ? [[name, { count, xor }]] : [];
	});
	const reset = text(page.reset);
	return {
		cursor,
		more: page.more,
		reset: reset as PullPage['reset'],
		modes: record(page.modes, (mode) => (mode === 'snapshot' ? 'snapshot' : mode === 'delta' ? 'delta' : null)),
		generations: record(page.generations, text),
		heads: record(page.heads, number),
		streams: record(page.streams, text),
		snapshot_done: texts(page.snapshot_done),
		checks: Object.fromEntries(checks),
		puts,
		gone,
		revoked_buckets: texts(page.revoked_buckets)
	};
}

function record<T>(value: unknown, read: (item: unknown) => T | null): Record<string, T> {
	const entries = Object.entries(dict(value)).flatMap(([key, item]): [string, T][] => {
		const got = read(item);
		return got === null ? [] : [[key, got]];
	});
	return Object.fromEntries(entries);
}

function readPut(item: Dict): WirePut | null {
	const [type, id, seq] = [text(item.type), text(item.id), number(item.seq)];
	if (type === null || id === null || seq === null || !isDict(item.doc)) return null;
	return { type, id, seq, buckets: texts(item.buckets), doc: item.doc };
}

function readGone(item: Dict): WireGone | null {
	const [type, id, seq, bucket] = [text(item.type), text(item.id), number(item.seq), text(item.bucket)];
	if (type === null || id === null || seq === null || bucket === null) return null;
	const why = item.why === 'deleted' || item.why === 'archived' ? item.why : 'left_scope';
	return { type, id, seq, bucket, why };
}

export function parseSession(body: unknown): SessionBody | null {
	if (!isDict(body) || !isDict(body.person) || !isDict(body.device)) return null;
	const { person } = body;
	const [id, login, fullName] = [text(person.id), text(person.login), text(person.full_name)];
	const device = text(body.device.id);
	const memberships = all(person.memberships, readMembership);
	if (id === null || login === null || fullName === null || device === null || memberships === null) return null;
	return {
		person: { id, login, full_name: fullName, must_change_password: person.must_change_password === true, memberships },
		device: { id: device },
		permissions: texts(body.permissions),
		server_time: text(body.server_time) ?? '',
		expires_at: text(body.expires_at) ?? ''
	};
}

function readMembership(item: Dict): WireMembership | null {
	const role = text(item.role);
	if (role === null) return null;
	const ward = dict(item.ward);
	const team = dict(item.team);
	return {
		role,
		ward: typeof ward.code === 'string' ? { code: ward.code, name: text(ward.name) ?? ward.code } : null,
		team: typeof team.id === 'string' ? { id: team.id, name: text(team.name) ?? '' } : null,
		from: text(item.from),
		to: text(item.to)
	};
}
