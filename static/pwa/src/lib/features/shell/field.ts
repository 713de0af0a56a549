/** Brings a field into view and puts the cursor there, by its dotted path. */
export function showField(path: string | null): void {
	if (!path) return;
	// `documents.birth_notice.state` stands in the list as `documents.birth_notice`.
	const parts = path.split('.');
	for (let length = parts.length; length > 0; length--) {
		const id = parts.slice(0, length).join('.');
		const found = document.getElementById(id) ?? document.querySelector<HTMLElement>(`[data-field="${CSS.escape(id)}"]`);
		if (!found) continue;
		const control = found.matches('input,select,textarea') ? found : (found.querySelector<HTMLElement>('input,select,textarea') ?? found);
		control.focus({ preventScroll: true });
		(found.closest('[data-field]') ?? found).scrollIntoView({ block: 'center' });
		return;
	}
}
