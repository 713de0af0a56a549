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
  counts: Record<string, unknown>;
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
}

export interface ActivityVerifyArgs {
  expect: Expect;
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
  counts: Record<string, unknown>;
}

export interface VisitOpenArgs {
  hamlet_id?: string | null;
  support_point_id?: string | null;
  started_at: string;
  counts?: Record<string, unknown> | null;
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
