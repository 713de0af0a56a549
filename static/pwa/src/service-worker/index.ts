/// <reference types="@sveltejs/kit" />
/**
 * The shell on the phone: what the app is made of is cached once per version, every page opens from it without a
 * network. Data never passes through here. A new version waits until the person says so (`skip-waiting`).
 */

import { assets, immutable } from '$app/manifest';
import { version } from '$app/env';

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `shell-${version}`;
const PAGE = '/index.html';
const FILES = new Set([...immutable, ...assets].map(({ path }) => `/${path.replace(/^\//, '')}`));
/** The server's own: API, citizens' pages, health. */
const NOT_OURS = /^\/(api|s|p|tra-cuu|healthz|readyz|metrics)(\/|$)/;

worker.addEventListener('install', (event) => event.waitUntil(fill()));

async function fill(): Promise<void> {
	// Without one, two versions would share a cache and an update would change the running one.
	if (!version) throw new Error('shell: no version');
	const cache = await caches.open(CACHE);
	await Promise.all([...FILES].map(async (path) => cache.put(path, await known(path))));
	const page = await fetch('/', { cache: 'no-store' });
	if (!page.ok) throw new Error(`shell: ${page.status}`);
	await cache.put(PAGE, page);
}

/** Immutable files that an older version has cached already are not loaded twice. */
async function known(path: string): Promise<Response> {
	const cached = path.includes('/immutable/') ? await caches.match(path) : undefined;
	const response = cached ?? (await fetch(path, { cache: 'no-cache' }));
	if (!response.ok) throw new Error(`shell: ${path} ${response.status}`);
	return response;
}

worker.addEventListener('activate', (event) => event.waitUntil(drop()));

async function drop(): Promise<void> {
	const names = await caches.keys();
	await Promise.all(names.filter((name) => name.startsWith('shell-') && name !== CACHE).map((name) => caches.delete(name)));
	// The first version takes the open page over, so that it works offline from now on.
	await worker.clients.claim();
}

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== worker.location.origin || NOT_OURS.test(url.pathname)) return;
	if (request.mode === 'navigate') event.respondWith(fromCache(PAGE, request));
	else if (FILES.has(url.pathname)) event.respondWith(fromCache(url.pathname, request));
});

/** Never the network while the cache has it: a dead network must not make anyone wait. */
async function fromCache(path: string, request: Request): Promise<Response> {
	const cache = await caches.open(CACHE);
	return (await cache.match(path)) ?? fetch(request);
}

worker.addEventListener('message', (event) => {
	if ((event.data as { type?: unknown } | null)?.type === 'skip-waiting') void worker.skipWaiting();
});

/** Background Sync: the pages do the work, we only wake them. */
worker.addEventListener('sync', (event) => {
	const woken = event as ExtendableEvent & { tag: string };
	if (woken.tag === 'to-so-sync') woken.waitUntil(wake());
});

async function wake(): Promise<void> {
	const pages = await worker.clients.matchAll({ type: 'window' });
	for (const page of pages) page.postMessage({ type: 'wake' });
}
