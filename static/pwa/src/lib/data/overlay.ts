/** view = base + pending commands, in the order of their seq. Pure. */

import { keyOf, type CommandContent, type Key, type OutboxRow } from './rows';
import type { PendingCommand, RecordKey, Rules } from './reducers';
import type { Doc, Uuid } from './wire';

export interface OpenCommand {
	row: OutboxRow;
	content: CommandContent;
}

export function pendingOf({ row, content }: OpenCommand, by: Uuid): PendingCommand {
	return {
		id: row.id,
		type: row.type,
		entity: row.entity,
		args: content.args ?? {},
		madeAt: row.made_at,
		by,
		acked: row.state === 'acked',
		conflicted: row.result?.conflicted ?? []
	};
}

/** Pending commands by the records they touch. */
export class Pending {
	#byKey = new Map<Key, PendingCommand[]>();
	#keys = new Map<Key, RecordKey>();

	constructor(
		private readonly rules: Rules,
		commands: Iterable<OpenCommand>,
		by: Uuid
	) {
		const ordered = [...commands].sort((a, b) => a.row.seq - b.row.seq);
		for (const open of ordered) {
			const command = pendingOf(open, by);
			for (const touched of rules.touched(command)) {
				const key = keyOf(touched.type, touched.id);
				const list = this.#byKey.get(key);
				if (list) list.push(command);
				else this.#byKey.set(key, [command]);
				this.#keys.set(key, touched);
			}
		}
	}

	keys(): Key[] {
		return [...this.#byKey.keys()];
	}

	touches(key: Key): boolean {
		return this.#byKey.has(key);
	}

	/** The document a screen shows. A reducer that throws is passed over: it must not hide the record. */
	apply(key: Key, base: Doc | null, report: (what: string, error: unknown) => void): Doc | null {
		const record = this.#keys.get(key);
		if (!record) return base;
		return (this.#byKey.get(key) ?? []).reduce<Doc | null>((doc, command) => {
			const rule = this.rules.get(command.type);
			if (!rule) return doc;
			try {
				return rule.reduce(doc, command, record);
			} catch (error) {
				report(`reducer ${command.type}`, error);
				return doc;
			}
		}, base);
	}
}

/** The clear facets of a document, for the indexes. */
export function facets(doc: Doc): { state: string; due: string } {
	const official = doc.official as { due_at?: unknown } | null | undefined;
	return {
		state: text(doc.work_state) || text(doc.state) || ('resolved' in doc ? (doc.resolved ? 'resolved' : 'open') : ''),
		due: text(official?.due_at) || text(doc.expected_due_at) || text(doc.due_on) || text(doc.follow_up_on)
	};
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export function recordKey(key: Key): RecordKey {
	const cut = key.indexOf('/');
	return { type: key.slice(0, cut), id: key.slice(cut + 1) };
}
