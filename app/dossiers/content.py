"""What is sealed of a dossier, and what follows from it in the clear. Pure but for the blind indexes.

Keys of the content:
  procedure {code, version} or {other}; applicant, subject, representative; vulnerable; form {name: answer};
  documents {item: {state, file_ids, note, promised_by, promised_on, compared, digitised, unfit}}; consent; note
  files {file id: {item, state, bytes}}; comments [{id, by, text, at}]
  returned {by, reason, items, at}, absent unless returned; returns: earlier ones
  official [{id, status, at, by, source, code, note}] by `at`; portal [{where, at, code, by, is_confirmed}]
  payments, results; declined {by, reason, at}; promised [item]; reasons {command id: {action, by, text, at}}
  transfers, hand_overs [{from, to, by, at}]
  conflicts [{id, field, open}]; written {field: [by, at]} since the first submit; past_owners [person id]
Times are RFC 3339 text. What is empty is left out.
"""

from datetime import datetime
from typing import Any

from app.core.clock import iso
from app.core.crypto import keyring
from app.core.secrets import compact_number
from app.core.text import fold
from app.dossiers.models import Content, Dossier

PEOPLE = ("applicant", "subject", "representative")
FIELDS = (*PEOPLE, "vulnerable", "form", "documents", "consent", "note", "procedure")
"""Arguments of create that are sealed as they are."""

FILE_EXPECTED = "expected"
TAIL_DIGITS = 4


def new_content(args: dict[str, Any]) -> Content:
    """The content of a new dossier from the loaded arguments of `dossier.create`."""
    content = {key: args[key] for key in FIELDS if args.get(key) not in (None, "", {})}
    tidy(content)
    return content


def tidy(content: Content) -> None:
    """After a change of fields: no empty people, every paper with a state, the files as the papers name them."""
    for key in (*PEOPLE, "form", "consent"):
        if key in content and not content[key]:
            del content[key]
    papers: dict[str, Any] = content.get("documents") or {}
    held: dict[str, Any] = content.get("files", {})
    files: dict[str, Any] = {}
    for item, paper in papers.items():
        paper.setdefault("state", "missing")
        for file_id in paper.get("file_ids", ()):
            known = held.get(file_id, {"state": FILE_EXPECTED, "bytes": None})
            files[file_id] = {**known, "item": item}
    if files or held:
        content["files"] = files


def holds_personal(content: Content) -> list[str]:
    """The fields that hold something about a citizen, for which there must be a consent."""
    return [key for key in (*PEOPLE, "vulnerable", "form", "note") if content.get(key)]


def has_consent(content: Content) -> bool:
    consent = content.get("consent") or {}
    return bool(consent.get("purposes")) and not consent.get("withdrawn_at")


def note_reason(content: Content, command_id: str, *, action: str, by: str, text: str, now: datetime) -> None:
    """Keep why something was done, for the history; audit lines hold no text."""
    content.setdefault("reasons", {})[command_id] = {"action": action, "by": by, "text": text, "at": iso(now)}


def store(dossier: Dossier, content: Content, now: datetime) -> None:
    """Seal the content and bring the clear columns that follow from it up to date."""
    procedure = content.get("procedure") or {}
    dossier.procedure_code, dossier.procedure_version = procedure.get("code"), procedure.get("version")
    names = (content.get(key, {}).get("full_name") for key in ("applicant", "subject"))
    dossier.name_folded = " | ".join(fold(name) for name in names if name)[:250]
    _index(dossier, content)
    dossier.updated_at = now
    dossier.seal(content)


def _index(dossier: Dossier, content: Content) -> None:
    """Blind indexes belong to the receiving ward: equal numbers of two wards cannot be told to be equal."""
    applicant, subject = content.get("applicant", {}), content.get("subject", {})
    phone = applicant.get("phone") or ""
    ward = dossier.receiving_ward
    dossier.id_number_index = blind_number(ward, applicant.get("id_number"))
    dossier.subject_id_index = blind_number(ward, subject.get("id_number"))
    dossier.phone_index = blind_phone(ward, phone)
    dossier.phone_tail_index = blind_tail(ward, phone[-TAIL_DIGITS:])


def blind_number(ward: str, number: str | None) -> str | None:
    compact = compact_number(number or "")
    return keyring().blind("id_number", ward, compact) if compact else None


def blind_phone(ward: str, phone: str) -> str | None:
    return keyring().blind("phone", ward, phone) if phone else None


def blind_tail(ward: str, tail: str) -> str | None:
    """tail: the last four digits; shorter ones are not indexed."""
    return keyring().blind("phone_tail", ward, tail) if len(tail) == TAIL_DIGITS else None
