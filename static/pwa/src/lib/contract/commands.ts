// Written by `flask contract` from the server's tables. Do not edit: change the table.

export interface ActivityEditArgs {
  changes: Change[];
}

export interface Change {
  field: string;
  base?: unknown;
  base_cmd?: string;
  new: unknown;
}

export interface ActivityLogArgs {
  task: "a" | "b" | "c" | "d";
  kind: "home_visit" | "point_shift" | "session" | "loudspeaker" | "leaflets" | "scam_warning" | "meeting" | "other";
  started_at: string;
  ended_at: string;
  hamlet_id?: string | null;
  support_point_id?: string | null;
  visit_id?: string | null;
  counts: Record<string, number>;
  partners?: string[] | null;
  note?: string | null;
  file_ids?: string[] | null;
  on_behalf_of?: string | null;
}

export interface ActivityQueryArgs {
  expect: Expect;
  reason: string;
}

export interface Expect {
  state: "sent" | "verified" | "queried" | "locked";
  updated_at?: string;
}

export interface ActivityVerifyArgs {
  expect: Expect;
}

export interface ConflictResolveArgs {
  conflict_id: string;
  choose: "mine" | "theirs" | { value: unknown };
}

export interface DossierAcceptArgs {
  expect: DossiersExpect;
  official_code?: string;
  official_due_at?: string;
}

export interface DossiersExpect {
  work_state: "draft" | "submitted" | "returned" | "accepted" | "completed" | "declined" | "withdrawn";
  submission: number;
}

export interface DossierAssignArgs {
  assignee_id: string;
}

export interface DossierAttachArgs {
  item: string;
  file_id: string;
  replaces?: string;
}

export type DossierClaimArgs = Record<string, never>;

export interface DossierCommentArgs {
  text: string;
}

export interface DossierCompleteArgs {
  expect: DossiersExpect;
}

export interface DossierCreateArgs {
  procedure: { code: string; version: number } | { other: string };
  channel: 1 | 2 | 3;
  vulnerable?: boolean | string[] | null;
  note?: string | null;
  visit_id?: string | null;
  hamlet_id?: string | null;
  support_point_id?: string | null;
  reference: string;
  ward: string;
  applicant?: DraftPerson | null;
  subject?: DraftPerson | null;
  representative?: Representative | null;
  form?: Record<string, unknown>;
  documents?: Record<string, PaperPart>;
  consent?: ConsentPart | null;
}

export interface DraftPerson {
  full_name?: string | null;
  id_kind?: "cccd" | "cmnd" | "passport" | "residence_card" | "identity_certificate" | "none" | null;
  id_number?: string | null;
  date_of_birth?: string | null;
  sex?: "male" | "female" | "other" | null;
  phone?: string | null;
  phone_of?: string | null;
  address?: string | null;
}

export interface Representative {
  full_name?: string | null;
  id_kind?: "cccd" | "cmnd" | "passport" | "residence_card" | "identity_certificate" | "none" | null;
  id_number?: string | null;
  date_of_birth?: string | null;
  sex?: "male" | "female" | "other" | null;
  phone?: string | null;
  phone_of?: string | null;
  address?: string | null;
  basis?: "parent" | "guardian" | "authorised" | null;
}

export interface PaperPart {
  state?: "missing" | "promised" | "seen" | "photo" | "certified" | "reused";
  file_ids?: string[];
  note?: string | null;
  promised_by?: string | null;
  promised_on?: string | null;
}

export interface ConsentPart {
  text_version: string;
  language: string;
  method: string;
  purposes: string[];
  at: string;
  witness?: string | null;
  interpreter?: string | null;
  withdrawn_at?: string | null;
}

export interface DossierDeclineArgs {
  expect: DossiersExpect;
  reason: string;
}

export type DossierDiscardArgs = Record<string, never>;

export interface DossierEditArgs {
  changes: DossiersChange[];
}

export interface DossiersChange {
  field: string;
  base?: unknown;
  base_cmd?: string;
  new: unknown;
}

export interface DossierHandOverArgs {
  to: string;
  reason: string;
}

export interface DossierMarkDocumentArgs {
  item: string;
  compared?: boolean;
  digitised?: boolean;
  unfit?: boolean;
}

export interface DossierRecordOfficialArgs {
  status: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
  at: string;
  code?: string;
  due_at?: string;
  note?: string;
}

export interface DossierRecordPaymentArgs {
  method: string;
  amount_vnd: number;
  state: "due" | "paid" | "confirmed" | "disputed";
  ref?: string;
}

export interface DossierRecordPortalArgs {
  where: "own_phone" | "point" | "centre" | "post";
  at: string;
  code?: string;
}

export interface DossierRecordResultArgs {
  at: string;
  place: string;
  collector: string;
}

export type DossierReleaseArgs = Record<string, never>;

export interface DossierReopenArgs {
  expect: DossiersExpect;
  reason: string;
}

export interface DossierReturnArgs {
  expect: DossiersExpect;
  reason: string;
  items: ReturnItem[];
}

export interface ReturnItem {
  path: string;
  message: string;
}

export interface DossierSubmitArgs {
  expect: DossiersExpect;
}

export interface DossierTransferArgs {
  ward: string;
  reason: string;
}

export interface DossierWithdrawArgs {
  expect: DossiersExpect;
  reason: string;
}

export interface QuestionAnswerArgs {
  text: string;
}

export interface QuestionAskArgs {
  category: "procedure" | "vneid" | "portal" | "equipment" | "network" | "scam" | "payment" | "other";
  text: string;
  file_ids?: string[] | null;
  hamlet_id?: string | null;
}

export type QuestionCloseArgs = Record<string, never>;

