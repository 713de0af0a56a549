"""Arguments of the commands of dossiers and conflicts, and the shapes of the routes. Unknown keys are refused."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from app.core import edits
from app.core.citizen import MomentText
from app.core.ids import REFERENCE_LENGTH, normalise_reference
from app.core.schemas import IdField, LongText, Moment, Strict, Text, checked_text
from app.core.secrets import may_be_name
from app.dossiers.lifecycle import Status
from app.dossiers.merge import normalise
from app.dossiers.official import CODE, OfficialStatus
from app.dossiers.parts import (
    CHANNELS,
    LONGEST_COMMENT,
    MOST_PAPERS,
    PAYMENT_STATES,
    PORTAL_PLACES,
    ConsentPart,
    DraftPerson,
    PaperPart,
    ProcedureField,
    Representative,
    RootPart,
    check_form_value,
    is_too_long,
    within_bounds,
)
from app.dossiers.paths import storable

WARD = validate.Regexp(r"^[0-9]{5}\Z", error="validation.ward")
FIELD = validate.Regexp(r"^[A-Za-z0-9_.-]{1,160}\Z", error="validation.field")
"""What is no path at all is not repeated in the answer: it may be something typed."""

MOST_CHANGES = 300
MOST_ITEMS = 60
"""Places that a return may name."""

LONGEST_REASON = 1000


class Nothing(Strict):
    """A command that says everything by its type."""


class Reference(fields.String):
    """13 Crockford characters, made on the device or scanned from a file bag; separators are dropped."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        reference = normalise_reference(super()._deserialize(value, attr, data, **kwargs))
        if len(reference) != REFERENCE_LENGTH:
            raise ValidationError("validation.reference")
        return reference


class Name(fields.String):
    """The id of a paper on the checklist."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=_check_name, **kwargs)


def _check_name(value: str) -> None:
    if not may_be_name(value):
        raise ValidationError("validation.pattern")


class Form(fields.Field[dict[str, Any]]):
    """Answers by field name; what they mean is asked at submit."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or not all(map(may_be_name, value)):
            raise ValidationError("validation.invalid")
        if is_too_long(value):
            raise ValidationError("validation.length")
        answers = {key: normalise(f"form.{key}", check_form_value(answer)) for key, answer in value.items()}
        return {key: answer for key, answer in answers.items() if answer is not None}


