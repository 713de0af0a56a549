"""Fixtures of all tests.

A test that asks for `app` (or anything made from it) runs twice, on SQLite and on PostgreSQL, each time
on a fresh copy of a migrated database. `@pytest.mark.on("sqlite")` or `("postgres")` limits it to one.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.factory import create_app
from tests.support.databases import KINDS, Databases, let_go
from tests.support.personas import People, Persona, fill_demo, fill_world
from tests.support.servers import Server
from tests.support.settings import settings


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("on")
        metafunc.parametrize("database_kind", marker.args if marker else KINDS)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Makes databases; its PostgreSQL starts when the first test needs it."""
    made = Databases()
    yield made
    made.close()


@pytest.fixture
def empty_app(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Flask]:
    """The app on a migrated database without a row of ours."""
    yield from app_on(databases, databases.migrated(database_kind), tmp_path)


@pytest.fixture
def app(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Flask]:
    """The app with the test world: places, people, catalogue; no work done yet."""
    yield from app_on(databases, databases.copy_of(database_kind, "world", fill_world), tmp_path)


@pytest.fixture
def demo_app(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Flask]:
    """The app with all of the demonstration's data."""
    yield from app_on(databases, databases.copy_of(database_kind, "demo", fill_demo), tmp_path)


def app_on(databases: Databases, url: str, folder: Path) -> Iterator[Flask]:
    made = create_app(settings(url, folder))
    made.testing = True
    yield made
    let_go(made)
    databases.drop(url)


@pytest.fixture
def start_server(databases: Databases, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts real servers: `start_server()`, `start_server("postgres", workers=2, demo=True)`.

    Each has a database of its own with the test world, or the whole demonstration; more keyword
    arguments are settings.
    """
    servers: list[Server] = []

    def start(kind: str = "sqlite", *, workers: int = 1, demo: bool = False, **others: str) -> Server:
        name, fill = ("demo", fill_demo) if demo else ("world", fill_world)
        folder = tmp_path / f"server{len(servers)}"
        folder.mkdir()
        servers.append(Server(databases.copy_of(kind, name, fill), folder, workers=workers, **others))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
        databases.drop(server.database_url)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def people(app: Flask) -> People:
    """Anybody of the cast, signed in: `people("officer4")`."""
    return People(app)


@pytest.fixture
def as_volunteer(people: People) -> Persona:
    """volunteer1: team 1 of Phú Xuân, the owner in most tests."""
    return people("volunteer1")


@pytest.fixture
def as_teammate(people: People) -> Persona:
    """volunteer2: the same team, who sees nothing of volunteer1's work."""
    return people("volunteer2")


@pytest.fixture
def as_other_team(people: People) -> Persona:
    """volunteer3: team 2 of the same ward."""
    return people("volunteer3")


@pytest.fixture
def as_other_ward(people: People) -> Persona:
    """volunteer4: Thuận Hóa."""
    return people("volunteer4")


@pytest.fixture
def as_leader(people: People) -> Persona:
    """leader1: leads team 1 of Phú Xuân."""
    return people("leader1")


@pytest.fixture
def as_officer(people: People) -> Persona:
    """officer1 of Phú Xuân."""
    return people("officer1")


@pytest.fixture
def as_manager(people: People) -> Persona:
    """manager1 of Phú Xuân."""
    return people("manager1")
