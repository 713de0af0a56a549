import { TEXT_VERSION, type Consent, type ConsentSubject } from './model';

/** Whether the half-filled form may become a consent. */
export const consentComplete = (value: Partial<Consent>): boolean =>
	(value.purposes ?? []).includes('preparing') && (value.method !== 'witnessed' || Boolean(value.witness?.trim()));

/** The consent as recorded at this moment; only what was given. */
export function madeConsent(value: Partial<Consent>, at: string, subject: ConsentSubject = 'dossier'): Consent {
	const method = value.method ?? 'spoken';
	const witness = method === 'witnessed' ? value.witness?.trim() : undefined;
	const language = value.language ?? 'vi';
	const interpreter = language === 'vi' ? undefined : value.interpreter?.trim();
	return {
		text_version: TEXT_VERSION[subject],
		language,
		method,
		purposes: [...(value.purposes ?? [])],
		at,
		...(witness ? { witness } : {}),
		...(interpreter ? { interpreter } : {})
	};
}
