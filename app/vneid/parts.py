"""What a set-up is made of: a new one, and one as it is after an edit, must fulfil this."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from app.core.citizen import Compact, ConsentSchema, DayText, PersonSchema
from app.core.schemas import IdField, LongText
from app.vneid.kinds import FAILURE_REASONS, KINDS, OUTCOMES, STEPS

CHOICE = "validation.choice"


class RecordSchema(Compact):
    """`vneid.record`. person null: counted without identity. papers: how many were integrated."""

    person = fields.Nested(PersonSchema, allow_none=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS, error=CHOICE))
    step = fields.String(required=True, validate=validate.OneOf(STEPS, error=CHOICE))
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES, error=CHOICE))
    failure_reason = fields.String(validate=validate.OneOf(FAILURE_REASONS, error=CHOICE), allow_none=True)
    hamlet_id = IdField(allow_none=True)
    visit_id = IdField(allow_none=True)
    follow_up_on = DayText(allow_none=True)
    consent = fields.Nested(ConsentSchema, allow_none=True)
    papers = fields.Integer(strict=True, validate=validate.Range(0, 50, error="validation.range"), allow_none=True)
    note = LongText(allow_none=True)

    @validates_schema(skip_on_field_errors=True)
    def check_whole(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data.get("person") and not data.get("consent"):
            # Without consent nothing personal is stored; the set-up is still counted with person null.
            raise ValidationError("validation.consent_required", "consent")
