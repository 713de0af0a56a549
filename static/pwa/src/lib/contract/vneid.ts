// Written by `flask contract` from the server's tables. Do not edit: change the table.

export const SETUP_KINDS = [
  "vneid",
  "digital_signature",
  "payment_account",
  "health_book",
] as const;
export type SetupKind = (typeof SETUP_KINDS)[number];

export const SETUP_STEPS = [
  "app_installed",
  "l1_registered",
  "l2_applied_at_police",
  "l2_approved",
  "activated",
  "papers_integrated",
  "signature_issued",
] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];

/** What is offered for each kind, in the order people go through it. */
export const STEPS_OF: Readonly<Record<SetupKind, readonly SetupStep[]>> = {
  vneid: ["app_installed", "l1_registered", "l2_applied_at_police", "l2_approved", "activated", "papers_integrated", "signature_issued"],
  digital_signature: ["app_installed", "activated", "signature_issued"],
  payment_account: ["app_installed", "activated"],
  health_book: ["app_installed", "activated", "papers_integrated"],
};
