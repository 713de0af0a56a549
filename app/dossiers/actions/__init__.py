"""The only writers of dossiers. Each action: check → change → record. By theme, behind one front."""

from app.dossiers.actions.desk import accept, assign, claim, complete, decline, release, reopen, send_back, transfer
from app.dossiers.actions.editing import edit, resolve_conflict
from app.dossiers.actions.looking import reveal
from app.dossiers.actions.official import mark_document, record_official, record_payment, record_result
from app.dossiers.actions.writing import (
    attach,
    comment,
    create,
    discard,
    hand_over,
    record_portal,
    submit,
    withdraw,
)

__all__ = [
    "accept",
    "assign",
    "attach",
    "claim",
    "comment",
    "complete",
    "create",
    "decline",
    "discard",
    "edit",
    "hand_over",
    "mark_document",
    "record_official",
    "record_payment",
    "record_portal",
    "record_result",
    "release",
    "reopen",
    "resolve_conflict",
    "reveal",
    "send_back",
    "submit",
    "transfer",
    "withdraw",
]
