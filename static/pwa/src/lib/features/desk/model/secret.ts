/** Passwords, passcodes and one-time codes in what somebody wrote, wherever in it. */

import { looksSecret } from '#lib/forms/secrets';

/** value: a text, or the arguments of a command, however deep. */
export function holdsSecret(value: unknown): boolean {
	if (typeof value === 'string') return looksSecret(value);
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsSecret);
}
