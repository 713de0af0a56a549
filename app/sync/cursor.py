"""The cursor: how far a phone has come in each bucket, signed so that only we can have written it."""

from dataclasses import dataclass, field
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

SCHEMA = 3
"""Raised when documents change shape, or show somebody less than before, so that phones must load them anew.

2, 3: a team's leader no longer gets what decision 19 takes from them; copies made before would stay as they are.
"""


@dataclass(slots=True)
class Position:
    """seq: complete up to here (delta), or pinned head (snapshot). after: last (type, id) of a snapshot page."""

    seq: int
    generation: str | None = None
    after: tuple[str, str] = ("", "")

    @property
    def in_snapshot(self) -> bool:
        return self.generation is not None


@dataclass(slots=True)
class Cursor:
    """positions by bucket id, valid for one person in one epoch."""

    epoch: str
    person_id: str
    positions: dict[str, Position] = field(default_factory=dict)


class Unusable(Exception):
    """Why a cursor cannot be used: bad_cursor, epoch_changed or schema_changed."""


class CursorCodec:
    """Writes and reads cursors; secret: the application's."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="sync-cursor")

    def write(self, cursor: Cursor) -> str:
        positions: dict[str, Any] = {}
        for bucket, p in cursor.positions.items():
            positions[bucket] = [p.seq, p.generation, *p.after] if p.in_snapshot else p.seq
        text = self._serializer.dumps({"s": SCHEMA, "e": cursor.epoch, "p": cursor.person_id, "b": positions})
        return text if isinstance(text, str) else text.decode()

    def read(self, text: object, *, epoch: str, person_id: str) -> Cursor:
        """The cursor in `text`. Raises Unusable with the reason for a reset."""
        if not isinstance(text, str):
            raise Unusable("bad_cursor")
        try:
            body = self._serializer.loads(text)
        except (BadData, UnicodeError) as error:
            raise Unusable("bad_cursor") from error
        if body["p"] != person_id:
            raise Unusable("bad_cursor")
        if body["e"] != epoch:
            raise Unusable("epoch_changed")
        if body["s"] != SCHEMA:
            raise Unusable("schema_changed")
        cursor = Cursor(epoch, person_id)
        for bucket, p in body["b"].items():
            cursor.positions[bucket] = Position(p) if isinstance(p, int) else Position(p[0], p[1], (p[2], p[3]))
        return cursor
