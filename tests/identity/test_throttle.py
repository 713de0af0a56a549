"""How often an account may be tried, and how many hashes run at once."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import clock
from app.core.errors import AppError
from app.core.ids import new_id
from app.core.transaction import snapshot
from app.demo import cast
from app.identity import passwords, throttle
from app.identity.jobs import clear
from app.identity.models import LoginAttempt
from app.identity.passwords import Slots
from tests.support.personas import Persona
from tests.support.settings import ORIGIN


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that only count need no expensive hash."""
    monkeypatch.setattr(passwords, "matches", lambda _stored, password: password == cast.PASSWORD)


def guess(client: FlaskClient, password: str, login: str = "volunteer1") -> int:
    body = {"login": login, "password": password, "device": {"id": new_id()}}
    return client.post("/api/v1/session", json=body, headers={"Origin": ORIGIN}).status_code


@pytest.mark.usefixtures("quick_hashes")
def test_many_addresses_together_get_few_guesses_an_hour(app: Flask) -> None:
    answers = [guess(app.test_client(), f"guess {n}") for n in range(60)]

    assert 0 < answers.count(401) <= 40
    assert set(answers[throttle.UNKNOWN_TRIES :]) == {429}


@pytest.mark.usefixtures("quick_hashes")
def test_a_strangers_failures_never_lock_the_real_phone_out(app: Flask, as_volunteer: Persona) -> None:
    for n in range(40):
        guess(app.test_client(), f"guess {n}")

    assert guess(app.test_client(), cast.PASSWORD) == 429
    assert guess(as_volunteer.client, cast.PASSWORD) == 200


@pytest.mark.usefixtures("quick_hashes")
def test_a_known_phone_has_its_own_few_tries(app: Flask, as_volunteer: Persona) -> None:
    answers = [guess(as_volunteer.client, "wrong") for _ in range(12)]

    assert answers == [401] * throttle.KNOWN_TRIES + [429, 429]
    assert guess(app.test_client(), cast.PASSWORD) == 200


@pytest.mark.usefixtures("quick_hashes")
def test_the_wait_is_told_and_ends(app: Flask, client: FlaskClient) -> None:
    for n in range(throttle.UNKNOWN_TRIES):
        guess(client, f"guess {n}")
    body = {"login": "volunteer1", "password": cast.PASSWORD, "device": {"id": new_id()}}
    refused = client.post("/api/v1/session", json=body, headers={"Origin": ORIGIN})

    wait = int(refused.headers["Retry-After"])
    assert (refused.status_code, refused.json["code"]) == (429, "TOO_MANY")
    assert 0 < wait <= 3601
    moment = clock.now() + timedelta(seconds=wait)
    with clock.set_clock(lambda: moment):
        assert guess(client, cast.PASSWORD) == 200


@pytest.mark.usefixtures("quick_hashes")
def test_an_unknown_login_is_throttled_like_a_known_one(app: Flask) -> None:
    answers = [guess(app.test_client(), "x", login="nobody") for _ in range(throttle.UNKNOWN_TRIES + 1)]

    assert answers == [401] * throttle.UNKNOWN_TRIES + [429]


@pytest.mark.usefixtures("quick_hashes")
def test_one_account_under_attack_does_not_hinder_another(app: Flask) -> None:
    for n in range(40):
        guess(app.test_client(), f"guess {n}")

    assert guess(app.test_client(), cast.PASSWORD, login="volunteer2") == 200


@pytest.mark.usefixtures("quick_hashes")
def test_a_whole_ward_behind_one_address_gets_in(app: Flask) -> None:
    logins = [m.login for m in cast.MEMBERS] * 10

    assert {guess(app.test_client(), cast.PASSWORD, login=login) for login in logins} == {200}


@pytest.mark.usefixtures("quick_hashes")
def test_parallel_guesses_are_counted_one_by_one(app: Flask) -> None:
    answers: list[int] = []

    def attack() -> None:
        for n in range(10):
            answers.append(guess(app.test_client(), f"guess {n}"))

    threads = [threading.Thread(target=attack) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count(401) == throttle.UNKNOWN_TRIES
    assert answers.count(429) == 60 - throttle.UNKNOWN_TRIES


def test_at_most_two_hashes_run_at_once_and_few_wait() -> None:
    slots = Slots(at_once=2, most_waiting=1)
    entered, leave, refused = threading.Barrier(3), threading.Event(), []

    def hash_slowly() -> None:
        with slots.taken():
            entered.wait(5)
            leave.wait(5)

    running = [threading.Thread(target=hash_slowly) for _ in range(2)]
    for thread in running:
        thread.start()
    entered.wait(5)
    waiting = threading.Thread(target=lambda: slots.taken().__enter__())
    waiting.start()
    while slots._admitted._value:
        pass
    with pytest.raises(AppError) as caught, slots.taken():
        refused.append("got in")
    leave.set()
    for thread in (*running, waiting):
        thread.join(5)

    assert caught.value.code == "BUSY"
    assert refused == []


def test_being_busy_costs_no_try(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_stored: str | None, _password: str) -> bool:
        raise AppError("BUSY", "session.busy")

    monkeypatch.setattr(passwords, "matches", busy)
    body = {"login": "volunteer1", "password": "x", "device": {"id": new_id()}}
    answer = client.post("/api/v1/session", json=body, headers={"Origin": ORIGIN})

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    with app.app_context(), snapshot() as session:
        assert session.scalars(select(LoginAttempt)).all() == []


@pytest.mark.usefixtures("quick_hashes")
def test_old_tries_are_cleared_away(app: Flask, client: FlaskClient) -> None:
    guess(client, "wrong")
    moment = clock.now() + timedelta(days=2)

    with app.app_context(), clock.set_clock(lambda: moment):
        assert clear().startswith("1 tries")
