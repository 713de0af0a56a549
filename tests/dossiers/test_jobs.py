"""Closed dossiers leave the phones and desks after their time, and only they."""

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from app.dossiers.jobs import archive_closed
from tests.support.dossiers import Desk, expect
from tests.support.personas import People, Persona


def archive_in(app: Flask, days: int) -> str:
    later = clock.now() + timedelta(days=days)
    with app.app_context(), clock.set_clock(lambda: later):
        return archive_closed()


def declined(desk: Desk, owner: Persona, officer: Persona) -> str:
    dossier = desk.submitted(owner)
    officer.phone.must("dossier.decline", dossier, expect("submitted", 1) | {"reason": "Nơi khác giải quyết việc này."})
    return dossier


HOLDERS = {80: {"volunteer1", "leader1", "officer1"}, 100: {"volunteer1"}, 190: set()}


@pytest.mark.parametrize("days", HOLDERS)
def test_a_closed_dossier_stays_ninety_days_at_the_ward_and_twice_that_with_its_owner(
    app: Flask, people: People, desk: Desk, as_volunteer: Persona, as_officer: Persona, days: int
) -> None:
    dossier = declined(desk, as_volunteer, as_officer)
    phones = {login: people(login).phone.pull() for login in ("volunteer1", "leader1", "officer1")}
    archive_in(app, days)
    holders = {login for login, phone in phones.items() if dossier in phone.pull().docs("dossier")}
    assert holders == HOLDERS[days]
    assert all(p.contents() == people.again(login).phone.pull().contents() for login, p in phones.items())


def test_an_open_dossier_is_never_archived(app: Flask, desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier = desk.accepted(as_volunteer, as_officer)
    assert archive_in(app, 400) == "0 dossiers archived"
    assert dossier in as_officer.phone.pull().docs("dossier")


def test_archiving_twice_sends_nothing_twice(
    app: Flask, desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    declined(desk, as_volunteer, as_officer)
    assert [archive_in(app, 100), archive_in(app, 101)] == ["1 dossiers archived", "0 dossiers archived"]


def test_a_reopened_dossier_comes_back_to_the_ward(
    app: Flask, desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier = declined(desk, as_volunteer, as_officer)
    archive_in(app, 100)
    as_officer.phone.pull()
    as_officer.phone.must(
        "dossier.reopen", dossier, expect("declined", 1) | {"reason": "Gia đình quay lại phường này."}
    )
    assert dossier in as_officer.phone.pull().docs("dossier")
