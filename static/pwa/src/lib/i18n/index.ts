/** Words, numbers and times in the reader's language. */
export { lang, setLang, messages, pick, type Lang, type Both, type SameShape } from './lang.svelte';
export { asDate, bytes, clock, count, day, money, nearDay, number, sameDay, shortDay, span, upper, when, type Moment } from './format';
export { common } from './common';
export { errorNext, errorSentence, errorWhat, type Failure } from './errors';
export { fieldError } from './field-errors';
