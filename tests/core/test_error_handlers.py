"""Failures become answers: a problem document for programs, a page in two languages for people."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core.errors import AppError
from app.core.guard import public

pytestmark = pytest.mark.on("sqlite")

Break = Callable[[Exception], Flask]


@pytest.fixture
def break_with(app: Flask) -> Break:
    """Lets /healthz fail with an exception."""

    def arrange(error: Exception) -> Flask:
        def fail() -> str:
            raise error

        app.view_functions["ops.healthz"] = public(fail)
        return app

    return arrange


def database(kind: type[Exception], text: str) -> Exception:
    return kind("SELECT 1", {}, Exception(text))  # type: ignore[call-arg]


PASSING = [
    (database(OperationalError, "database is locked"), 503, "BUSY"),
    (database(OperationalError, "connection refused"), 503, "BUSY"),
    (PoolTimeout("QueuePool limit"), 503, "BUSY"),
    (database(OperationalError, "database or disk is full"), 507, "STORAGE_FULL"),
    (database(OperationalError, "could not extend file: No space left on device"), 507, "STORAGE_FULL"),
]


@pytest.mark.parametrize(("error", "status", "code"), PASSING)
def test_trouble_of_the_database_asks_to_come_back(break_with: Break, error: Exception, status: int, code: str) -> None:
    answer = break_with(error).test_client().get("/healthz")

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


@pytest.mark.parametrize("error", [RuntimeError("secret detail"), database(IntegrityError, "secret detail")])
def test_what_nobody_expected_tells_nothing(break_with: Break, error: Exception) -> None:
    answer = break_with(error).test_client().get("/healthz")

    assert (answer.status_code, answer.json["code"]) == (500, "INTERNAL")
    assert "secret detail" not in answer.text


def test_an_error_carries_what_the_reader_needs(break_with: Break) -> None:
    error = AppError("TOO_MANY", "session.too_many", retry_after=7, state="x")
    answer = break_with(error).test_client().get("/healthz")

    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Retry-After"] == "7"
    assert answer.json["state"] == "x"
    assert answer.json["reason"] == "session.too_many"


def test_a_person_gets_a_page_in_two_languages(break_with: Break) -> None:
    answer = break_with(RuntimeError()).test_client().get("/healthz", headers={"Accept": "text/html"})

    assert answer.mimetype == "text/html"
    assert "không phải do bạn" in answer.text
    assert 'lang="en"' in answer.text


def test_a_refused_method_says_which_are_allowed(app: Flask) -> None:
    answer = app.test_client().put("/api/v1/session", headers={"Origin": "http://localhost"})

    assert (answer.status_code, answer.json["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert {m.strip() for m in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "POST", "DELETE"}
