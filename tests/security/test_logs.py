"""Logs hold ids, never what belongs to a citizen."""

import pytest
from flask import Flask

from app.core.extensions import db
from app.core.transaction import unit
from tests.support.dossiers import birth
from tests.support.personas import Persona

CANARIES = ("Nguyễn Thị Hường", "046190001234", "0905123456", "0905 123 456", "Trần Bảo An")


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


def test_a_failing_statement_logs_no_value(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    @app.get("/broken")
    def broken() -> str:
        with unit("19753") as work:
            work.session.execute(db.text("INSERT INTO nowhere VALUES (:name)"), {"name": CANARIES[0]})
        return ""

    app.before_request_funcs[None].clear()
    answer = app.test_client().get("/broken")

    said = logged(capsys)
    assert answer.status_code in (500, 503)
    assert not [canary for canary in CANARIES if canary in said + answer.text]
