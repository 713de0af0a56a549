// Written by `flask contract` from the server's tables. Do not edit: change the table.

export const RELATIONS = [
  "owner",
  "team_leader",
  "officer",
  "point_staff",
] as const;
export type Relation = (typeof RELATIONS)[number];

export const DOSSIER_STATES = [
  "draft",
  "submitted",
  "returned",
  "accepted",
  "completed",
  "declined",
  "withdrawn",
] as const;
export type DossierState = (typeof DOSSIER_STATES)[number];

export const DOSSIER_ACTIONS = [
  "edit",
  "submit",
  "discard",
  "withdraw",
  "attach",
  "comment",
  "record_portal",
  "hand_over",
  "claim",
  "release",
  "assign",
  "transfer",
  "return",
  "accept",
  "decline",
  "complete",
  "reopen",
  "record_official",
  "mark_document",
  "record_payment",
  "record_result",
  "resolve",
] as const;
export type DossierAction = (typeof DOSSIER_ACTIONS)[number];

export const DOSSIER_TRANSITIONS: Readonly<Record<DossierState, Readonly<Partial<Record<DossierAction, DossierState | null>>>>> = {
  draft: { edit: "draft", attach: "draft", comment: "draft", record_portal: "draft", hand_over: "draft", resolve: "draft", submit: "submitted", discard: null, withdraw: "withdrawn" },
  submitted: { edit: "submitted", attach: "submitted", record_portal: "submitted", resolve: "submitted", comment: "submitted", hand_over: "submitted", record_official: "submitted", mark_document: "submitted", record_payment: "submitted", claim: "submitted", release: "submitted", assign: "submitted", transfer: "submitted", accept: "accepted", return: "returned", decline: "declined", withdraw: "withdrawn" },
  returned: { edit: "returned", attach: "returned", record_portal: "returned", resolve: "returned", comment: "returned", hand_over: "returned", record_official: "returned", mark_document: "returned", record_payment: "returned", claim: "returned", release: "returned", assign: "returned", transfer: "returned", submit: "submitted", decline: "declined", withdraw: "withdrawn" },
  accepted: { record_portal: "accepted", resolve: "accepted", comment: "accepted", hand_over: "accepted", record_official: "accepted", mark_document: "accepted", record_payment: "accepted", claim: "accepted", release: "accepted", assign: "accepted", record_result: "accepted", return: "returned", complete: "completed", withdraw: "withdrawn", reopen: "submitted" },
  completed: { record_result: "completed", comment: "completed", hand_over: "completed", record_official: "completed", mark_document: "completed", record_payment: "completed", reopen: "accepted" },
  declined: { comment: "declined", record_official: "declined", reopen: "submitted" },
  withdrawn: { comment: "withdrawn", record_official: "withdrawn" },
};

export const DOSSIER_WHO: Readonly<Record<DossierAction, readonly Relation[]>> = {
  edit: ["officer", "owner"],
  submit: ["owner"],
  discard: ["owner"],
  withdraw: ["officer", "owner"],
  attach: ["owner"],
  comment: ["officer", "owner", "team_leader"],
  record_portal: ["officer", "owner"],
  hand_over: ["officer", "owner", "team_leader"],
  claim: ["officer"],
  release: ["officer"],
  assign: ["officer"],
  transfer: ["officer"],
  return: ["officer", "team_leader"],
  accept: ["officer"],
  decline: ["officer"],
  complete: ["officer"],
  reopen: ["officer"],
  record_official: ["officer"],
  mark_document: ["officer"],
  record_payment: ["officer", "point_staff"],
  record_result: ["officer", "point_staff"],
  resolve: ["officer", "owner"],
};

/** Where a relation may do less than the action allows in itself. */
export const DOSSIER_ONLY_IN: Readonly<Partial<Record<DossierAction, Readonly<Partial<Record<Relation, readonly DossierState[]>>>>>> = {
  return: { team_leader: ["submitted"] },
  edit: { owner: ["draft", "returned"], officer: ["returned", "submitted"] },
};

export const ACTIVITY_STATES = [
  "sent",
  "verified",
  "queried",
  "locked",
] as const;
export type ActivityState = (typeof ACTIVITY_STATES)[number];

export const ACTIVITY_ACTIONS = [
  "edit",
  "verify",
  "query",
  "lock",
] as const;
export type ActivityAction = (typeof ACTIVITY_ACTIONS)[number];

export const ACTIVITY_TRANSITIONS: Readonly<Record<ActivityState, Readonly<Partial<Record<ActivityAction, ActivityState | null>>>>> = {
  sent: { edit: "sent", verify: "verified", query: "queried", lock: "locked" },
  queried: { edit: "sent", lock: "locked" },
  verified: { lock: "locked" },
  locked: {},
};

export const ACTIVITY_WHO: Readonly<Record<ActivityAction, readonly string[]>> = {
  edit: ["owner"],
  verify: ["team_leader"],
  query: ["team_leader"],
  lock: [],
};

export const TASK_STATES = [
  "open",
  "done",
  "cancelled",
] as const;
export type TaskState = (typeof TASK_STATES)[number];

export const TASK_ACTIONS = [
  "finish",
  "cancel",
] as const;
export type TaskAction = (typeof TASK_ACTIONS)[number];

export const TASK_TRANSITIONS: Readonly<Record<TaskState, Readonly<Partial<Record<TaskAction, TaskState | null>>>>> = {
  open: { finish: "done", cancel: "cancelled" },
  done: {},
  cancelled: {},
};

export const TASK_WHO: Readonly<Record<TaskAction, readonly string[]>> = {
  finish: ["assignee"],
  cancel: ["assigner"],
};

export const QUESTION_STATES = [
  "open",
  "escalated",
  "answered",
  "closed",
] as const;
export type QuestionState = (typeof QUESTION_STATES)[number];

export const QUESTION_ACTIONS = [
  "answer",
  "escalate",
  "close",
] as const;
export type QuestionAction = (typeof QUESTION_ACTIONS)[number];

export const QUESTION_TRANSITIONS: Readonly<Record<QuestionState, Readonly<Partial<Record<QuestionAction, QuestionState | null>>>>> = {
  open: { answer: "answered", escalate: "escalated", close: "closed" },
  escalated: { answer: "answered", escalate: "escalated", close: "closed" },
  answered: { answer: "answered", escalate: "escalated", close: "closed" },
  closed: {},
};

export const QUESTION_WHO: Readonly<Record<QuestionAction, readonly string[]>> = {
  answer: ["team_leader", "officer"],
  escalate: ["team_leader", "officer"],
  close: ["owner", "team_leader", "officer"],
};

export const VISIT_STATES = [
  "open",
  "closed",
] as const;
export type VisitState = (typeof VISIT_STATES)[number];
