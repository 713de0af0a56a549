"""A fresh, migrated database for every test, in milliseconds: a copy of a template.

SQLite: a copy of a file. PostgreSQL: `CREATE DATABASE … TEMPLATE`. What a template holds beyond the
migrations is told by whoever asks for it, and made once in a test run.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import flask_migrate
from flask import Flask

from app.core.extensions import db
from app.factory import create_app
from tests.support import processes
from tests.support.postgres import Cluster
from tests.support.settings import settings

KINDS = ("sqlite", "postgres")
Fill = Callable[[Flask], None]


class Databases:
    """Makes and drops databases of both kinds. durable: on disk and with fsync, for tests that pull the plug."""

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = processes.scratch_folder("toso-db-", on_disk=durable)
        self._durable = durable
        self._cluster: Cluster | None = None
        self._templates: dict[tuple[str, str], str] = {}
        self._count = 0

    @property
    def cluster(self) -> Cluster:
        """Started when the first test asks for it."""
        if self._cluster is None:
            self._cluster = Cluster(durable=self._durable)
        return self._cluster

    def empty(self, kind: str) -> str:
        """The URL of a database without a table."""
        if kind == "postgres":
            return self.cluster.url(self.cluster.create())
        self._count += 1
        return f"sqlite:///{self.folder}/{self._count}.sqlite3"

    def migrated(self, kind: str) -> str:
        """The URL of a database with all tables and no rows."""
        return self.copy_of(kind, "migrated", lambda _app: None)

    def copy_of(self, kind: str, name: str, fill: Fill) -> str:
        """The URL of a copy of the template `name`: migrated, then filled by `fill` within an app context."""
        template = self._templates.get((kind, name))
        if template is None:
            template = self._templates[kind, name] = self._build(kind, fill)
        if kind == "postgres":
            return self.cluster.url(self.cluster.create(template=template))
        url = self.empty(kind)
        shutil.copyfile(template, path_of(url))
        return url

    def _build(self, kind: str, fill: Fill) -> str:
        """Make a template; returns its name on PostgreSQL, its path on SQLite."""
        url = self.empty(kind)
        app = create_app(settings(url, self.folder))
        with app.app_context():
            flask_migrate.upgrade()
            fill(app)
            db.session.remove()
            if kind == "sqlite":
                # So that one file holds everything.
                with db.engine.connect() as connection:
                    connection.exec_driver_sql("ROLLBACK")
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        let_go(app)
        return name_of(url) if kind == "postgres" else str(path_of(url))

    def drop(self, url: str) -> None:
        if url.startswith("sqlite"):
            for path in self.folder.glob(path_of(url).name + "*"):
                path.unlink()
        else:
            self.cluster.drop(name_of(url))

    def close(self) -> None:
        if self._cluster is not None:
            self._cluster.close()
            self._cluster = None
        shutil.rmtree(self.folder, ignore_errors=True)


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def name_of(url: str) -> str:
    return url.split("/")[3].partition("?")[0]


def let_go(app: Flask) -> None:
    """Close every connection of an app; a database that somebody is connected to cannot be copied."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
