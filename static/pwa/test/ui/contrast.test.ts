/** Contrast of every pair of colours the product uses (WCAG 2.2 AA): 4.5 for text, 3 for borders and parts. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('../../src/lib/ui/tokens.css', import.meta.url), 'utf8');
const TEXT = `ink/paper ink/surface ink/sunken ink/blue-tint ink-2/paper ink-2/surface ink-2/sunken ink-2/blue-tint
	blue/paper blue/surface blue/blue-tint on-blue/blue-fill on-blue/blue-press on-bar/bar on-bar-2/bar bar/on-bar
	wait/wait-tint wait/paper wait/surface wait/blue-tint on-wait/wait-fill ok/ok-tint ok/paper ok/surface on-ok/ok-fill
	need/need-tint need/paper need/surface on-need/need-fill on-need/need-press paper/ink ink-2/wait-tint`;
const PARTS = `edge/surface edge/paper edge/sunken focus/paper blue-fill/paper need-fill/paper wait-fill/bar on-bar/need-fill`;
const pairs = (list: string): [string, string][] => list.split(/\s+/).filter(Boolean).map((pair) => pair.split('/') as [string, string]);

const tokens = (block: string): Record<string, string> =>
	Object.fromEntries([...block.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]));
const [light = '', rest = ''] = css.split('@media (prefers-color-scheme: dark)');
const [auto = '', forced = ''] = rest.split(":root[data-theme='dark']");
const themes = { light: tokens(light), dark: { ...tokens(light), ...tokens(auto) } };

function luminance(hex: string): number {
	const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
		const c = parseInt(hex.slice(at, at + 2), 16) / 255;
		return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function ratio(a: string, b: string): number {
	const [hi = 0, lo = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (hi + 0.05) / (lo + 0.05);
}

test('dark by system and dark by choice are the same', () => {
	expect(Object.keys(tokens(auto)).length).toBeGreaterThan(20);
	expect(tokens(forced)).toEqual(tokens(auto));
});

for (const [theme, colours] of Object.entries(themes)) {
	test.each([...pairs(TEXT).map((p) => [...p, 4.5] as const), ...pairs(PARTS).map((p) => [...p, 3] as const)])(`${theme}: %s on %s`, (fg, bg, least) => {
		expect(ratio(colours[fg] ?? '#000000', colours[bg] ?? '#000000')).toBeGreaterThanOrEqual(least);
	});
}
