/** The frame of the phone screens. */
export { default as Screen } from './Screen.svelte';
export { default as Faces } from './Faces.svelte';
export { setTheme, showTheme, theme, type Theme } from './theme.svelte';
export { showField } from './field';
export { toTop } from './place';
export { saved } from './saved';
