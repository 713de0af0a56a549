"""What the ledger keeps of a command: all of it, but for what must never be stored.

A citizen's password or one-time code that somebody typed into a note is masked before the record is
written; the command as kept must not hold it either. Its hash is still that of what was sent, so that
the same command sent again is known.
"""

from typing import Any

import orjson
import rfc8785

from app.core.secrets import mask_secrets
from app.sync.schemas import Command

FREE_TEXT = frozenset({"note", "text", "reason", "message"})
"""Keys whose value people write in their own words."""


def kept(command: Command) -> bytes:
    """The canonical bytes of a command without secrets; sealed content stays as it is."""
    args = _masked(command.args)
    if args == command.args:
        return command.canonical
    return rfc8785.dumps(orjson.loads(command.canonical) | {"args": args})


def _masked(value: Any, *, is_free: bool = False) -> Any:
    """A copy with what looks like a secret masked wherever free text stands. is_free: under such a key."""
    if isinstance(value, str):
        return mask_secrets(value)[0] if is_free else value
    if isinstance(value, list):
        return [_masked(item, is_free=is_free) for item in value]
    if not isinstance(value, dict):
        return value
    if "field" in value:
        # One change of an edit: which text it is, the path says.
        is_free = str(value["field"]).rpartition(".")[2] in FREE_TEXT
        return {k: _masked(v, is_free=is_free or k in FREE_TEXT) for k, v in value.items()}
    if set(value) == {"value"}:
        # The third value of two that were in conflict; of which field, only the record knows.
        return {"value": _masked(value["value"], is_free=True)}
    return {k: _masked(v, is_free=k in FREE_TEXT) for k, v in value.items()}
