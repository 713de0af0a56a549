"""The envelope of a sync request: what must hold before any command is looked at."""

import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import rfc8785
import structlog
from flask import Request

from app.core.clock import read_moment
from app.core.errors import AppError
from app.core.ids import is_id
from app.core.secrets import may_hold_secret, without_secrets
from app.core.text import has_piled_marks

log = structlog.get_logger()

MAX_COMPRESSED_BYTES = 256 * 1024
MAX_INFLATED_BYTES = 2 * 1024 * 1024
MAX_COMMANDS = 100
MAX_AFTER = 64
MAX_DEPTH = 32
"""How deep lists and objects may lie in each other in a command's arguments; a form's answers need nine."""

MAX_SEQ = 2**53
DEFAULT_LIMIT = 500
MAX_LIMIT = 1000


@dataclass(slots=True)
class Command:
    """One command as sent.

    canonical: what it is known by. kept: the same without what must never be stored, None where that could not be
    found out; made here, where nobody waits for the database yet.
    loaded: its arguments as the handler takes them, once they have been checked.
    """

    id: str
    seq: int
    type: str
    v: int
    entity: str
    after: list[str]
    made_at: str
    made_moment: datetime
    replay: bool
    args: dict[str, Any]
    sealed: dict[str, Any] | None
    canonical: bytes
    kept: bytes | None
    loaded: dict[str, Any] | None = None


@dataclass(slots=True)
class Faulty:
    """A command whose envelope cannot be used; it has an id, so it gets its own answer."""

    id: str
    errors: dict[str, list[str]]


@dataclass(slots=True)
class PullRequest:
    cursor: Any
    limit: int
    resnapshot: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SyncRequest:
    device_id: str
    active: bool
    commands: list[Command | Faulty]
    pull: PullRequest | None


def read_body(request: Request) -> Any:
    """The JSON of a request, inflated where it says gzip. Refuses early what is too large."""
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", ""):
        raise AppError("MEDIA_TYPE", "sync.content_encoding")
    most = MAX_COMPRESSED_BYTES if encoding == "gzip" else MAX_INFLATED_BYTES
    if request.content_length is not None and request.content_length > most:
        raise AppError("TOO_LARGE", "sync.body", limit_bytes=most)
    raw = request.stream.read(most + 1)
    if len(raw) > most:
        raise AppError("TOO_LARGE", "sync.body", limit_bytes=most)
    if request.content_length is not None and len(raw) < request.content_length:
        raise AppError("MALFORMED", "sync.truncated")
    try:
        return orjson.loads(_inflate(raw) if encoding == "gzip" else raw)
    except orjson.JSONDecodeError as error:
        raise AppError("MALFORMED", "sync.json") from error


def _inflate(raw: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        body = inflater.decompress(raw, MAX_INFLATED_BYTES + 1)
    except zlib.error as error:
        raise AppError("MALFORMED", "sync.gzip") from error
    if len(body) > MAX_INFLATED_BYTES:
        raise AppError("TOO_LARGE", "sync.inflated", limit_bytes=MAX_INFLATED_BYTES)
    if not inflater.eof:
        raise AppError("MALFORMED", "sync.gzip")
    return body


def parse(body: Any) -> SyncRequest:
    """Check the envelope. Raises MALFORMED, TOO_LARGE or, where documents are asked for, CLIENT_TOO_OLD."""
    if not isinstance(body, dict) or set(body) - {"proto", "client", "commands", "pull"}:
        raise AppError("MALFORMED", "sync.envelope")
    if type(body.get("proto")) is not int:
        raise AppError("MALFORMED", "sync.proto")
    client = body.get("client")
    if not isinstance(client, dict) or not is_id(client.get("device")):
        raise AppError("MALFORMED", "sync.client")
    if set(client) - {"device", "app", "schema", "active"}:
        raise AppError("MALFORMED", "sync.client")
    commands = body.get("commands", [])
    if commands is None:
        commands = []
    if not isinstance(commands, list):
        raise AppError("MALFORMED", "sync.commands")
    if len(commands) > MAX_COMMANDS:
        raise AppError("TOO_LARGE", "sync.commands", limit=MAX_COMMANDS)
    parsed = [_command(item) for item in commands]
    _refuse_doubles(parsed)
    if body["proto"] < 1 and body.get("pull") is not None:
        raise AppError("CLIENT_TOO_OLD", "sync.proto")
    return SyncRequest(client["device"], client.get("active") is True, parsed, _pull(body.get("pull")))


def _refuse_doubles(items: list[Command | Faulty]) -> None:
    """One id is one command and one seq, and the other way round; the very same command twice does no harm."""
    by_id: dict[str, Command | Faulty] = {}
    by_seq: dict[int, str] = {}
    for item in items:
        first = by_id.setdefault(item.id, item)
        if first is not item and _as_sent(first) != _as_sent(item):
            raise AppError("MALFORMED", "sync.same_id_twice")
        if isinstance(item, Command) and by_seq.setdefault(item.seq, item.id) != item.id:
            raise AppError("MALFORMED", "sync.same_seq_twice")


def _as_sent(item: Command | Faulty) -> object:
    return (item.seq, item.canonical) if isinstance(item, Command) else item.errors


def _pull(value: Any) -> PullRequest | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) - {"cursor", "limit", "resnapshot"}:
        raise AppError("MALFORMED", "sync.pull")
    limit = value.get("limit", DEFAULT_LIMIT)
    again = value.get("resnapshot", [])
    if type(limit) is not int or limit < 1:
        raise AppError("MALFORMED", "sync.limit")
    if not isinstance(again, list) or not all(isinstance(b, str) for b in again) or len(again) > 200:
        raise AppError("MALFORMED", "sync.resnapshot")
    return PullRequest(value.get("cursor"), min(limit, MAX_LIMIT), again)


