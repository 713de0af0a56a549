/** What stands at a dotted path of a dossier, as people write it. Apart from the names, since it needs every type of field. */

import { common } from '#lib/i18n';
import { fieldType, maskId, showId, type FieldSchema } from '#lib/forms';
import { channelText, CHANNEL_NAMES, procedureName, type ProcedureDoc, type ProcedureRef } from '#lib/features/catalogue';
import { placeName } from '#lib/features/places';
import { showDate } from '#lib/util/dates';
import { formatPhone } from '#lib/util/phone';
import { isRole, word } from './labels';
import { BASES, ID_KINDS, SEXES, type PersonDoc } from './model';
import { dossierWords } from './words';

/**
 * What stands at a path, as people write it: 0905 000 417, 02/03/1950, the title of a choice. '' for nothing.
 * Numbers of identity papers show their last four digits unless `whole`.
 */
export function pathValue(path: string, value: unknown, procedure: ProcedureDoc | null, { whole = false } = {}): string {
	if (value === null || value === undefined || value === '') return '';
	const [first = '', second = '', third = ''] = path.split('.');
	const schema = first === 'form' ? procedure?.form.properties?.[second] : undefined;
	if (schema && schema['x-widget'] !== 'person_id') return fieldType(schema).text(value, schema);
	if (typeof value === 'string' && (schema || second === 'id_number')) return whole ? showId(value) : maskId(value);
	if (typeof value === 'boolean') return value ? common.yes : common.no;
	if (isRole(first)) return second && typeof value === 'string' ? personValue(second, value) : (value as PersonDoc).full_name ?? '';
	if (first === 'channel') return channelText(CHANNEL_NAMES[value as 1 | 2 | 3]);
	if (first === 'procedure') return procedureName(value as ProcedureRef);
	if (first === 'hamlet_id') return placeName(String(value));
	if (first === 'support_point_id') return placeName(null, String(value));
	const leaf = third || second;
	if (leaf === 'state' && typeof value === 'string') return word(value) ?? value;
	if (leaf.endsWith('_on') && typeof value === 'string') return showDate(value);
	return typeof value === 'object' ? Object.values(value).filter((part) => typeof part === 'string').join(', ') : String(value);
}

function personValue(field: string, value: string): string {
	if (field === 'phone') return formatPhone(value);
	if (field === 'date_of_birth') return showDate(value);
	if (field === 'sex' && value === 'other') return dossierWords.otherSex;
	return field === 'sex' || field === 'id_kind' || field === 'basis' ? (word(value) ?? value) : value;
}

const TYPED_WIDGETS: readonly (string | undefined)[] = [undefined, 'text', 'longtext', 'address', 'phone'];
const TYPED_LEAVES = ['full_name', 'phone', 'phone_of', 'address', 'promised_by', 'note'];
/** Whether the value can be written anew as plain text; everything else is chosen, or changed in its own field. */
export function isPlainText(path: string, procedure: ProcedureDoc | null): boolean {
	const [first, second = ''] = path.split('.');
	if (first !== 'form') return TYPED_LEAVES.includes(path.split('.').at(-1) ?? '');
	const schema = procedure?.form.properties?.[second];
	return schema?.type === 'string' && !schema.enum && TYPED_WIDGETS.includes(schema['x-widget']);
}

const text = (maxLength: number): FieldSchema => ({ type: 'string', maxLength });
const choice = (values: readonly string[], widget: 'radio' | 'select'): FieldSchema => ({
	type: 'string',
	'x-widget': widget,
	enum: [...values],
	'x-enum-titles': Object.fromEntries(values.map((value) => [value, { vi: personValue('sex', value), en: personValue('sex', value) }]))
});
/** Numbers of identity papers other than the ones with digits alone. */
const LETTERED: readonly unknown[] = ['passport', 'residence_card', 'identity_certificate'];

/** The field a value is written anew in: its keyboard and its limits. null: it is only chosen between, or changed in its own place. */
export function schemaAt(path: string, procedure: ProcedureDoc | null, person: PersonDoc | null = null): FieldSchema | null {
	const [first = '', second = ''] = path.split('.');
	if (first === 'form') {
		const schema = procedure?.form.properties?.[second];
		return schema && !['hamlet', 'repeat'].includes(schema['x-widget'] ?? '') ? schema : null;
	}
	switch (path.split('.').at(-1)) {
		case 'phone':
			return { type: 'string', 'x-widget': 'phone' };
		case 'promised_on':
			return { type: 'string', 'x-widget': 'date', format: 'date' };
		case 'date_of_birth':
			return { type: 'string', 'x-widget': 'date' };
		case 'id_number':
			return LETTERED.includes(person?.id_kind) ? text(32) : { type: 'string', 'x-widget': 'person_id' };
		case 'id_kind':
			return choice(ID_KINDS, 'select');
		case 'sex':
			return choice(SEXES.slice(0, 2), 'radio');
		case 'basis':
			return choice(BASES, 'radio');
		case 'note':
			return { ...text(path === 'note' ? 2000 : 1000), 'x-widget': 'longtext' };
		case 'address':
			return text(250);
		case 'full_name':
		case 'phone_of':
		case 'promised_by':
			return text(120);
		default:
			return null;
	}
}
