// Written by `flask contract` from the server's tables. Do not edit: change the table.

import type { DossierState, Relation } from './lifecycle';

export const EDITABLE: Readonly<Partial<Record<Relation, { readonly states: readonly DossierState[]; readonly fields: readonly string[] }>>> = {
  owner: { states: ["draft", "returned"], fields: ["applicant", "subject", "representative", "vulnerable", "form", "documents", "note", "consent", "channel", "procedure", "hamlet_id", "support_point_id", "visit_id"] },
  officer: { states: ["returned", "submitted"], fields: ["applicant", "documents", "note"] },
};
