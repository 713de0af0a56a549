/** The seeds of a suite's runs: always the same, so that a run is repeatable; `FUZZ=3,17` tries these as well. */

import fc from 'fast-check';

const extra = (process.env['FUZZ'] ?? '').split(',').filter(Boolean).map(Number);

export const seedsFrom = (first: number, count: number): number[] => [...Array.from({ length: count }, (_, i) => first + i), ...extra];

/** A property for each of these seeds; a failure names its seed and the shortest way to it. */
export async function assertFor<T>(seeds: readonly number[], property: fc.IAsyncPropertyWithHooks<T>, numRuns: number): Promise<void> {
	for (const seed of seeds) await fc.assert(property, { seed, numRuns });
}
