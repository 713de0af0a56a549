import js from '@eslint/js';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import { rooms } from './eslint.rooms.ts';

const DATA_ONLY = 'Only lib/data speaks to the store and the network; use its front door, #lib/data.';

const off = (...names) => Object.fromEntries(names.map((name) => [`@typescript-eslint/${name}`, 'off']));

export default ts.config(
	{ ignores: ['build/', '.svelte-kit/', 'src/lib/contract/'] },
	js.configs.recommended,
	...ts.configs.recommendedTypeChecked,
	...svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.browser },
			parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], tsconfigRootDir: import.meta.dirname }
		},
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		plugins: { 'to-so': { rules: { rooms } } },
		rules: {
			'to-so/rooms': 'error',
			// A value nobody waits for is an error nobody sees.
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			// An async function may answer at once; that is how it keeps its promise of a promise.
			'@typescript-eslint/require-await': 'off',
			// Content of a record is of any shape, and ours are objects with methods, handed around on purpose.
			...off('no-base-to-string', 'unbound-method'),
			'no-console': 'error',
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			'no-restricted-properties': [
				'error',
				{ property: 'innerHTML', message: 'Markup is made by components only.' },
				{ property: 'outerHTML', message: 'Markup is made by components only.' },
				{ property: 'insertAdjacentHTML', message: 'Markup is made by components only.' }
			],
			'no-eval': 'error',
			'no-implied-eval': 'off',
			'@typescript-eslint/no-implied-eval': 'error'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser } },
		rules: {
			// TypeScript knows what is defined.
			'no-undef': 'off',
			// The linter does not see types that a component exports; svelte-check does, and is strict about them.
			...off('no-unsafe-argument', 'no-unsafe-assignment', 'no-unsafe-call', 'no-unsafe-member-access'),
			...off('no-unsafe-return', 'no-redundant-type-constituents', 'no-unnecessary-type-assertion'),
			// The policy of the page forbids both.
			'svelte/no-at-html-tags': 'error',
			'svelte/no-inline-styles': 'error',
			'no-restricted-syntax': [
				'error',
				{ selector: 'SvelteStyleDirective', message: 'An inline style breaks the content security policy; use a class.' }
			],
			'svelte/button-has-type': 'error',
			// A Date or a Map that lives for one line needs no signal.
			'svelte/prefer-svelte-reactivity': 'off',
			'svelte/no-target-blank': 'error',
			// Client routes are plain paths: the product always lives at the root.
			'svelte/no-navigation-without-resolve': 'off'
		}
	},
	{
		files: ['src/**'],
		ignores: ['src/lib/data/**', 'src/service-worker/**'],
		rules: {
			'no-restricted-imports': ['error', { paths: [{ name: 'dexie', message: DATA_ONLY }] }],
			'no-restricted-globals': [
				'error',
				...['fetch', 'XMLHttpRequest', 'EventSource', 'WebSocket', 'indexedDB', 'localStorage', 'sessionStorage'].map(
					(name) => ({ name, message: DATA_ONLY })
				)
			]
		}
	},
	{
		// Tests look into answers of any shape, and hand methods around.
		files: ['test/**', 'src/**/*.test.ts'],
		rules: off('no-unsafe-argument', 'no-unsafe-assignment', 'no-unsafe-call', 'no-unsafe-member-access')
	},
	{
		// TypeScript does it better.
		files: ['**/*.ts'],
		rules: { 'no-undef': 'off' }
	},
	{
		files: ['src/service-worker/**'],
		languageOptions: {
			globals: { ...globals.serviceworker }
		}
	},
	{
		// Configuration and the rule itself are plain JavaScript outside of the TypeScript project.
		files: ['*.js'],
		...ts.configs.disableTypeChecked,
		languageOptions: { globals: { ...globals.node }, parserOptions: { projectService: false } }
	}
);
