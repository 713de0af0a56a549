"""Fixtures of the tests in a real browser: a server of one's own, phones and desks, all of them watched."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Page

from app.config import BUILD
from app.core.ids import new_reference
from app.factory import create_app
from tests.support.browser import DESK, PHONE, USUAL, Watch, launch_options
from tests.support.databases import let_go
from tests.support.dossiers import Desk, birth
from tests.support.personas import People
from tests.support.servers import Server
from tests.support.settings import settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | launch_options()


@pytest.fixture
def server(start_server: Callable[..., Server]) -> Server:
    """A real server on SQLite with the test world."""
    return start_server(CLIENT_BUILD=str(client_build()))


@pytest.fixture
def demo_server(start_server: Callable[..., Server]) -> Server:
    """A server with the demonstration's weeks of work: full lists, every state."""
    return start_server(demo=True, CLIENT_BUILD=str(client_build()))


def client_build() -> Path:
    """The built client. The environment's CLIENT_BUILD: another build than the usual one."""
    build = Path(os.environ.get("CLIENT_BUILD") or BUILD)
    if not (build / "index.html").is_file():
        pytest.fail("The client is not built: run `make build`.")
    return build


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test at its end when a page complained."""
    made = Watch()
    yield made
    made.check()


@pytest.fixture
def open_phone(server: Server, new_context: Callable[..., BrowserContext], watch: Watch) -> Callable[..., Page]:
    """Opens a phone: a page in a browser store of its own. Keyword arguments go to the context."""
    return lambda **options: new_page(new_context, watch, server, PHONE | options)


@pytest.fixture
def open_desk(server: Server, new_context: Callable[..., BrowserContext], watch: Watch) -> Callable[..., Page]:
    """Opens the screen of an officer, with a store of its own."""
    return lambda **options: new_page(new_context, watch, server, DESK | options)


def new_page(new_context: Callable[..., BrowserContext], watch: Watch, server: Server, options: dict[str, Any]) -> Page:
    return watch.follow(new_context(base_url=server.address, **USUAL, **options)).new_page()


@pytest.fixture
def open_demo(demo_server: Server, new_context: Callable[..., BrowserContext], watch: Watch) -> Callable[..., Page]:
    """Opens a page onto the demonstration; keyword arguments (PHONE or DESK, a colour scheme) go to the context."""
    return lambda **options: new_page(new_context, watch, demo_server, options)


@pytest.fixture
def page(open_phone: Callable[..., Page]) -> Page:
    """One phone."""
    return open_phone()


@pytest.fixture
def others(server: Server, tmp_path: Path) -> Iterator[People]:
    """Anybody of the cast, at work on the same server by commands, without a screen: `others("officer1")`."""
    made = create_app(settings(server.database_url, tmp_path))
    yield People(made)
    let_go(made)


class AtTheWard(NamedTuple):
    """A dossier that was sent."""

    id: str
    reference: str


@pytest.fixture
def ward_has(others: People) -> Callable[[str], AtTheWard]:
    """Puts a birth registration of volunteer1 before the ward, for an applicant of this name."""
    making = Desk(others.app)

    def put(name: str) -> AtTheWard:
        reference = new_reference()
        applicant = birth()["applicant"] | {"full_name": name}
        return AtTheWard(making.submitted(others("volunteer1"), reference=reference, applicant=applicant), reference)

    return put
