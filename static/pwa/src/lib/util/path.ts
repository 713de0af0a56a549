/** Dotted paths into plain JSON: `applicant.phone`, `documents.birth_proof.state`. Never changes its input. */

type Dict = Record<string, unknown>;

export function isDict(value: unknown): value is Dict {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** undefined where the path leads nowhere. */
export function getPath(root: unknown, path: string): unknown {
	let here: unknown = root;
	for (const part of path.split('.')) {
		if (!isDict(here) || !Object.hasOwn(here, part)) return undefined;
		here = here[part];
	}
	return here;
}

/** A copy with the value at the path; missing steps are made, a step that is no object is replaced; null takes away. */
export function setPath<T extends Dict>(root: T, path: string, value: unknown): T {
	const cut = path.indexOf('.');
	const head = cut < 0 ? path : path.slice(0, cut);
	if (head === '__proto__') return root;
	if (cut < 0) {
		const { [head]: _old, ...rest } = root;
		return (value === null || value === undefined ? rest : { ...root, [head]: value }) as T;
	}
	const below = Object.hasOwn(root, head) ? root[head] : undefined;
	return { ...root, [head]: setPath(isDict(below) ? below : {}, path.slice(cut + 1), value) };
}
