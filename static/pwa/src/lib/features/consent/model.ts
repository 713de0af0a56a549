/** The citizen's consent: what is read out, for which purposes, and how it is recorded. Pure. */

import type { Both } from '#lib/i18n';

export type ConsentPurpose = 'preparing' | 'contact' | 'vulnerability';
export const PURPOSES: readonly ConsentPurpose[] = ['preparing', 'contact', 'vulnerability'];
export type ConsentMethod = 'spoken' | 'written' | 'witnessed';
export const METHODS: readonly ConsentMethod[] = ['spoken', 'written', 'witnessed'];

export interface Consent {
	text_version: string;
	language: string;
	method: string;
	purposes: string[];
	at: string;
	witness?: string | null;
	interpreter?: string | null;
	withdrawn_at?: string | null;
}

/** What the consent is asked for: a dossier, or the following up of a set-up. */
export type ConsentSubject = 'dossier' | 'setup';
/** Raised whenever the words below change; a record says which text was read out. */
export const TEXT_VERSION: Record<ConsentSubject, string> = { dossier: '2026-11-1', setup: '2026-11-setup-1' };

/** What the volunteer reads out. The controller is the People's Committee of the ward, named by `controller`. */
export const consentText = (controller: string, subject: ConsentSubject = 'dossier'): Both =>
	subject === 'setup'
		? {
				vi:
					`Ông bà cho phép tôi ghi thông tin của ông bà để theo dõi việc cài đặt này. ${controller} là nơi chịu trách nhiệm giữ thông tin. ` +
					'Chỉ tôi, tổ trưởng và cán bộ phụ trách được xem. Ông bà có thể xem, sửa, hoặc rút lại sự đồng ý bất cứ lúc nào. ' +
					'Không đồng ý thì tôi vẫn hướng dẫn, và không ghi tên ông bà.',
				en:
					`You allow me to write down your details to follow up this set-up. ${controller} is responsible for keeping them. ` +
					'Only I, the team leader and the officers in charge may see them. You may see them, correct them or take your consent back at any time. ' +
					'If you do not agree I will still guide you, and write down no name.'
			}
		: {
				vi:
					`Ông bà cho phép tôi ghi thông tin để làm hồ sơ này. ${controller} là nơi chịu trách nhiệm giữ thông tin. ` +
					'Chỉ người làm hồ sơ và cán bộ phụ trách được xem. Ông bà có thể xem, sửa, hoặc rút lại sự đồng ý bất cứ lúc nào. ' +
					'Không đồng ý thì tôi vẫn hướng dẫn, và không ghi tên ông bà.',
				en:
					`You allow me to write down what this dossier needs. ${controller} is responsible for keeping it. ` +
					'Only those who work on the dossier and the officers in charge may see it. You may see it, correct it or take your consent back at any time. ' +
					'If you do not agree I will still guide you, and write down no name.'
			};
