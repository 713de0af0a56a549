"""The Flask extensions, made here and bound to the app by the factory."""

import sqlite3
import threading
from typing import Any

import orjson
from flask import Request
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_smorest import Api
from flask_smorest.arguments import ArgumentsMixin
from flask_sqlalchemy import SQLAlchemy
from marshmallow import RAISE, Schema, fields
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase
from webargs import core
from webargs.flaskparser import FlaskParser

WRITE_OPTION = "to_so_write"
"""Execution option of a connection whose transaction will write; SQLite then begins IMMEDIATE."""

sqlite_writer = threading.RLock()
"""SQLite has one writer: waiting here is fair and free, waiting inside SQLite is neither."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every model."""

    metadata = MetaData(naming_convention=NAMING)


class Problem(Schema):
    """RFC 9457, as every failure is answered."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    reason = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class StrictParser(FlaskParser):
    """Reads bodies and queries by orjson, and refuses what no schema knows.

    The standard library's reader has no limit on nesting and stumbles over numbers of many digits.
    """

    def _raw_load_json(self, req: Request) -> Any:
        if not req.get_data(cache=True):
            return core.missing
        try:
            return orjson.loads(req.get_data(cache=True))
        except orjson.JSONDecodeError as error:
            return self._handle_invalid_json_error(error, req)


parser = StrictParser()
parser.DEFAULT_UNKNOWN_BY_LOCATION = parser.DEFAULT_UNKNOWN_BY_LOCATION | {"query": RAISE, "querystring": RAISE}
ArgumentsMixin.ARGUMENTS_PARSER = parser


class ProblemApi(Api):  # type: ignore[misc]
    """Describes failures as we answer them, not as flask-smorest would."""

    ERROR_SCHEMA = Problem


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "autoflush": False})
migrate = Migrate(render_as_batch=True, compare_type=True)
login_manager = LoginManager()
api = ProblemApi()
compress = Compress()


def prepare_engine(engine: Engine) -> None:
    """Make SQLite durable and its transactions explicit; PostgreSQL needs nothing here.

    pysqlite's own transaction handling opens none for a SELECT, so two reads could see two states.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "cache_size=-16000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        writes = connection.get_execution_options().get(WRITE_OPTION, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
