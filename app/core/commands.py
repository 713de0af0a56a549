"""What a command is: a named write with a client-made id, and how features register theirs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import Schema
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.transaction import Unit

Args = dict[str, Any]
Doc = dict[str, Any]


@dataclass(slots=True)
class CommandContext:
    """Everything a handler knows beside its arguments.

    made_at: the device's time, for showing only; now: the server's, for deciding.
    conflicts: what the handler kept twice, reported in the result.
    outcome_of: how an earlier command of the author ended, by its id; None when it is not known.
    """

    actor: Actor
    entity_id: str
    command_id: str
    now: datetime
    made_at: datetime
    unit: Unit
    replay: bool = False
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    outcome_of: Callable[[str], "EarlierOutcome | None"] = lambda _id: None

    @property
    def session(self) -> Session:
        return self.unit.session


@dataclass(frozen=True, slots=True)
class EarlierOutcome:
    """How an earlier command ended, for edits that build on it."""

    status: str
    args: Args
    conflicts: list[dict[str, Any]]
    author_id: str


Handler = Callable[[CommandContext, Args], None]
Streams = Callable[[Session, Actor, str, Args], Iterable[str]]
Upcaster = Callable[[Args], Args]


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """One command type.

    schema: marshmallow, unknown keys refused. streams: which streams it writes, from the stored record
    or (only to create) from the arguments; an empty answer means "not found". upcasters[v] lifts
    arguments of version v to v + 1.
    """

    schema: type[Schema]
    handler: Handler
    streams: Streams
    version: int = 1
    upcasters: dict[int, Upcaster] = field(default_factory=dict)


Projector = Callable[[Session, list[str], Actor], dict[str, Doc]]
"""(session, ids, reader) → {id: document as that reader may see it}; ids it cannot show are absent."""