class OfficialCode(fields.String):
    """A code of the national system, as printed by the centre."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        code = checked_text(super()._deserialize(value, attr, data, **kwargs)).strip().upper()
        if len(code) > 60 or not CODE.fullmatch(code):
            raise ValidationError("validation.official_code")
        return code


def reason() -> LongText:
    return LongText(LONGEST_REASON, shortest=1, required=True)


class Create(RootPart):
    """`dossier.create`."""

    procedure = ProcedureField(required=True)
    channel = fields.Integer(required=True, strict=True, validate=validate.OneOf(list(CHANNELS)))
    reference = Reference(required=True)
    ward = fields.String(required=True, validate=WARD)
    applicant = fields.Nested(DraftPerson, allow_none=True)
    subject = fields.Nested(DraftPerson, allow_none=True)
    representative = fields.Nested(Representative, allow_none=True)
    form = Form(load_default=dict)
    documents = fields.Dict(
        keys=Name(), values=fields.Nested(PaperPart), load_default=dict, validate=validate.Length(0, MOST_PAPERS)
    )
    consent = fields.Nested(ConsentPart, allow_none=True)

    @post_load
    def normal_form(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """People, papers and notes in the form in which edits are stored."""
        for name in ("applicant", "subject", "representative", "documents", "vulnerable", "note", "consent"):
            if name in data:
                data[name] = storable(name, data[name])
        return {name: value for name, value in data.items() if value is not None}


class ChangeSchema(edits.ChangeSchema):
    """One change of a dossier, whose names and values are wider."""

    field = fields.String(required=True, validate=FIELD)
    base = fields.Raw(allow_none=True, validate=within_bounds)
    new = fields.Raw(required=True, allow_none=True, validate=within_bounds)


class Edit(Strict):
    changes = fields.List(
        fields.Nested(ChangeSchema), required=True, validate=validate.Length(1, MOST_CHANGES, error="validation.length")
    )


class ExpectSchema(Strict):
    """The state the author saw, or predicts after the own commands before this one."""

    work_state = fields.String(required=True, validate=validate.OneOf([str(s) for s in Status]))
    submission = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10_000))


class Expecting(Strict):
    expect = fields.Nested(ExpectSchema, required=True)


class ExpectingReason(Expecting):
    reason = reason()


class Attach(Strict):
    item = Name(required=True)
    file_id = IdField(required=True)
    replaces = IdField()


class Comment(Strict):
    text = LongText(LONGEST_COMMENT, shortest=1, required=True)


class RecordPortal(Strict):
    where = fields.String(required=True, validate=validate.OneOf(PORTAL_PLACES))
    at = MomentText(required=True)
    code = Text(60)


class HandOver(Strict):
    to = IdField(required=True)
    reason = reason()


class Assign(Strict):
    assignee_id = IdField(required=True)


class Transfer(Strict):
    ward = fields.String(required=True, validate=WARD)
    reason = reason()


class ReturnItem(Strict):
    """path: dotted field or paper to mend (`documents.birth_notice`, `form.child_name`)."""

    path = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){0,5}\Z"))
    message = LongText(500, required=True)


class Return(ExpectingReason):
    items = fields.List(
        fields.Nested(ReturnItem), required=True, validate=validate.Length(1, MOST_ITEMS, error="validation.length")
    )


class Accept(Expecting):
    official_code = OfficialCode()
    official_due_at = Moment()


class RecordOfficial(Strict):
    status = fields.Integer(required=True, strict=True, validate=validate.OneOf([int(s) for s in OfficialStatus]))
    at = Moment(required=True)
    code = OfficialCode()
    due_at = Moment()
    note = LongText(1000)


class MarkDocument(Strict):
    item = Name(required=True)
    compared = fields.Boolean(truthy={True}, falsy={False})
    digitised = fields.Boolean(truthy={True}, falsy={False})
    unfit = fields.Boolean(truthy={True}, falsy={False})

    @validates_schema
    def some_mark(self, data: dict[str, Any], **kwargs: Any) -> None:
        if len(data) == 1:
            raise ValidationError("validation.required", "compared")


class RecordPayment(Strict):
    method = Text(40, shortest=1, required=True)
    amount_vnd = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10**11))
    state = fields.String(required=True, validate=validate.OneOf(PAYMENT_STATES))
    ref = Text(120)


class RecordResult(Strict):
    at = Moment(required=True)
    place = Text(250, shortest=1, required=True)
    collector = Text(120, shortest=1, required=True)


class ChoiceField(fields.Field[Any]):
    """ "mine", "theirs", or {value}."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value in ("mine", "theirs"):
            return value
        if isinstance(value, dict) and set(value) == {"value"}:
            within_bounds(value["value"])
            return value
        raise ValidationError("validation.choice")


class Resolve(Strict):
    conflict_id = IdField(required=True)
    choose = ChoiceField(required=True)


# Routes


class SearchQuery(Strict):
    """q: a name without regard to tone marks, a reference, an official code, a whole ID number, a phone or its
    last four digits. from, to: days of submission in Vietnam, both included."""

    q = fields.String(load_default="", validate=validate.Length(0, 120, error="validation.length"))
    state = fields.String(validate=validate.OneOf([str(s) for s in Status]))
    procedure = Text(60)
    hamlet = IdField()
    from_day = fields.Date(data_key="from")
    to_day = fields.Date(data_key="to")
    due = fields.String(validate=validate.OneOf(["overdue", "today", "week", "none"]))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 10_000))


class OfficialOut(Schema):
    code = fields.String(allow_none=True)
    status = fields.Integer(allow_none=True, metadata={"description": "1–10 of the national exchange"})
    due_at = fields.String(allow_none=True)
    history = fields.List(fields.Dict())


