/**
 * Everything of one person that the server has not confirmed, as one file. Plain JSON until the lock seals it to
 * the server's key: the envelope has room for that, and readers must look at `sealed` first.
 */

import { isoWithOffset } from '#lib/util/dates';
import type { Env } from './env';
import { openDraft } from './drafts';
import { isUnanswered } from './queue';
import { readState, type Store } from './store';
import type { Draft } from './types';
import { openCommands, type Owner } from './views';
import type { Args, SealedArgs, Uuid } from './wire';

export const EXPORT_FORMAT = 'to-so.unsent';
export const EXPORT_VERSION = 1;

export interface UnsentContent {
	commands: {
		id: Uuid;
		seq: number;
		type: string;
		v: number;
		entity: Uuid;
		after: Uuid[];
		made_at: string;
		mono_ms: number;
		args?: Args;
		sealed?: SealedArgs;
	}[];
	drafts: Draft[];
	/** Refused commands the person has not dealt with. */
	refused: unknown[];
}

/** Either `content` (readable) or `sealed` (HPKE to the server's key), never both. */
export interface UnsentFile {
	format: typeof EXPORT_FORMAT;
	version: number;
	person: Uuid;
	device: Uuid;
	made_at: string;
	content: UnsentContent | null;
	sealed: SealedArgs | null;
}

/** Turns readable content into sealed; absent until there is a lock. */
export type Sealer = (content: UnsentContent) => Promise<SealedArgs>;

export async function packUnsent(env: Env, store: Store, owner: Owner, sealer?: Sealer): Promise<UnsentFile> {
	const [state, outbox, drafts, outcomes] = await store.read(['meta', 'outbox', 'drafts', 'outcomes'], (db) =>
		Promise.all([readState(db), db.outbox.orderBy('seq').toArray(), db.drafts.toArray(), db.outcomes.toArray()])
	);
	const open = await openCommands(owner.cipher, outbox.filter(isUnanswered));
	const content: UnsentContent = {
		commands: open.map(({ row, content: body }) => {
			const { id, seq, type, v, entity, after, made_at, mono_ms } = row;
			return { id, seq, type, v, entity, after, made_at, mono_ms, ...body };
		}),
		drafts: await Promise.all(drafts.map((row) => openDraft<Record<string, unknown>>(owner.cipher, row))),
		refused: await Promise.all(outcomes.map((row) => owner.cipher.open(row.doc)))
	};
	const now = env.clock.now();
	const head = {
		format: EXPORT_FORMAT,
		version: EXPORT_VERSION,
		person: owner.personId,
		device: state.device,
		made_at: isoWithOffset(now, env.clock.offsetMinutes(now))
	} as const;
	return sealer ? { ...head, content: null, sealed: await sealer(content) } : { ...head, content, sealed: null };
}

/** `to-so-chua-gui-20261122-0815.json` */
export function exportName(file: UnsentFile): string {
	const stamp = file.made_at.slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
	return `to-so-chua-gui-${stamp}.json`;
}
