/** What somebody has begun and not saved. */

import type { Draft } from '#lib/data';
import { ACTIVITY } from '#lib/features/fieldwork';
import { SETUP } from '#lib/features/vneid';

/** The forms that become a record of their own, beside dossiers, which are counted by their own rule; a sentence begun under one is seen where it belongs. */
const FORMS: readonly string[] = [SETUP.record, ACTIVITY.record];
/** Somebody has begun a record and not saved it. */
export const isHalfWritten = ({ kind, bare }: Pick<Draft, 'kind' | 'bare'>): boolean => !bare && FORMS.includes(kind);
