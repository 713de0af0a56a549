/** What somebody has begun and not saved. */

import type { Draft } from '#lib/data';
import { DRAFT_KIND } from '#lib/features/dossiers';
import { ACTIVITY } from '#lib/features/fieldwork';
import { SETUP } from '#lib/features/vneid';

/** The forms that become a record of their own; a sentence begun under one is seen where it belongs. */
const FORMS: readonly string[] = [DRAFT_KIND, SETUP.record, ACTIVITY.record];
/** Somebody has begun a record and not saved it. */
export const isHalfWritten = ({ kind, bare }: Pick<Draft, 'kind' | 'bare'>): boolean => !bare && FORMS.includes(kind);
