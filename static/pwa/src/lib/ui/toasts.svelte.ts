/** Short messages that pass: "Đã lưu trên máy này". Nothing that matters is said only here. */
import type { IconName } from './icons';

export interface Toast {
	id: number;
	text: string;
	icon: IconName;
	action?: { label: string; run: () => void };
}
let next = 1;
let shown = $state<Toast[]>([]);

export const toasts = {
	get all(): readonly Toast[] {
		return shown;
	},
	/** ms: how long it stays; longer when it can be undone. */
	show(text: string, { icon = 'check', action, ms = action ? 8000 : 4000 }: { icon?: IconName; action?: Toast['action']; ms?: number } = {}): number {
		const toast: Toast = { id: next++, text, icon, ...(action ? { action } : {}) };
		// One at a time: a thumb cannot chase a stack.
		shown = [toast];
		setTimeout(() => toasts.hide(toast.id), ms);
		return toast.id;
	},
	hide(id: number): void {
		shown = shown.filter((toast) => toast.id !== id);
	}
};
