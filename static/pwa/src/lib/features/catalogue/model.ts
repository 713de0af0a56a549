/** Procedures as data. Pure. */

import type { Both } from '#lib/i18n';
import type { Definition } from '#lib/forms';

export type ProcedureRef = { code: string; version: number } | { other: string };

export interface TimeLimit {
	value: number;
	unit: 'working_hour' | 'working_day' | 'calendar_day';
	cutoff_15h?: boolean;
}
export interface Fee {
	channel: ChannelName;
	amount: number;
	note?: Both | null;
}
export type ChannelName = 'in_person' | 'online' | 'postal';
/** The number of a channel in the national exchange, as dossiers carry it. */
export const CHANNEL_NUMBER: Record<ChannelName, 1 | 2 | 3> = { in_person: 1, online: 2, postal: 3 };
export const CHANNEL_NAMES: Record<1 | 2 | 3, ChannelName> = { 1: 'in_person', 2: 'online', 3: 'postal' };

export interface ProcedureDoc extends Definition {
	id: string;
	code: string;
	version: number;
	name: Both;
	/** What people call it, in Vietnamese. */
	keywords?: string[];
	field: string;
	online_level: 'full' | 'partial' | 'none' | null;
	channels: ChannelName[];
	time_limit: TimeLimit | null;
	fees: Fee[];
	issued_by: string | null;
	source: { checked_on: string | null; verified: string[]; url?: string };
	guidance: Both;
	valid_from: string | null;
	valid_to: string | null;
	replaced_by: string | null;
}

export const procedureId = (ref: { code: string; version: number }): string => `${ref.code}@${ref.version}`;
export const isListed = (ref: ProcedureRef | null | undefined): ref is { code: string; version: number } => Boolean(ref && 'code' in ref);

/** The newest version in force of each code; older ones stay readable for dossiers made with them. */
export function currentProcedures(docs: readonly ProcedureDoc[], today: string): ProcedureDoc[] {
	const newest = new Map<string, ProcedureDoc>();
	for (const doc of docs) if ((newest.get(doc.code)?.version ?? 0) < doc.version) newest.set(doc.code, doc);
	return [...newest.values()].filter((doc) => !doc.valid_to || doc.valid_to > today);
}
