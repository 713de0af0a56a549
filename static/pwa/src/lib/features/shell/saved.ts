import type { Enqueued } from '#lib/data';
import { errorSentence } from '#lib/i18n';
import { toasts } from '#lib/ui';

/** Says what became of a save; true when it is on disk. What was typed stays on the screen when it is not. */
export function saved(result: Enqueued, text: string): boolean {
	if (result.ok) toasts.show(text, { icon: 'phone' });
	else toasts.show(errorSentence({ code: result.error.code }), { icon: 'alert', ms: 8000 });
	return result.ok;
}
