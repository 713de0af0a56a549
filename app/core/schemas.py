"""Base of every schema, and the field types features share."""

from datetime import datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from app.core import clock, text
from app.core.ids import is_id

MESSAGE_KEYS: dict[type[Any], str] = {
    validate.Length: "validation.length",
    validate.Range: "validation.range",
    validate.OneOf: "validation.choice",
    validate.ContainsOnly: "validation.choice",
    validate.Regexp: "validation.pattern",
}
"""What a validator says when the field gives no words of its own."""


def speak_in_keys() -> None:
    """Let marshmallow answer with message keys: the client has the words, in the reader's language."""
    for kind in vars(fields).values():
        if isinstance(kind, type) and issubclass(kind, fields.Field):
            kind.default_error_messages = {k: f"validation.{k}" for k in kind.default_error_messages}
    Schema._default_error_messages = {k: f"validation.{k}" for k in Schema._default_error_messages}
    for validator, key in MESSAGE_KEYS.items():
        for name in [n for n in vars(validator) if n.startswith(("message_", "default_message"))]:
            setattr(validator, name, key)


speak_in_keys()


class Strict(Schema):
    """Unknown keys are refused: a typo must not vanish silently."""

    class Meta:
        unknown = RAISE


class IdField(fields.String):
    """A UUID in canonical text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not is_id(value):
            raise ValidationError("validation.id")
        return str(value)


class Text(fields.String):
    """One line: NFC, trimmed. longest: in characters."""

    def __init__(self, longest: int = 250, shortest: int = 0, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(shortest, longest, error="validation.length"), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return text.clean(checked_text(super()._deserialize(value, attr, data, **kwargs)))


class LongText(Text):
    """Several lines: NFC, trimmed."""

    def __init__(self, longest: int = 2000, shortest: int = 0, **kwargs: Any) -> None:
        super().__init__(longest=longest, shortest=shortest, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        raw: Any = fields.String._deserialize(self, value, attr, data, **kwargs)
        return text.clean_long(checked_text(raw))


def checked_text(value: Any) -> str:
    """PostgreSQL cannot store NUL, lone surrogates are no text, and piled marks would cost much to normalise."""
    checked = str(value)
    if "\x00" in checked or any(0xD800 <= ord(c) <= 0xDFFF for c in checked) or text.has_piled_marks(checked):
        raise ValidationError("validation.text")
    return checked


class Moment(fields.AwareDateTime):
    """RFC 3339 with offset; a device's clock may be ten years off, nothing is refused for that."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment = super()._deserialize(value, attr, data, **kwargs)
        if not clock.is_of_our_times(moment):
            raise ValidationError("validation.moment")
        return moment


def flat_errors(messages: Any, prefix: str = "") -> dict[str, list[str]]:
    """Nested marshmallow messages as {dotted path: [message]}."""
    if isinstance(messages, list):
        return {prefix or "_": [str(m) for m in messages]}
    flat: dict[str, list[str]] = {}
    for key, value in messages.items():
        path = prefix if key == "_schema" else f"{prefix}.{key}" if prefix else str(key)
        flat.update(flat_errors(value, path))
    return flat
