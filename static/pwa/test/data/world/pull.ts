/** The pull half of the fake server: deltas and snapshots of one moment. A page never splits one seq. */

import type { FakeServer, Person } from './server';

interface Position {
	seq: number;
	gen?: string;
	after?: string;
}

export function pull(server: FakeServer, who: Person, request: { cursor: string | null; limit: number; resnapshot?: string[] }): unknown {
	const { data } = server;
	const allowed = server.grants(who);
	let reset: string | null = null;
	let positions: Record<string, Position> = {};
	if (request.cursor !== null) {
		const cursor = JSON.parse(request.cursor) as { epoch: string; person: string; positions: Record<string, Position> };
		if (cursor.person !== who.id) reset = 'bad_cursor';
		else if (cursor.epoch !== data.epoch) reset = 'epoch_changed';
		else positions = cursor.positions;
	}
	const revoked = Object.keys(positions).filter((b) => !allowed.includes(b));
	for (const bucket of revoked) delete positions[bucket];
	for (const bucket of allowed) {
		const again = request.resnapshot?.includes(bucket) && positions[bucket]?.gen === undefined;
		if (!positions[bucket] || again) positions[bucket] = { seq: data.seqs[server.streamOf(bucket)] ?? 0, gen: `g${++server.gen}`, after: '' };
	}
	let room = Math.min(request.limit, server.limit);
	let more = false;
	const puts = new Map<string, { seq: number; buckets: string[] }>();
	const gone: unknown[] = [];
	const done: string[] = [];
	const add = (key: string, seq: number, bucket: string): void => {
		const put = puts.get(key) ?? { seq, buckets: [] };
		put.seq = Math.max(put.seq, seq);
		put.buckets.push(bucket);
		puts.set(key, put);
		room -= 1;
	};
	const begun = Object.keys(positions).filter((b) => positions[b]?.gen !== undefined);
	for (const stream of [...new Set(allowed.map((b) => server.streamOf(b)))]) {
		const head = data.seqs[stream] ?? 0;
		const past = allowed.filter((b) => server.streamOf(b) === stream && positions[b]?.gen === undefined);
		const rows = past
			.flatMap((b) => Object.entries(data.rows[b] ?? {}).map(([key, row]) => ({ bucket: b, key, ...row })))
			.filter((row) => row.seq > (positions[row.bucket] as Position).seq)
			.sort((a, b) => a.seq - b.seq || (a.key < b.key ? -1 : 1));
		if (past.length > 0 && rows.length > 0 && room <= 0) {
			more = true;
			continue;
		}
		let cut = head;
		if (rows.length > room) {
			const last = rows[room]?.seq as number;
			const whole = rows.filter((row) => row.seq < last);
			cut = whole.length > 0 ? (whole.at(-1)?.seq as number) : last;
			more = true;
		}
		for (const row of rows.filter((r) => r.seq <= cut)) {
			const [type, id] = row.key.split('/') as [string, string];
			if (row.op === 'put') add(row.key, row.seq, row.bucket);
			else {
				gone.push({ type, id, seq: row.seq, bucket: row.bucket, why: row.op });
				room -= 1;
			}
		}
		for (const bucket of past) positions[bucket] = { seq: Math.max(cut, (positions[bucket] as Position).seq) };
	}
	for (const bucket of allowed) {
		const position = positions[bucket] as Position;
		if (position.gen === undefined) continue;
		if (room <= 0) {
			more = true;
			continue;
		}
		const rows = Object.entries(data.rows[bucket] ?? {}).filter(([key, row]) => row.op === 'put' && key > (position.after ?? ''));
		rows.sort(([a], [b]) => (a < b ? -1 : 1));
		const cut = rows.length > room;
		const page = rows.slice(0, room);
		for (const [key, row] of page) add(key, row.seq, bucket);
		if (cut) {
			positions[bucket] = { ...position, after: page.at(-1)?.[0] as string };
			more = true;
		} else {
			done.push(bucket);
			positions[bucket] = { seq: position.seq };
			more ||= position.seq < (data.seqs[server.streamOf(bucket)] ?? 0);
		}
	}
	const delta = Object.entries(positions).filter(([, p]) => p.gen === undefined);
	const complete = delta.filter(([b, p]) => p.seq === (data.seqs[server.streamOf(b)] ?? 0));
	return {
		cursor: JSON.stringify({ epoch: data.epoch, person: who.id, positions }),
		more,
		reset,
		modes: Object.fromEntries(Object.entries(positions).map(([b, p]) => [b, p.gen === undefined ? 'delta' : 'snapshot'])),
		generations: Object.fromEntries(Object.entries(positions).flatMap(([b, p]) => (p.gen === undefined ? [] : [[b, p.gen]]))),
		streams: Object.fromEntries(begun.map((b) => [b, server.streamOf(b)])),
		heads: Object.fromEntries(delta.map(([b, p]) => [b, p.seq])),
		snapshot_done: done,
		checks: Object.fromEntries(complete.map(([b]) => [b, server.check(b)])),
		puts: [...puts]
			.filter(([key]) => !server.forget.has(key))
			.sort((a, b) => a[1].seq - b[1].seq)
			.map(([key, put]) => {
				const [type, id] = key.split('/');
				return { type, id, seq: put.seq, buckets: put.buckets, doc: data.docs[key] };
			}),
		gone,
		revoked_buckets: revoked
	};
}
