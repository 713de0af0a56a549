"""The nightly work of sync."""

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.ids import new_id
from app.core.transaction import unit
from app.demo import cast
from app.sync.jobs import forget_gone
from tests.support.personas import People, Persona
from tests.sync.conftest import SETUP


@pytest.mark.parametrize("days", [170, 190])
def test_what_is_gone_leaves_a_phone_however_long_it_stayed_away(
    app: Flask, people: People, as_volunteer: Persona, days: int
) -> None:
    entity = new_id()
    as_volunteer.phone.must("vneid.record", entity, dict(SETUP))
    officer = people("officer1").phone.pull()
    with app.app_context():
        with unit(cast.PHU_XUAN) as work:
            work.gone("vneid_setup", entity, "left_scope")
        later = clock.now() + timedelta(days=days)
        with clock.set_clock(lambda: later):
            forget_gone()
    officer.pull()
    assert officer.docs("vneid_setup") == {}
    assert officer.contents() == people.again("officer1").phone.pull().contents()


def test_the_reset_of_an_expired_cursor_says_why(app: Flask, people: People, as_volunteer: Persona) -> None:
    entity = new_id()
    as_volunteer.phone.must("vneid.record", entity, dict(SETUP))
    phone = people("officer1").phone.pull()
    with app.app_context():
        with unit(cast.PHU_XUAN) as work:
            work.gone("vneid_setup", entity, "left_scope")
        later = clock.now() + timedelta(days=190)
        with clock.set_clock(lambda: later):
            assert forget_gone() == "3 markers dropped"
    body = phone.post(phone.envelope(pull={"cursor": phone.cursor})).json
    assert body["pull"]["reset"] == "cursor_expired"
