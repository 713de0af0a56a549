/**
 * SHA-256 of short text, synchronous: a checksum over thousands of `type|id|seq` lines costs less here than as
 * many calls of WebCrypto, and a transaction can wait for it. For checksums only, never for secrets.
 */

const PRIMES = firstPrimes(64);
const K = PRIMES.map((p) => fraction(Math.cbrt(p)));
const START = PRIMES.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
const utf8 = new TextEncoder();

function firstPrimes(count: number): number[] {
	const primes: number[] = [];
	for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
	return primes;
}
function fraction(x: number): number {
	return ((x - Math.floor(x)) * 2 ** 32) | 0;
}
const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/** The digest as eight signed 32-bit words. */
export function sha256Words(text: string): Int32Array {
	const message = utf8.encode(text);
	const blocks = new Uint8Array((((message.length + 8) >> 6) + 1) * 64);
	blocks.set(message);
	blocks[message.length] = 0x80;
	const view = new DataView(blocks.buffer);
	view.setUint32(blocks.length - 8, Math.floor(message.length / 2 ** 29));
	view.setUint32(blocks.length - 4, (message.length << 3) >>> 0);
	const hash = Int32Array.from(START);
	const w = new Int32Array(64);
	for (let at = 0; at < blocks.length; at += 64) mixBlock(hash, w, view, at);
	return hash;
}

function mixBlock(hash: Int32Array, w: Int32Array, view: DataView, at: number): void {
	const word = (i: number): number => w[i] as number;
	for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + i * 4);
	for (let i = 16; i < 64; i++) {
		const [x, y] = [word(i - 15), word(i - 2)];
		const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
		const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
		w[i] = (word(i - 16) + s0 + word(i - 7) + s1) | 0;
	}
	let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number];
	for (let i = 0; i < 64; i++) {
		const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
		const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] as number) + word(i)) | 0;
		const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
		const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
		[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
	}
	[a, b, c, d, e, f, g, h].forEach((value, i) => (hash[i] = ((hash[i] as number) + value) | 0));
}

/** First 8 bytes of the digest, as 16 hex digits. */
export function sha256Head(text: string): string {
	const words = sha256Words(text);
	return hex32(words[0] as number) + hex32(words[1] as number);
}

/** Xor of two numbers of 16 hex digits. */
export function xorHex(a: string, b: string): string {
	const part = (from: number): string =>
		hex32(parseInt(a.slice(from, from + 8), 16) ^ parseInt(b.slice(from, from + 8), 16));
	return part(0) + part(8);
}

const hex32 = (n: number): string => (n >>> 0).toString(16).padStart(8, '0');
