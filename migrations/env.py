"""Runs the migrations, one transaction each, on SQLite and PostgreSQL alike.

`migrations/HEAD` names the last one. Two branches that add a migration both change that line, so git
reports the collision that Alembic would report only when somebody upgrades.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from alembic import context
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.schema import Column, SchemaItem

from app.core.types import UtcDateTime

HERE = Path(__file__).resolve().parent
HEAD = HERE / "HEAD"

MIGRATION_LOCK = 7_041_969
"""Any number that no other advisory lock of ours has: two servers started at once migrate in turn."""

db = current_app.extensions["migrate"].db


def number_and_record(_context: MigrationContext, _revision: Any, directives: list[MigrationScript]) -> None:
    """Give a new migration the next number, the slug of its message as a name, and the line in HEAD."""
    script = directives[0]
    if getattr(context.config.cmd_opts, "autogenerate", False) and script.upgrade_ops and script.upgrade_ops.is_empty():
        directives.clear()
        return
    numbers = [int(p.name[:4]) for p in (HERE / "versions").glob("[0-9][0-9][0-9][0-9]_*.py")]
    slug = re.sub(r"[^a-z0-9]+", "_", (script.message or "").lower()).strip("_")
    if not slug:
        # `flask db check` comes here too, to compare; a file without a name fails tests/tooling.
        return
    # `alembic_version.version_num` holds 32 characters.
    script.rev_id = f"{max(numbers, default=0) + 1:04d}_{slug}"[:32].rstrip("_")
    HEAD.write_text(script.rev_id + "\n")


def is_ours(item: SchemaItem, _name: str | None, kind: str, reflected: bool, _compare_to: SchemaItem | None) -> bool:
    """Leave alone what no model describes and SQLite or Alembic keep for themselves."""
    return not (kind == "table" and reflected and _name in ("sqlite_sequence", "sqlite_stat1", "sqlite_stat4"))


def same_type(
    _context: MigrationContext, _reflected: Column[Any], column: Column[Any], seen: Any, wanted: Any
) -> bool | None:
    """SQLite keeps no distinction between some types; None leaves the comparison to Alembic."""
    if _context.dialect.name == "sqlite" and seen.compile(_context.dialect) == wanted.compile(_context.dialect):
        return False
    return None


def name_our_types(kind: str, item: Any, autogen: Any) -> str | bool:
    """In a generated migration our own column type goes by its short name."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen.imports.add("from app.core.types import UtcDateTime")
        return "UtcDateTime()"
    return False


def lock_out_others(connection: Connection) -> None:
    """Wait until nobody else migrates this PostgreSQL database; the lock ends with the connection."""
    connection.exec_driver_sql("SET lock_timeout = '10min'")
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATION_LOCK})")
    # From here on a migration that waits for a busy table gives up, instead of queueing every reader behind it.
    connection.exec_driver_sql("SET lock_timeout = '8s'")
    connection.commit()


def set_foreign_keys(connection: Connection, *, on: bool) -> None:
    """Switch SQLite's enforcement, outside of any transaction: inside one the pragma does nothing.

    Batch operations copy a table and drop the old one, and dropping it would delete or refuse what points at it.
    """
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def check_references(*, ctx: MigrationContext, **_: Any) -> None:
    """Before a migration commits on SQLite: every reference points at something. Raises, so that it rolls back."""
    if ctx.dialect.name != "sqlite" or ctx.connection is None:
        return
    broken: Iterable[Any] = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    tables = sorted({row[0] for row in broken})
    if tables:
        raise RuntimeError(f"The migration leaves rows that point nowhere, in: {', '.join(tables)}")


def migrate(connection: Connection) -> None:
    options = dict(current_app.extensions["migrate"].configure_args)
    options.setdefault("process_revision_directives", number_and_record)
    options.setdefault("include_object", is_ours)
    options.setdefault("render_item", name_our_types)
    options["compare_type"] = same_type
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        transaction_per_migration=True,
        on_version_apply=check_references,
        **options,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    if context.is_offline_mode():
        raise SystemExit("Migrations run on a database; SQL for later is not written, since some of them read rows.")
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            set_foreign_keys(connection, on=False)
            try:
                migrate(connection)
            finally:
                connection.rollback()
                set_foreign_keys(connection, on=True)
        else:
            lock_out_others(connection)
            migrate(connection)
            # The connection goes back to a pool: give up the lock by closing it for good.
            connection.invalidate()


main()
