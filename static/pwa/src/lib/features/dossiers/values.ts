/** What stands at a dotted path of a dossier, as people write it. Apart from the names, since it needs every type of field. */

import { common } from '#lib/i18n';
import { fieldType, maskId, showId } from '#lib/forms';
import { channelText, CHANNEL_NAMES, procedureName, type ProcedureDoc, type ProcedureRef } from '#lib/features/catalogue';
import { placeName } from '#lib/features/places';
import { showDate } from '#lib/util/dates';
import { formatPhone } from '#lib/util/phone';
import { isRole, word } from './labels';
import type { PersonDoc } from './model';
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
