/**
 * What a colour means. blue: action, place, progress, "fine". wait: waiting. ok: the ward has confirmed.
 * need: needs you. plain and quiet say nothing; open is a ring without a fill.
 */
export type Tone = 'plain' | 'quiet' | 'blue' | 'wait' | 'ok' | 'need' | 'open';
