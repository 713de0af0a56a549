"""The people of the test world, signed in: tests say `as_volunteer.post(…)`, not ids.

The world is the demonstration's cast: its two wards with hamlets, points, teams and people, and the
catalogue, without any work done yet.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.core import clock
from app.core.audit import SYSTEM_STREAM
from app.core.ids import new_id
from app.core.transaction import plain_write, unit
from app.demo import cast
from app.identity.actions import open_session
from app.identity.models import Membership
from tests.support.phone import ORIGIN, Phone


def fill_world(_app: Flask) -> None:
    """What the template database holds: places, people, catalogue."""
    from app.catalogue.importing import import_builtin
    from app.demo.loading import load_cast

    load_cast()
    import_builtin()


def fill_demo(_app: Flask) -> None:
    """The world, and the demonstration's weeks of work."""
    from app.demo import load

    load()


def end_membership(app: Flask, person_id: str) -> None:
    """Every role of this person ended yesterday."""
    yesterday = clock.now().astimezone(clock.VIETNAM).date() - timedelta(days=1)
    with app.app_context(), plain_write() as session:
        session.execute(update(Membership).where(Membership.person_id == person_id).values(to_on=yesterday))


@dataclass
class Persona:
    """Somebody signed in on a device of their own. member: who it is, with ids."""

    app: Flask
    member: cast.Member
    client: FlaskClient
    phone: Phone = field(init=False)

    def __post_init__(self) -> None:
        device = new_id()
        with self.app.app_context(), unit(SYSTEM_STREAM) as work:
            told = {"id": device, "name": "test", "platform": "test"}
            tokens = open_session(work, self.member.id, device=told)
        self.client.set_cookie("session", tokens.session)
        self.client.set_cookie("device", tokens.device)
        self.phone = Phone(self.client, self.member.login, device, person={"id": self.member.id})

    @property
    def id(self) -> str:
        return self.member.id

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        return self.client.post(path, json=json, headers={"Origin": ORIGIN} | options.pop("headers", {}), **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.client.delete(path, headers={"Origin": ORIGIN} | options.pop("headers", {}), **options)


class People:
    """Signs people in by login, each once: `people("leader2")`; `people.again(…)` is a second device."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._known: dict[str, Persona] = {}

    def __call__(self, login: str) -> Persona:
        if login not in self._known:
            self._known[login] = self.again(login)
        return self._known[login]

    def again(self, login: str) -> Persona:
        return Persona(self.app, cast.BY_LOGIN[login], self.app.test_client())
