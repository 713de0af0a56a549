"""What the commands of fieldwork take. Everything loads to plain JSON values."""

from marshmallow import fields, validate

from app.core.citizen import Compact, DayText, MomentText, PersonSchema
from app.core.edits import ChangeSchema
from app.core.schemas import IdField, LongText, Strict, Text
from app.fieldwork.kinds import ESCALATION_TARGETS, QUESTION_CATEGORIES, TASK_KINDS, TASK_OUTCOMES
from app.fieldwork.lifecycle import ActivityState
from app.fieldwork.parts import ActivityLogSchema, counts, file_ids, one_of

__all__ = ["ActivityLogSchema"]


class VisitOpenSchema(Compact):
    hamlet_id = IdField(allow_none=True)
    support_point_id = IdField(allow_none=True)
    started_at = MomentText(required=True)
    counts = counts()


class VisitCloseSchema(Compact):
    ended_at = MomentText(required=True)
    counts = counts(required=True)


class ActivityEditSchema(Strict):
    changes = fields.List(
        fields.Nested(ChangeSchema), required=True, validate=validate.Length(1, 50, error="validation.length")
    )


class ExpectSchema(Strict):
    """What the leader saw. updated_at: of the record then; older clients do not say it."""

    state = one_of(tuple(ActivityState), required=True)
    updated_at = MomentText()


class ActivityVerifySchema(Strict):
    expect = fields.Nested(ExpectSchema, required=True)


class ActivityQuerySchema(Strict):
    expect = fields.Nested(ExpectSchema, required=True)
    reason = LongText(1000, shortest=1, required=True)


class TaskAssignSchema(Compact):
    assignee_id = IdField(required=True)
    kind = one_of(TASK_KINDS, required=True)
    subject = Text(250, shortest=1, required=True)
    hamlet_id = IdField(allow_none=True)
    due_on = DayText(required=True)
    person = fields.Nested(PersonSchema, allow_none=True)


class TaskFinishSchema(Compact):
    outcome = one_of(TASK_OUTCOMES, required=True)
    note = LongText(allow_none=True)


class TaskCancelSchema(Strict):
    reason = LongText(1000, shortest=1, required=True)


class QuestionAskSchema(Compact):
    category = one_of(QUESTION_CATEGORIES, required=True)
    text = LongText(4000, shortest=1, required=True)
    file_ids = file_ids()
    hamlet_id = IdField(allow_none=True)


class QuestionAnswerSchema(Strict):
    text = LongText(4000, shortest=1, required=True)


class QuestionEscalateSchema(Strict):
    to = one_of(ESCALATION_TARGETS, required=True)
    text = LongText(4000, shortest=1, required=True)


class NothingSchema(Strict):
    """No arguments."""
