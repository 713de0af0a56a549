/** Where a list was scrolled to, given back when one returns to it with the back button. */

const places = new Map<string, number>();
/** Lists arrive from the store and grow as they are scrolled: keep trying for this long. */
const PATIENCE_MS = 1500;

export function keepPlace(scroller: HTMLElement, cameBack: () => boolean): () => void {
	const key = location.pathname + location.search;
	const note = (): void => void places.set(key, scroller.scrollTop);
	scroller.addEventListener('scroll', note, { passive: true });
	const wanted = places.get(key) ?? 0;
	const until = performance.now() + PATIENCE_MS;
	let frame = 0;
	const restore = (): void => {
		if (wanted > 0 && cameBack()) scroller.scrollTop = wanted;
		if (Math.abs(scroller.scrollTop - wanted) > 2 && performance.now() < until) frame = requestAnimationFrame(restore);
	};
	if (wanted > 0) frame = requestAnimationFrame(restore);
	// A finger knows better.
	const giveUp = (): void => cancelAnimationFrame(frame);
	scroller.addEventListener('pointerdown', giveUp, { once: true });
	return () => {
		cancelAnimationFrame(frame);
		scroller.removeEventListener('scroll', note);
	};
}

/** Back to the top of the content: a new step, the next person. */
export function toTop(): void {
	document.querySelector('.scroller')?.scrollTo({ top: 0 });
	scrollTo({ top: 0 });
}
