import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const folder = process.env['CLIENT_BUILD'] ?? 'build';
// A build that is asked for by name has a workshop of its own: a type check or another build may run meanwhile.
const workshop = process.env['CLIENT_BUILD'] ? '.svelte-kit/for-build' : '.svelte-kit';

/** Loaded with the first form, guide or refusal, by however many screens: the first page has none. */
const LATER = /src\/lib\/(forms\/(?!titles)|features\/\w+\/draft|features\/catalogue\/words|i18n\/field-errors|ui\/(Checkbox|Radios|Select|TextArea))/;
/**
 * What nearly every screen needs comes in a few files: over a bad line each file costs a round trip, and small ones
 * compress badly. What fewer screens share stays apart, so that the first one does not load it: searching a list, and
 * the file of what is not sent.
 */
const SHARED = [
	{ name: 'framework', test: /node_modules\/(svelte|clsx|esm-env)\//, priority: 3 },
	{ name: 'store', test: /node_modules\/dexie|src\/lib\/(data\/(?!export)|util\/(?!search))/, priority: 2 },
	{ name: 'common', test: (id: string) => /src\/(lib|routes)\//.test(id) && !LATER.test(id), minShareCount: 10, priority: 1 }
];

/** The same sources make the same version, so that building again does not ask every phone to update. */
function contentVersion(): string {
	const hash = createHash('sha256');
	for (const root of ['src', 'static'].filter(existsSync)) {
		const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
		const files = entries.map((entry) => `${entry.parentPath}/${entry.name}`).sort();
		for (const file of files) hash.update(`${file}\0`).update(readFileSync(file));
	}
	return hash.update(readFileSync('package-lock.json')).digest('hex').slice(0, 16);
}

/**
 * Kit hides its announcer of page changes with an inline style, which our content security policy forbids:
 * the same declarations go into a style sheet.
 */
function announcerWithoutInlineStyle(): Plugin {
	return {
		name: 'announcer-without-inline-style',
		enforce: 'pre',
		transform(code, id) {
			if (!id.endsWith('/kit/src/runtime/components/root.svelte')) return null;
			const style = /\sstyle="([^"]*)"/;
			const declarations = style.exec(code)?.[1];
			if (!declarations || !code.includes('id="svelte-announcer"')) {
				throw new Error('The announcer of SvelteKit looks different now; see vite.config.ts.');
			}
			return `${code.replace(style, '')}\n<style>#svelte-announcer { ${declarations} }</style>`;
		}
	};
}

/** Modules that come along although nothing here calls them, and what they export. Phones pay for every kilobyte. */
const UNUSED = {
	// A writer of JavaScript source, for servers that render pages; ours renders none.
	'/devalue/src/uneval.js': 'uneval',
	// Svelte's elements with names of their own; ours have none.
	'/svelte/src/internal/client/dom/elements/custom-element.js': 'create_custom_element'
};

/** In the browser's half, each of them is a function that says it was called after all. */
function withoutUnused(): Plugin {
	return {
		name: 'without-unused',
		enforce: 'pre',
		applyToEnvironment: (environment) => environment.name === 'client',
		load(id) {
			const [, name] = Object.entries(UNUSED).find(([file]) => id.endsWith(`/node_modules${file}`)) ?? [];
			return name ? `export function ${name}() {\n\tthrow new Error('${name} is left out; see vite.config.ts.');\n}\n` : null;
		}
	};
}

export default defineConfig({
	plugins: [
		announcerWithoutInlineStyle(),
		withoutUnused(),
		sveltekit({
			// Flask serves the fallback page for every client route; brotli is made here, once.
			adapter: adapter({ pages: folder, assets: folder, fallback: 'index.html', precompress: true }),
			outDir: workshop,
			version: { name: contentVersion() },
			// Our own code registers the worker, with updateViaCache 'none'.
			serviceWorker: { register: false }
		})
	],
	build: { target: 'es2022' },
	environments: { client: { build: { rolldownOptions: { output: { codeSplitting: { groups: SHARED } } } } } },
	server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
	resolve: {
		// The package's own entry is its build for old browsers, a tenth larger.
		alias: [{ find: /^dexie$/, replacement: path.resolve('node_modules/dexie/dist/modern/dexie.mjs') }],
		// Tests run the client's half of Svelte, as phones do.
		...(process.env['VITEST'] ? { conditions: ['browser'] } : {})
	},
	test: {
		include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
		environment: 'node',
		setupFiles: ['test/setup.ts'],
		// Against what hangs; how fast things are is for the benchmarks.
		testTimeout: 60_000
	}
});
