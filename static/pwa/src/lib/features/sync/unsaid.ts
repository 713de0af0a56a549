/** The file of unsent work goes through many hands: what reads like a password or a one-time code does not go with it. */

import { MASK, maskSecrets, mayBeId } from '#lib/forms';

/** A text of the file as it may be read; name: under which it stands. */
const said = (name: string, value: unknown): unknown => {
	if (typeof value !== 'string') return value;
	return name.endsWith('id_number') && !mayBeId(value) ? MASK : maskSecrets(value).text;
};
/** The same file without them. json: its text. */
export const unsaid = (json: string): string => JSON.stringify(JSON.parse(json, said), null, '\t');
