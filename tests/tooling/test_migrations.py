"""Migrations: numbered, in one line, reversible with rows in every table, and ending at the models."""

import importlib.util
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask

from app.config import ROOT
from app.core.extensions import db
from app.core.ids import new_id
from app.factory import create_app
from tests.support.databases import Databases, let_go
from tests.support.settings import settings

MIGRATIONS = ROOT / "migrations"
FILES = sorted((MIGRATIONS / "versions").glob("*.py"))
REVISIONS = [path.stem for path in FILES]
ROWS = 2
"""How many rows are put into a table: a unique index that is added later must hold for more than one."""


def module_of(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_head_file_names_the_last_migration() -> None:
    assert (MIGRATIONS / "HEAD").read_text() == REVISIONS[-1] + "\n"


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [int(name[:4]) for name in REVISIONS] == list(range(1, len(REVISIONS) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+", name) and len(name) <= 32 for name in REVISIONS)


def test_migrations_form_one_line() -> None:
    modules = [module_of(path) for path in FILES]
    assert [module.revision for module in modules] == REVISIONS
    assert modules[0].down_revision is None
    assert all(after.down_revision == before.revision for before, after in pairwise(modules))


@pytest.mark.parametrize("path", FILES, ids=REVISIONS)
def test_a_migration_says_why(path: Path) -> None:
    words = re.sub(r"(?m)^(Revision ID|Revises):.*$", "", module_of(path).__doc__ or "")
    assert len(words.split()) >= 8
    assert "Why this change, and how long" not in words, "the template's question is still there"


@pytest.fixture
def bare_app(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Flask]:
    """The app on a database without any table."""
    url = databases.empty(database_kind)
    app = create_app(settings(url, tmp_path))
    with app.app_context():
        yield app
    let_go(app)
    databases.drop(url)


def test_the_head_is_what_the_models_say(bare_app: Flask) -> None:
    flask_migrate.upgrade()
    assert differences() == []


def test_every_migration_goes_up_and_down_with_rows(bare_app: Flask) -> None:
    for revision in REVISIONS:
        flask_migrate.upgrade(revision=revision)
        fill_every_table()
    assert all(counts().values())
    for revision in [*reversed(REVISIONS[:-1]), "base"]:
        flask_migrate.downgrade(revision=revision)
    assert counts() == {}
    flask_migrate.upgrade()
    assert differences() == []


def test_a_step_down_and_up_again_keeps_the_rows_of_other_tables(bare_app: Flask) -> None:
    flask_migrate.upgrade()
    fill_every_table()
    before = counts()
    flask_migrate.downgrade(revision="-1")
    kept = set(counts())
    flask_migrate.upgrade()
    assert {name: count for name, count in counts().items() if name in kept} == {n: before[n] for n in kept}


def differences() -> list[Any]:
    """What would have to change to make the database what the models say."""
    options = {"compare_type": True, "render_as_batch": True}
    with db.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata))


def reflected() -> sa.MetaData:
    metadata = sa.MetaData()
    metadata.reflect(db.engine)
    metadata.remove(metadata.tables["alembic_version"])
    return metadata


def counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in reflected().sorted_tables
        }


def fill_every_table() -> None:
    """Put rows into every table that has none, parents first."""
    for table in reflected().sorted_tables:
        with db.engine.begin() as connection:
            if connection.scalar(sa.select(sa.func.count()).select_from(table)):
                continue
            for number in range(ROWS):
                connection.execute(table.insert().values(row_for(connection, table, number)))


def row_for(connection: sa.Connection, table: sa.Table, number: int) -> dict[str, Any]:
    """A row that keeps the table's rules: references point at rows that exist, everything else is made up."""
    row = {column.name: sample(column, number) for column in table.columns}
    for constraint in table.foreign_key_constraints:
        parents = connection.execute(sa.select(*(key.column for key in constraint.elements))).all()
        if not parents:
            row |= dict.fromkeys(constraint.column_keys)
            continue
        row |= dict(zip(constraint.column_keys, parents[number % len(parents)], strict=True))
    return row


def sample(column: sa.Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, sa.Uuid) or (isinstance(kind, sa.CHAR) and kind.length == 32):
        text = new_id()
        return text.replace("-", "") if isinstance(kind, sa.CHAR) else text
    if isinstance(kind, sa.Boolean):
        return bool(number)
    if isinstance(kind, sa.Integer | sa.Numeric | sa.Float):
        return number + 1
    if isinstance(kind, sa.DateTime):
        return datetime(2026, 11, 23, 8, tzinfo=UTC if getattr(kind, "timezone", False) else None)
    if isinstance(kind, sa.Date):
        return date(2026, 11, 23)
    if isinstance(kind, sa.LargeBinary):
        return b"sealed"
    if isinstance(kind, sa.String):
        return f"{number}"[: kind.length or 1]
    if isinstance(kind, sa.JSON):
        return {}
    raise NotImplementedError(f"{column}: {kind!r}")
