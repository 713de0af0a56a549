"""Nothing that people or programs rely on goes without a word: settings, routes, commands, `flask`, errors, jobs."""

import importlib.metadata
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask

from app import cli, config
from app.core.errors import HTTP_STATUS
from app.factory import create_app
from app.identity.permissions import ROLES
from tests.docs.pages import DOCS, Page, said
from tests.support.settings import settings

REFERENCE = Page(DOCS / "reference.md")

VARIABLES = {"debug": "FLASK_DEBUG", "from_command_line": "FLASK_RUN_FROM_CLI"}
"""Fields of Settings whose variable has another name than the field."""

PLUGINS = frozenset(entry.name for entry in importlib.metadata.entry_points(group="flask.commands")) | {"db", "openapi"}
"""`flask` commands that extensions bring along."""

FLASKS_OWN = frozenset({"run", "shell", "routes"})

ROUTE = re.compile(r"^(GET|POST|PUT|PATCH|DELETE) (/\S*)$")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app with every room, on a database that nobody looks into."""
    folder: Path = tmp_path_factory.mktemp("docs")
    made = create_app(settings(f"sqlite:///{folder / 'docs.sqlite3'}", folder))
    cli.register(made)
    return made


def test_every_setting_is_documented() -> None:
    wanted = {VARIABLES.get(f.name, f.name.upper()) for f in fields(config.Settings)} | set(config.DOCUMENTED)
    assert wanted - said() == set()


def test_every_route_is_documented(app: Flask) -> None:
    assert routes(app) - said() == set()


def test_no_route_is_documented_that_is_gone(app: Flask) -> None:
    known = routes(app) | {"GET /"}
    assert {span for span in said() if ROUTE.match(span)} - known == set()


def routes(app: Flask) -> set[str]:
    """`METHOD /rule` of everything that answers."""
    quiet = {"HEAD", "OPTIONS"}
    return {f"{method} {rule.rule}" for rule in app.url_map.iter_rules() for method in (rule.methods or ()) - quiet}


def test_every_command_is_documented(app: Flask) -> None:
    assert set(app.extensions["commands"]) - set(REFERENCE.spans) == set()


def test_no_command_is_documented_that_is_gone(app: Flask) -> None:
    """In the tables of commands every first cell is one."""
    tables = REFERENCE.text.partition("## Commands")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", tables, re.MULTILINE)
    assert set(rows) - set(app.extensions["commands"]) == set()


def test_every_synced_record_type_is_documented(app: Flask) -> None:
    assert set(app.extensions["documents"]) - set(REFERENCE.spans) == set()


def test_every_job_is_documented(app: Flask) -> None:
    assert set(app.extensions["jobs"]) - said() == set()


def test_every_flask_command_is_documented(app: Flask) -> None:
    ours = {f"flask {name}" for name in command_names(app.cli) if name.split()[0] not in PLUGINS}
    texts = said()
    assert [name for name in sorted(ours) if not any(re.match(rf"{re.escape(name)}\b", text) for text in texts)] == []


def test_no_flask_command_is_documented_that_is_gone(app: Flask) -> None:
    known = {name.split()[0] for name in command_names(app.cli)} | PLUGINS | FLASKS_OWN
    named = {found[1] for span in said() if (found := re.match(r"^(?:\S+=\S+ )*flask ([a-z-]+)", span))}
    assert named - known == set()


def command_names(group: click.Group, before: str = "") -> Iterator[str]:
    """`people import` and the like: every command that does something."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from command_names(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_error_code_is_documented() -> None:
    assert set(HTTP_STATUS) - set(REFERENCE.spans) == set()


def test_every_role_is_documented() -> None:
    assert set(ROLES) - set(REFERENCE.spans) == set()
