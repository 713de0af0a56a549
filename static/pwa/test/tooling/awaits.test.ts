/** Code that is fetched late may be gone: another tab has updated the app, or the network is. No page may stay white for it. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const SRC = new URL('../../src/', import.meta.url);
const late = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.svelte'))
	.flatMap((name) => [...readFileSync(new URL(name, SRC), 'utf8').matchAll(/\{#await import\(.*?\{\/await\}/gs)].map(([block]) => ({ name, block })));

test('every piece of a page that comes late says what to do when it does not come', () => {
	expect(late.length).toBeGreaterThan(1);
	expect(late.filter(({ block }) => !block.includes('{:catch')).map(({ name }) => name)).toEqual([]);
});
