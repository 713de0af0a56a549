"""Logs hold ids, never what belongs to a citizen."""

import sqlite3
from contextlib import nullcontext, suppress

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import logs
from app.core.ids import new_id
from app.core.transaction import unit
from app.dossiers.models import Dossier
from tests.support.dossiers import birth
from tests.support.personas import Persona

CANARIES = ("Nguyễn Thị Hường", "046190001234", "0905123456", "0905 123 456", "Trần Bảo An")


REFERENCE = "6SN86VGS032M8"


def logged(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    return out + err


def test_a_failing_handler_logs_no_value(
    app: Flask, as_volunteer: Persona, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.dossiers.actions import writing

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the handler is broken")

    monkeypatch.setattr(writing, "save", fail)
    result = as_volunteer.phone.do("dossier.create", "0190aaaa-0000-7000-8000-000000000001", birth())

    said = logged(capsys)
    assert result["status"] == "retry"
    assert "the handler is broken" in said
    assert not [canary for canary in CANARIES if canary in said]


def write_again(*, is_late: bool) -> None:
    """The one dossier once more, under another id. is_late: the failure is swallowed, and the next statement fails."""
    with unit("19753") as work:
        old = work.session.execute(select(Dossier.__table__)).mappings().one()
        work.session.add(Dossier(**{**old, "id": new_id()}))
        with suppress(IntegrityError) if is_late else nullcontext():
            work.session.flush()
        work.session.execute(select(Dossier))


@pytest.mark.parametrize("is_late", [False, True], ids=["at once", "after the transaction was spoilt"])
def test_a_row_that_does_not_fit_is_not_quoted(
    app: Flask, as_volunteer: Persona, capsys: pytest.CaptureFixture[str], is_late: bool
) -> None:
    """PostgreSQL quotes the value that exists already; a citizen's reference opens their page."""
    as_volunteer.phone.do("dossier.create", new_id(), birth(reference=REFERENCE))

    with app.test_request_context("/api/v1/broken"):
        try:
            write_again(is_late=is_late)
        except Exception as error:
            answer = app.make_response(app.handle_user_exception(error))

    said = logged(capsys)
    assert answer.status_code == 500
    at_once = "SQLITE_CONSTRAINT_UNIQUE" if app.extensions["settings"].is_sqlite else "23505 uq_dossiers_reference"
    assert ("PendingRollbackError" if is_late else at_once) in said
    assert not [canary for canary in (*CANARIES, REFERENCE, "DETAIL") if canary in said + answer.get_data(as_text=True)]


@pytest.mark.on("sqlite")
def test_the_line_of_another_logger_quotes_nothing_either(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    try:
        raise RuntimeError("sending failed") from sqlite3.IntegrityError(f"Key (reference)=({REFERENCE})")
    except RuntimeError:
        app.logger.exception("job.failed")

    said = logged(capsys)
    assert "sending failed" in said
    assert REFERENCE not in said
