"""`flask people …`, `flask audit …`, `flask doctor`."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from app import cli
from app.core.models import AuditLine
from app.core.transaction import plain_write
from tests.support.personas import Persona

pytestmark = pytest.mark.on("sqlite")


@pytest.fixture
def flask(app: Flask) -> object:
    cli.register(app)
    return app.test_cli_runner()


def run(runner: object, *words: str) -> Result:
    return runner.invoke(args=list(words))  # type: ignore[attr-defined, no-any-return]


def test_disabling_locks_the_persons_phones_out(flask: object, as_volunteer: Persona) -> None:
    assert run(flask, "people", "disable", "Volunteer1").exit_code == 0

    assert as_volunteer.get("/api/v1/sessions").status_code == 403


def test_a_reset_password_is_printed_and_ends_sessions(flask: object, as_volunteer: Persona) -> None:
    printed = run(flask, "people", "reset-password", "volunteer1").output.strip()

    assert as_volunteer.get("/api/v1/sessions").status_code == 401
    body = {"login": "volunteer1", "password": printed.split()[-1], "device": {"id": as_volunteer.phone.device}}
    assert as_volunteer.post("/api/v1/session", body).json["person"]["must_change_password"] is True


def test_an_unknown_login_is_said_plainly(flask: object) -> None:
    result = run(flask, "people", "disable", "nobody")

    assert (result.exit_code, result.output) == (1, "Nobody has the login 'nobody'.\n")


def test_whole_chains_verify(flask: object) -> None:
    assert run(flask, "audit", "verify").output.startswith("All chains are whole")


def test_an_altered_line_is_named(app: Flask, flask: object) -> None:
    with app.app_context(), plain_write() as session:
        session.execute(update(AuditLine).where(AuditLine.stream == "sys", AuditLine.n == 3).values(action="x"))

    result = run(flask, "audit", "verify")
    assert (result.exit_code, "sys: line 3 was altered or moved" in result.output) == (1, True)


def test_the_doctor_finds_nothing_wrong_but_the_client(flask: object) -> None:
    problems = [line for line in run(flask, "doctor").output.splitlines() if line.startswith("PROBLEM")]

    assert [p for p in problems if "Client" not in p] == []


def test_jobs_run_by_name_or_all(flask: object) -> None:
    assert "identity.clear: 0 tries" in run(flask, "jobs", "run").output
    assert run(flask, "jobs", "run", "nonsense").exit_code == 1
