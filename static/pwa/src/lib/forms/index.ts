/** Forms from data: rules shared with the server, and the parts that draw them. */
export { default as AnswerList } from './Answers.svelte';
export { default as Form } from './Form.svelte';
export { default as NoteField } from './NoteField.svelte';
export { default as SecretNotice } from './SecretNotice.svelte';
export { default as DateInput } from './fields/date/DateInput.svelte';
export { default as PhoneInput } from './fields/phone/PhoneInput.svelte';
export { cleanId, hasWordsForId, isOddId, maskId, mayBeId, showId } from './fields/person_id/field';
export { fieldType } from './fields';
export * from './rules';
export { holdsSecret, looksSecret, maskSecrets, MASK } from './secrets';
export { choiceTitle, choicesOf, fieldTitle } from './titles';
export { errorText, formWords } from './words';
export { draftId, keepTyped, Typed } from './typed.svelte';
export type * from './types';
