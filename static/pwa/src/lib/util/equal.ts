/** Deep equality of plain JSON; order of keys does not matter, undefined counts as absent. */
export function deepEqual(a: unknown, b: unknown): boolean {
	if (Object.is(a, b)) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
	if (Array.isArray(a) || Array.isArray(b)) {
		return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((v, i) => deepEqual(v, b[i]));
	}
	const left = present(a);
	const right = present(b);
	return left.size === right.size && [...left].every(([key, value]) => right.has(key) && deepEqual(value, right.get(key)));
}

const present = (value: object): Map<string, unknown> => new Map(Object.entries(value).filter(([, v]) => v !== undefined));