class CitizenOut(Schema):
    """A masked number is null; its last four digits stay."""

    full_name = fields.String()
    id_kind = fields.String()
    id_number = fields.String(allow_none=True)
    id_number_last4 = fields.String()
    date_of_birth = fields.String()
    sex = fields.String()
    phone = fields.String()
    phone_of = fields.String()
    address = fields.String()
    basis = fields.String()


class SummaryOut(Schema):
    """One line of the list."""

    id = fields.String(required=True)
    reference = fields.String(required=True)
    ward = fields.String(required=True)
    receiving_ward = fields.String(required=True)
    procedure = fields.Dict()
    procedure_name = fields.Dict(keys=fields.String(), values=fields.String())
    applicant = fields.Nested(CitizenOut, allow_none=True)
    subject = fields.Nested(CitizenOut, allow_none=True)
    work_state = fields.String(required=True, validate=validate.OneOf([str(s) for s in Status]))
    submission = fields.Integer(required=True)
    owner_id = fields.String(required=True)
    team_id = fields.String(allow_none=True)
    assignee_id = fields.String(allow_none=True)
    hamlet_id = fields.String(allow_none=True)
    channel = fields.Integer()
    official = fields.Nested(OfficialOut)
    expected_due_at = fields.String(allow_none=True)
    submitted_at = fields.String(allow_none=True)
    updated_at = fields.String()


class SearchOut(Schema):
    items = fields.List(fields.Nested(SummaryOut), required=True)
    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)
    total = fields.Integer(required=True)


class ReturnedOut(Schema):
    by = fields.String()
    reason = fields.String()
    items = fields.List(fields.Nested(ReturnItem))
    at = fields.String()


class FileOut(Schema):
    id = fields.String()
    item = fields.String()
    state = fields.String()
    bytes = fields.Integer(allow_none=True)


class CommentOut(Schema):
    id = fields.String()
    by = fields.String()
    text = fields.String()
    at = fields.String()


class DossierOut(SummaryOut):
    """The synced document of a dossier, masked for the reader; `masked` names what is null for that reason."""

    class Meta:
        exclude = ("procedure_name",)

    representative = fields.Nested(CitizenOut, allow_none=True)
    vulnerable = fields.Raw(allow_none=True)
    form = fields.Dict()
    documents = fields.Dict(keys=fields.String(), values=fields.Dict())
    consent = fields.Dict(allow_none=True)
    note = fields.String(allow_none=True)
    visit_id = fields.String(allow_none=True)
    support_point_id = fields.String(allow_none=True)
    created_by = fields.String()
    returned = fields.Nested(ReturnedOut, allow_none=True)
    declined = fields.Dict(allow_none=True)
    withdrawn = fields.Dict(allow_none=True)
    returns = fields.List(fields.Dict())
    promised = fields.List(fields.String())
    files = fields.List(fields.Nested(FileOut))
    comments = fields.List(fields.Nested(CommentOut))
    conflicts = fields.List(fields.String())
    portal = fields.List(fields.Dict())
    payments = fields.List(fields.Dict())
    results = fields.List(fields.Dict())
    accepted_at = fields.String(allow_none=True)
    closed_at = fields.String(allow_none=True)
    created_at = fields.String()
    made_at = fields.String()
    masked = fields.List(fields.String())


class ByOut(Schema):
    id = fields.String()
    name = fields.String(allow_none=True)


class EventOut(Schema):
    """Something that happened. fields: names only; reason: as given by the person; made_at: null where it is `at`."""

    at = fields.String(required=True)
    made_at = fields.String(allow_none=True)
    action = fields.String(required=True)
    by = fields.Nested(ByOut, allow_none=True)
    frm = fields.Raw(allow_none=True)
    to = fields.Raw(allow_none=True)
    names = fields.List(fields.String(), data_key="fields", attribute="fields")
    reason = fields.String(allow_none=True)


class HistoryOut(Schema):
    events = fields.List(fields.Nested(EventOut), required=True)


class RevealBody(Strict):
    reason = LongText(500, shortest=3, required=True)


class RevealOut(Schema):
    """{dotted path: value} of everything that was masked."""

    values = fields.Dict(keys=fields.String(), required=True)
