/** The citizen's consent. Without one nothing personal is stored. */
export { default as ConsentForm } from './ConsentForm.svelte';
export * from './model';
export { consentWords } from './words';
export { consentComplete, madeConsent } from './record';
