/** Trouble with the device's store, sorted by what can be done about it. */

import type { DataError, DataErrorCode } from './types';

export class StoreFailure extends Error {
	constructor(
		readonly code: DataErrorCode,
		detail: string
	) {
		super(detail);
		this.name = 'StoreFailure';
	}
}

/** We never abort a transaction ourselves, so an aborted one was taken from us. */
const LOST = [
	'AbortError',
	'DatabaseClosedError',
	'InvalidStateError',
	'PrematureCommitError',
	'TransactionInactiveError',
	'UnknownError'
];

/** The names of an error and of what caused it; Dexie and browsers wrap. */
function names(error: unknown): string[] {
	const found: string[] = [];
	let here: unknown = error;
	for (let depth = 0; depth < 5 && typeof here === 'object' && here !== null; depth++) {
		const e = here as { name?: unknown; inner?: unknown; cause?: unknown; failures?: unknown };
		if (typeof e.name === 'string') found.push(e.name);
		here = e.inner ?? e.cause ?? (Array.isArray(e.failures) ? e.failures[0] : undefined);
	}
	return found;
}

export const isQuota = (error: unknown): boolean => names(error).includes('QuotaExceededError');

/** iOS drops connections under memory pressure; opening again helps. */
export const isLostConnection = (error: unknown): boolean => !isQuota(error) && names(error).some((n) => LOST.includes(n));

export function asDataError(error: unknown): DataError {
	if (error instanceof StoreFailure) return { code: error.code, detail: error.message };
	const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	if (isQuota(error)) return { code: 'storage_full', detail };
	if (names(error).includes('VersionError')) return { code: 'storage_outdated', detail };
	return { code: 'storage_lost', detail };
}
