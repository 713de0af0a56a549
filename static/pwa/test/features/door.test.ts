/** What the root layout says above every screen while only the person can open the way to the server. */

import { createRawSnippet } from 'svelte';
import { render } from 'svelte/server';
import { beforeAll, expect, test, vi } from 'vitest';
import { NO_STATUS } from '#lib/data/status';
import { setLang } from '#lib/i18n';
import { followPerson } from '#lib/features/identity';
import { followSync } from '#lib/features/sync';
import Layout from '../../src/routes/+layout.svelte';

const now = vi.hoisted((): { status: unknown } => ({ status: null }));
vi.mock('#lib/data', async (original) => {
	const readable = (value: () => unknown) => ({ subscribe: (run: (value: unknown) => void) => (run(value()), () => undefined) });
	return {
		...(await original<object>()),
		syncStatus: readable(() => now.status),
		currentPerson: readable(() => ({ id: 'p', memberships: [], permissions: [] })),
		liveOutcomes: () => readable(() => ({ state: 'content', value: [] })),
		...Object.fromEntries(['storeTaken', 'storeTrouble', 'updateAvailable', 'appOutdated'].map((name) => [name, readable(() => null)]))
	};
});
vi.mock('$app/state', () => ({ page: { url: new URL('https://to-so.test/vneid') } }));
vi.mock('$app/navigation', () => ({ afterNavigate: () => undefined, goto: () => undefined }));
vi.mock('#lib/features/shell', () => ({ showTheme: () => undefined }));
beforeAll(() => setLang('vi'));

function above(phase: string): string {
	now.status = { ...NO_STATUS, phase };
	followSync()();
	followPerson()();
	return /<aside[^]*?<\/aside>/.exec(render(Layout, { props: { children: createRawSnippet(() => ({ render: () => '<p></p>' })) } }).body)?.[0] ?? '';
}

test('nothing, while work goes up by itself', () => {
	expect(above('idle')).toBe('');
});
test('a link where something can be typed', () => {
	expect(above('sign_in')).toContain('href="/sign-in?to=%2Fvneid"');
	expect(above('password')).toContain('href="/account/password"');
});
test('on a device that was shut out: that its lists are empty for a reason, and the sheet with the way to export', () => {
	expect(above('revoked')).toContain('Máy này đã bị ngắt.');
	expect(above('revoked')).toContain('<button');
});