export interface QuestionEscalateArgs {
  to: "centre" | "city" | "department" | "telecom" | "post";
  text: string;
}

export interface TaskAssignArgs {
  assignee_id: string;
  kind: "visit" | "follow_up" | "phone_call" | "other";
  subject: string;
  hamlet_id?: string | null;
  due_on: string;
  person?: Person | null;
}

export interface Person {
  full_name: string;
  id_kind?: "cccd" | "cmnd" | "passport" | "residence_card" | "identity_certificate" | "none" | null;
  id_number?: string | null;
  date_of_birth?: string | null;
  sex?: "male" | "female" | "other" | null;
  phone?: string | null;
  phone_of?: string | null;
  address?: string | null;
}

export interface TaskCancelArgs {
  reason: string;
}

export interface TaskFinishArgs {
  outcome: "done" | "not_found" | "refused" | "postponed" | "other";
  note?: string | null;
}

export interface VisitCloseArgs {
  ended_at: string;
  counts: Record<string, number>;
}

export interface VisitOpenArgs {
  hamlet_id?: string | null;
  support_point_id?: string | null;
  started_at: string;
  counts?: Record<string, number> | null;
}

export interface VneidEditArgs {
  person?: unknown;
  kind?: unknown;
  step?: unknown;
  outcome?: unknown;
  failure_reason?: unknown;
  hamlet_id?: unknown;
  visit_id?: unknown;
  follow_up_on?: unknown;
  consent?: unknown;
  papers?: unknown;
  note?: unknown;
  changes?: Change[];
}

export interface VneidRecordArgs {
  person?: Person | null;
  kind: "vneid" | "digital_signature" | "payment_account" | "health_book";
  step: "app_installed" | "l1_registered" | "l2_applied_at_police" | "l2_approved" | "activated" | "papers_integrated" | "signature_issued";
  outcome: "done" | "failed" | "pending";
  failure_reason?: "approved_not_activated" | "data_mismatch" | "not_in_population_database" | "overload" | "sim_in_another_name" | "phone_changed" | "suspected_scammer" | "other" | null;
  hamlet_id?: string | null;
  visit_id?: string | null;
  follow_up_on?: string | null;
  consent?: Consent | null;
  papers?: number | null;
  note?: string | null;
}

export interface Consent {
  text_version: string;
  language: string;
  method: string;
  purposes: string[];
  at: string;
  witness?: string | null;
  interpreter?: string | null;
}

export interface CommandArgs {
  "activity.edit": ActivityEditArgs;
  "activity.log": ActivityLogArgs;
  "activity.query": ActivityQueryArgs;
  "activity.verify": ActivityVerifyArgs;
  "conflict.resolve": ConflictResolveArgs;
  "dossier.accept": DossierAcceptArgs;
  "dossier.assign": DossierAssignArgs;
  "dossier.attach": DossierAttachArgs;
  "dossier.claim": DossierClaimArgs;
  "dossier.comment": DossierCommentArgs;
  "dossier.complete": DossierCompleteArgs;
  "dossier.create": DossierCreateArgs;
  "dossier.decline": DossierDeclineArgs;
  "dossier.discard": DossierDiscardArgs;
  "dossier.edit": DossierEditArgs;
  "dossier.hand_over": DossierHandOverArgs;
  "dossier.mark_document": DossierMarkDocumentArgs;
  "dossier.record_official": DossierRecordOfficialArgs;
  "dossier.record_payment": DossierRecordPaymentArgs;
  "dossier.record_portal": DossierRecordPortalArgs;
  "dossier.record_result": DossierRecordResultArgs;
  "dossier.release": DossierReleaseArgs;
  "dossier.reopen": DossierReopenArgs;
  "dossier.return": DossierReturnArgs;
  "dossier.submit": DossierSubmitArgs;
  "dossier.transfer": DossierTransferArgs;
  "dossier.withdraw": DossierWithdrawArgs;
  "question.answer": QuestionAnswerArgs;
  "question.ask": QuestionAskArgs;
  "question.close": QuestionCloseArgs;
  "question.escalate": QuestionEscalateArgs;
  "task.assign": TaskAssignArgs;
  "task.cancel": TaskCancelArgs;
  "task.finish": TaskFinishArgs;
  "visit.close": VisitCloseArgs;
  "visit.open": VisitOpenArgs;
  "vneid.edit": VneidEditArgs;
  "vneid.record": VneidRecordArgs;
}

export const COMMAND_VERSIONS: Readonly<Record<keyof CommandArgs, number>> = {
  "activity.edit": 1,
  "activity.log": 1,
  "activity.query": 1,
  "activity.verify": 1,
  "conflict.resolve": 1,
  "dossier.accept": 1,
  "dossier.assign": 1,
  "dossier.attach": 1,
  "dossier.claim": 1,
  "dossier.comment": 1,
  "dossier.complete": 1,
  "dossier.create": 1,
  "dossier.decline": 1,
  "dossier.discard": 1,
  "dossier.edit": 1,
  "dossier.hand_over": 1,
  "dossier.mark_document": 1,
  "dossier.record_official": 1,
  "dossier.record_payment": 1,
  "dossier.record_portal": 1,
  "dossier.record_result": 1,
  "dossier.release": 1,
  "dossier.reopen": 1,
  "dossier.return": 1,
  "dossier.submit": 1,
  "dossier.transfer": 1,
  "dossier.withdraw": 1,
  "question.answer": 1,
  "question.ask": 1,
  "question.close": 1,
  "question.escalate": 1,
  "task.assign": 1,
  "task.cancel": 1,
  "task.finish": 1,
  "visit.close": 1,
  "visit.open": 1,
  "vneid.edit": 1,
  "vneid.record": 1,
};
