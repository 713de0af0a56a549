"""The commands this server knows: their arguments as a handler of today takes them, the streams they write."""

from functools import cache

from flask import current_app
from marshmallow import Schema, ValidationError
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.commands import Args, CommandSpec
from app.sync.schemas import Command

StreamIds = tuple[str, ...]
"""Streams a command writes, without doubles, the record's own first."""


def spec_of(command: Command) -> CommandSpec | None:
    """None when this server does not know the type."""
    registry: dict[str, CommandSpec] = current_app.extensions["commands"]
    return registry.get(command.type)


def streams_of(session: Session, actor: Actor, command: Command) -> StreamIds:
    """The streams to lock for a command; none when it cannot be told, the judge then says why."""
    spec = spec_of(command)
    if spec is None or command.sealed is not None or command.v > spec.version:
        return ()
    try:
        command.loaded = _load_args(spec, command)
    except ValidationError:
        return ()
    return streams_with(spec, session, actor, command, command.loaded)


def streams_with(spec: CommandSpec, session: Session, actor: Actor, command: Command, args: Args) -> StreamIds:
    """The same for arguments that are loaded already; none: there is no such record for this person."""
    return tuple(dict.fromkeys(spec.streams(session, actor, command.entity, args)))


def take_args(spec: CommandSpec, command: Command) -> Args:
    """The arguments loaded when the batch was planned, once: a second try must not see what a handler did to them.

    Raises ValidationError.
    """
    loaded, command.loaded = command.loaded, None
    return _load_args(spec, command) if loaded is None else loaded


def _load_args(spec: CommandSpec, command: Command) -> Args:
    """Lifted from the version it was sent in, then checked. Raises ValidationError."""
    args = command.args
    for version in range(command.v, spec.version):
        args = spec.upcasters[version](args)
    loaded: Args = _schema(spec.schema).load(args)
    return loaded


@cache
def _schema(schema: type[Schema]) -> Schema:
    return schema()
