"""What records of fieldwork are made of: counts, times, places; and an activity as a whole."""

from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from app.core.citizen import Compact, MomentText
from app.core.schemas import IdField, LongText, Text
from app.fieldwork.kinds import ACTIVITY_KINDS, TASKS

CHOICE = "validation.choice"
COUNT_NAME = validate.Regexp(r"^[a-z][a-z0-9_]{0,39}\Z", error="validation.field")
LARGEST_COUNT = 1_000_000
MOST_COUNTS = 30


def one_of(choices: tuple[str, ...], **kwargs: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(choices, error=CHOICE), **kwargs)


def check_count(value: Any) -> None:
    """A whole number from 0; true is no number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValidationError("validation.integer")
    if not 0 <= value <= LARGEST_COUNT:
        raise ValidationError("validation.range")


def counts(*, required: bool = False) -> fields.Field[Any]:
    """{name: whole number}; what was not counted is left out, for missing is not zero."""
    return fields.Dict(
        keys=fields.String(validate=COUNT_NAME),
        values=fields.Raw(validate=check_count),
        validate=validate.Length(max=MOST_COUNTS, error="validation.length"),
        required=required,
        allow_none=not required,
    )


def check_order(data: dict[str, Any]) -> None:
    """An end before its beginning is a slip of the finger, worth asking about."""
    start, end = data.get("started_at"), data.get("ended_at")
    if start and end and datetime.fromisoformat(end) < datetime.fromisoformat(start):
        raise ValidationError("validation.ends_before_start", "ended_at")


def file_ids() -> fields.Field[Any]:
    return fields.List(IdField(), validate=validate.Length(max=20, error="validation.length"), allow_none=True)


class ActivityLogSchema(Compact):
    task = one_of(TASKS, required=True)
    kind = one_of(ACTIVITY_KINDS, required=True)
    started_at = MomentText(required=True)
    ended_at = MomentText(required=True)
    hamlet_id = IdField(allow_none=True)
    support_point_id = IdField(allow_none=True)
    visit_id = IdField(allow_none=True)
    counts = counts(required=True)
    partners = fields.List(
        Text(120, shortest=1), validate=validate.Length(max=20, error="validation.length"), allow_none=True
    )
    note = LongText(allow_none=True)
    file_ids = file_ids()
    on_behalf_of = IdField(allow_none=True)

    @validates_schema(skip_on_field_errors=True)
    def check_times(self, data: dict[str, Any], **kwargs: Any) -> None:
        check_order(data)
