/**
 * A consent that was refused, kept in the draft until the person is counted, also over a reload: no purpose stays
 * ticked, and nobody is named as witness or interpreter. Pure.
 */

import type { Consent } from '#lib/features/consent';

type Asked = Partial<Consent> & { refused?: true };

export const isRefused = (asked: Asked): boolean => asked.refused === true;
/** What is left of what was being asked; asked anew it begins from the same. */
export const refusedConsent = ({ language }: Asked): Asked => ({ ...(language ? { language } : {}), refused: true });
export const askedAnew = ({ language }: Asked): Asked => (language ? { language } : {});
