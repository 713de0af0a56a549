/** Identifiers: UUIDv7 for records and commands, Crockford base32 for what people read out. */

/** Source of randomness: `length` bytes nobody can guess. */
export type RandomBytes = (length: number) => Uint8Array;

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const REFERENCE_LENGTH = 13;

/** A UUIDv7 in canonical text: 48 bits of ms since 1970, then random. An id, never an order. */
export function uuidv7(nowMs: number, random: RandomBytes): string {
	const bytes = new Uint8Array(16);
	bytes.set(random(10), 6);
	// A device clock set before 1970 still has to give a valid id.
	let rest = Math.max(0, Math.floor(nowMs)) % 2 ** 48;
	for (let i = 5; i >= 0; i--) {
		bytes[i] = rest % 256;
		rest = Math.floor(rest / 256);
	}
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** 13 random Crockford characters (65 bits). */
export function newReference(random: RandomBytes): string {
	return Array.from(random(REFERENCE_LENGTH), (b) => CROCKFORD[b % 32]).join('');
}

/** What a person typed or scanned, as stored: upper case, without separators, O→0, I and L→1. */
export function normaliseReference(text: string): string {
	const upper = text.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
	return Array.from(upper)
		.filter((c) => CROCKFORD.includes(c))
		.join('');
}

/** `XXXX-XXXX-XXXXX`, as shown and read out in three groups. */
export function formatReference(reference: string): string {
	return [reference.slice(0, 4), reference.slice(4, 8), reference.slice(8)].filter(Boolean).join('-');
}
