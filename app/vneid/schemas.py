"""What the commands of set-ups take."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from app.core.edits import ChangeSchema
from app.core.schemas import Strict
from app.vneid.parts import RecordSchema

__all__ = ["EditSchema", "RecordSchema"]


class EditSchema(Strict):
    """`vneid.edit`: the arguments that change, or `changes` of dotted paths; null takes a value away.

    The values are judged with the rest of the record, as a whole.
    """

    person = fields.Raw(allow_none=True)
    kind = fields.Raw()
    step = fields.Raw()
    outcome = fields.Raw()
    failure_reason = fields.Raw(allow_none=True)
    hamlet_id = fields.Raw(allow_none=True)
    visit_id = fields.Raw(allow_none=True)
    follow_up_on = fields.Raw(allow_none=True)
    consent = fields.Raw(allow_none=True)
    papers = fields.Raw(allow_none=True)
    note = fields.Raw(allow_none=True)
    changes = fields.List(fields.Nested(ChangeSchema), validate=validate.Length(1, 50, error="validation.length"))

    @validates_schema(skip_on_field_errors=True)
    def check_something_changes(self, data: dict[str, Any], **kwargs: Any) -> None:
        if not data:
            raise ValidationError("validation.required", "changes")
