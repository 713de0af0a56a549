/** What the desk knows, without a screen: the queue, due dates, keys, codes, fields, what can be done. */
export * from './model/types';
export * from './model/due';
export * from './model/queue';
export * from './model/keys';
export * from './model/code';
export * from './model/twins';
export * from './model/possible';
export * from './model/fields';
export * from './model/returning';
export * from './model/timeline';
export * from './model/refused';
