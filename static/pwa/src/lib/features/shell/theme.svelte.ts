/** Light, dark, or as the phone has it. */

import { readPreference, writePreference } from '#lib/util/preferences';

export type Theme = 'auto' | 'light' | 'dark';
const stored = readPreference('theme');
let current = $state<Theme>(stored === 'light' || stored === 'dark' ? stored : 'auto');

export const theme = (): Theme => current;
export function setTheme(next: Theme): void {
	current = next;
	writePreference('theme', next === 'auto' ? null : next);
	showTheme();
}
export function showTheme(): void {
	if (current === 'auto') document.documentElement.removeAttribute('data-theme');
	else document.documentElement.dataset.theme = current;
}
