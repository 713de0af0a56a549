import type { FieldSchema } from '../../types';
import { isDict } from '#lib/util/path';
import type { FormErrors } from '../../types';
/** Rows as objects, whatever was stored. */
export const rowsOf = (value: unknown): Record<string, unknown>[] =>
	Array.isArray(value) ? value.map((row) => (isDict(row) ? row : {})) : [];

/** Errors of one row: `0.id_number` → `id_number`. */
export function innerErrors(errors: FormErrors, index: number): FormErrors {
	const prefix = `${index}.`;
	return Object.fromEntries(
		Object.entries(errors).filter(([path]) => path.startsWith(prefix)).map(([path, codes]) => [path.slice(prefix.length), codes])
	);
}

export const text = (value: unknown, _schema: FieldSchema): string =>
	rowsOf(value).map((row) => Object.values(row).filter((v) => typeof v === 'string' || typeof v === 'number').slice(0, 2).join(', ')).join(' · ');
