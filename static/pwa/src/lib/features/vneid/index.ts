/** VNeID set-ups and follow-ups, each a count; a name only with consent. */
export * from './model';
export * from './draft';
export { forgetPerson } from './commands';
export { liveSetup, liveSetups, type SetupItem } from './queries';
export { OUTCOME_LOOK, stepText, vneidWords } from './words';
