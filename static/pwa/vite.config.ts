import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	plugins: [
		sveltekit({
			// Flask serves the fallback page for every client route; brotli is made here, once.
			adapter: adapter({ fallback: 'index.html', precompress: true }),
			// Our own code registers the worker, with updateViaCache 'none'.
			serviceWorker: { register: false }
		})
	],
	build: { target: 'es2022' },
	server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
	test: {
		include: ['test/**/*.test.ts'],
		environment: 'node',
		setupFiles: ['test/setup.ts']
	}
});
