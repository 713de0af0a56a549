/** The service worker from the page's side: registers it, tells when a new version waits, lets it take over. */

import { Observable } from './observable';
import type { Readable } from './types';

const WORKER = '/service-worker.js';
/** Ask for a new version this often while the page lives; a phone is seldom closed. */
const CHECK_EVERY_MS = 60 * 60_000;

const available = new Observable(false);
let waiting: ServiceWorker | null = null;
/** This tab asked for it. */
let taking = false;
/** A worker that takes over has done so by then; else the page is loaded anew as it is. */
const TAKEOVER_MS = 5_000;

export const updateAvailable: Readable<boolean> = available;

/** Once per page. Quiet where there are no workers (plain http, private windows). */
export async function registerWorker(): Promise<void> {
	if (!('serviceWorker' in navigator)) return;
	try {
		const registration = await navigator.serviceWorker.register(WORKER, { updateViaCache: 'none' });
		watch(registration);
		followController();
		window.setInterval(() => void registration.update().catch(() => undefined), CHECK_EVERY_MS);
	} catch {
		// No worker (a private window, a broken download): the app works, but only while there is a network.
	}
}

function watch(registration: ServiceWorkerRegistration): void {
	const offer = (worker: ServiceWorker | null): void => {
		// Without a controller it is the first version: nothing to update.
		if (!worker || !navigator.serviceWorker.controller) return;
		waiting = worker;
		available.set(true);
	};
	offer(registration.waiting);
	registration.addEventListener('updatefound', () => {
		const coming = registration.installing;
		coming?.addEventListener('statechange', () => {
			if (coming.state === 'installed') offer(coming);
		});
	});
}

/** Another tab took the new version: this one still runs the old, whose files are gone from the phone. */
function followController(): void {
	let had = navigator.serviceWorker.controller !== null;
	navigator.serviceWorker.addEventListener('controllerchange', () => {
		if (taking) window.location.reload();
		else if (had) {
			waiting = null;
			available.set(true);
		}
		had = true;
	});
}

/** Lets the waiting version take over and loads the page anew. `before` saves what must not be lost. */
export async function takeUpdate(before: () => Promise<unknown>): Promise<void> {
	await before();
	if (!waiting) {
		window.location.reload();
		return;
	}
	taking = true;
	window.setTimeout(() => window.location.reload(), TAKEOVER_MS);
	waiting.postMessage({ type: 'skip-waiting' });
}

export async function isShellCached(): Promise<boolean> {
	if (!('serviceWorker' in navigator)) return false;
	const registration = await navigator.serviceWorker.getRegistration();
	return registration?.active?.state === 'activated';
}
