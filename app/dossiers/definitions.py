"""The catalogue's definitions, read once per app: a version's content never changes."""

from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app.catalogue import queries as catalogue

Definition = dict[str, Any]

OTHER: dict[str, str] = {"vi": "Thủ tục chưa có trong danh mục", "en": "Procedure not listed"}
"""What is shown for one that was described in words: free text is for those who work on the dossier only."""


def definition_of(session: Session, procedure: dict[str, Any] | None) -> Definition | None:
    """The definition of {code, version}; None for one that is not listed, or not known here (yet)."""
    if not procedure or "code" not in procedure:
        return None
    known: dict[tuple[str, int], Definition] = current_app.extensions.setdefault("dossiers.definitions", {})
    key = (procedure["code"], procedure["version"])
    if key not in known:
        found = catalogue.procedure(session, *key)
        if found is None:
            return None
        known[key] = found
    return known[key]


def name_of(session: Session, procedure: dict[str, Any] | None) -> dict[str, str]:
    """{vi, en}; never free text."""
    definition = definition_of(session, procedure)
    if definition is None:
        return OTHER
    name: dict[str, str] = definition["name"]
    return name