KEYS = {"id", "seq", "type", "v", "entity", "after", "made_at", "mono_ms", "replay", "args", "sealed"}


def _command(item: Any) -> Command | Faulty:
    if not isinstance(item, dict) or not is_id(item.get("id")):
        raise AppError("MALFORMED", "sync.command_id")
    errors: dict[str, list[str]] = {key: ["validation.unknown"] for key in set(item) - KEYS}
    after = item.get("after", [])
    made_moment = _moment(item.get("made_at"))
    checks = {
        "seq": type(item.get("seq")) is int and 0 <= item["seq"] < MAX_SEQ,
        "type": isinstance(item.get("type"), str) and 0 < len(item["type"]) <= 64,
        "v": type(item.get("v")) is int and 1 <= item["v"] < 10_000,
        "entity": is_id(item.get("entity")),
        "after": isinstance(after, list) and len(after) <= MAX_AFTER and all(is_id(a) for a in after),
        "made_at": made_moment is not None,
        "mono_ms": item.get("mono_ms") is None or isinstance(item["mono_ms"], int | float),
        "replay": item.get("replay", False) in (True, False),
        "args": isinstance(item.get("args"), dict) if "sealed" not in item else "args" not in item,
        "sealed": "sealed" not in item or _is_sealed(item["sealed"]),
    }
    errors |= {name: ["validation.invalid"] for name, ok in checks.items() if not ok}
    content: dict[str, Any] = {}
    if not errors:
        content = {key: item[key] for key in ("type", "v", "entity", "made_at")} | {"after": after}
        content |= {"sealed": item["sealed"]} if "sealed" in item else {"args": item["args"]}
        try:
            canonical, kept = _written(content)
        except ValueError as error:
            errors["args"] = [str(error)]
    if errors or made_moment is None:
        return Faulty(item["id"], errors)
    return Command(
        id=item["id"],
        seq=item["seq"],
        type=item["type"],
        v=item["v"],
        entity=item["entity"],
        after=list(dict.fromkeys(after)),
        made_at=item["made_at"],
        made_moment=made_moment,
        replay=item.get("replay", False),
        args=item.get("args", {}),
        sealed=item.get("sealed"),
        canonical=canonical,
        kept=kept,
    )


def _written(content: dict[str, Any]) -> tuple[bytes, bytes | None]:
    """The canonical bytes of a command, as sent and as the ledger keeps them; sealed content stays as it is.

    Raises ValueError with the reason for what cannot be written so, or costs too much to judge.
    """
    args = content.get("args", {})
    if _is_too_deep(args):
        raise ValueError("validation.too_deep")
    try:
        canonical = rfc8785.dumps(content)
    except rfc8785.CanonicalizationError as error:
        raise ValueError("validation.invalid") from error
    text = canonical.decode()
    if has_piled_marks(text):
        raise ValueError("validation.text")
    try:
        return canonical, _without_secrets(content, text)
    except Exception as error:
        # A fault of ours: this command is tried again and then set aside, its neighbours are decided.
        log.error("sync.not_searched_for_secrets", exc_info=error)
        return canonical, None


def _without_secrets(content: dict[str, Any], text: str) -> bytes:
    if not may_hold_secret(text):
        return text.encode()
    said, is_masked = without_secrets(content.get("args", {}))
    return rfc8785.dumps(content | {"args": said}) if is_masked else text.encode()


def _is_too_deep(args: dict[str, Any]) -> bool:
    """Asked level by level, as nothing that walks down by itself may see it before."""
    level: list[Any] = [args]
    for _ in range(MAX_DEPTH):
        inner = [outer.values() if isinstance(outer, dict) else outer for outer in level]
        level = [item for items in inner for item in items if isinstance(item, dict | list)]
        if not level:
            return False
    return True


def _is_sealed(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"kid", "enc", "ct"}
        and all(isinstance(v, str) for v in value.values())
    )


def _moment(value: Any) -> datetime | None:
    return read_moment(value) if isinstance(value, str) and len(value) <= 40 else None
