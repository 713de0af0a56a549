"""What the page of a procedure shows. Pure: from a definition to the values of the template."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.public.status_page import is_free
from app.public.words import Speaker, within

SAYS_NO_MORE = frozenset({"Không thu lệ phí.", "No fee."})
"""Notes of the catalogue that repeat what the page says already."""


@dataclass(frozen=True, slots=True)
class GuidePaper:
    """only: the condition in words, empty for always. amount: how many, and whether it is kept."""

    label: str
    amount: str
    hint: str
    only: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Fee:
    amount: str
    channels: str
    note: str


def procedure_values(say: Speaker, procedure: dict[str, Any], *, today: date) -> dict[str, Any]:
    """Everything procedure.html needs; what is unknown is empty, and the page says that it is unknown."""
    limit = procedure["time_limit"]
    valid_to = procedure["valid_to"]
    ended = date.fromisoformat(valid_to) if valid_to else None
    free = is_free(procedure)
    notes = [say.both(fee.get("note")) for fee in procedure["fees"]]
    return {
        "code": procedure["code"],
        "name": say.both(procedure["name"]),
        "papers": _papers(say, procedure),
        "limit": say.count(limit["value"], limit["unit"]) if limit else "",
        "cutoff": bool(limit and limit.get("cutoff_15h")),
        "free": free,
        "free_notes": [n for n in dict.fromkeys(notes) if n and n not in SAYS_NO_MORE] if free else [],
        "fees": [] if free else _fees(say, procedure),
        "channels": _channels(say, procedure["channels"]),
        "online": "online" in procedure["channels"],
        "source": _source(say, procedure),
        "ended": say.plain_day(ended) if ended is not None and ended <= today else "",
    }


def _papers(say: Speaker, procedure: dict[str, Any]) -> list[GuidePaper]:
    """What everybody brings first, then what only some need, in the definition's order."""
    papers = [
        GuidePaper(
            label=say.both(document["label"]),
            amount=_amount(say, document),
            hint=say.both(document.get("hint")).rstrip("."),
            only=_condition(say, document["when"], procedure["form"].get("properties", {})),
            optional=not document["required"],
        )
        for document in procedure["documents"]
    ]
    return sorted(papers, key=lambda paper: (bool(paper.only), paper.optional))


def _amount(say: Speaker, document: dict[str, Any]) -> str:
    copies = say.copies(document["originals"], document["copies"])
    return ", ".join(part for part in (copies, say(f"kind.{document['kind']}")) if part)


def _condition(say: Speaker, when: dict[str, Any] | None, fields: dict[str, Any]) -> str:
    """`Chỉ khi: có giấy chứng sinh`, `Trừ khi: có giấy chứng sinh`, `Chỉ khi: trường hợp khai sinh: trẻ bị bỏ rơi`."""
    if when is None:
        return ""
    field, value = fields[when["field"]], when["equals"]
    title = within(field["title"] if say.language == "vi" else field["x-title-en"])
    if isinstance(value, bool):
        return f"{say('guide.only_if' if value else 'guide.unless')}: {title}"
    answer = say.both(field.get("x-enum-titles", {}).get(value)) or str(value)
    return f"{say('guide.only_if')}: {title}: {within(answer)}"


def _fees(say: Speaker, procedure: dict[str, Any]) -> list[Fee]:
    """Fees of the same amount and note stand together with their channels."""
    together: dict[tuple[int, str], list[str]] = {}
    for fee in procedure["fees"]:
        together.setdefault((fee["amount"], say.both(fee.get("note"))), []).append(fee["channel"])
    return [Fee(say.amount(amount), _channels(say, channels), note) for (amount, note), channels in together.items()]


def _channels(say: Speaker, channels: list[str]) -> str:
    """`Trực tuyến, trực tiếp, bưu chính`; empty for none."""
    words = [say(f"channel.{channel}") for channel in channels]
    return ", ".join([*words[:1], *(within(word) for word in words[1:])])


def _source(say: Speaker, procedure: dict[str, Any]) -> str:
    """Where the facts come from and when they were looked at; nothing is said of what was not verified."""
    source = procedure["source"]
    parts = [f"{say('guide.source')} {procedure['issued_by']}"] if procedure.get("issued_by") else []
    if source.get("verified") and source.get("checked_on"):
        parts.append(f"{say('guide.checked')} {say.plain_day(date.fromisoformat(source['checked_on']))}")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:] + "." if text else ""
