"""create_app(): the only place that knows every room."""

import importlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from flask import Flask
from flask_login import current_user
from flask_smorest import Blueprint as ApiBlueprint
from sqlalchemy.exc import DBAPIError

from app import config
from app.core import api_docs, error_handlers, guard, logs, ops
from app.core.commands import CommandSpec, Projector
from app.core.crypto import Keyring
from app.core.extensions import api, compress, db, login_manager, migrate, prepare_engine
from app.core.guard import Policy, SignedIn
from app.core.jobs import Job
from app.core.transaction import snapshot
from app.core.web import NoFlaskSession, OrjsonProvider, serve_client
from app.identity import passwords, permissions, sessions
from app.identity.queries import demo_logins

ROOMS = ("identity", "places", "catalogue", "vneid", "fieldwork", "dossiers", "sync", "public")


def create_app(settings: Mapping[str, str] | None = None) -> Flask:
    """Build the application from settings (the environment when None). Raises config.Refused."""
    chosen = config.load(settings)
    logs.configure(chosen.log_level)
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.json = OrjsonProvider(app)
    app.session_interface = NoFlaskSession()
    app.extensions["settings"] = chosen
    app.extensions["keyring"] = Keyring(chosen.data_keys, chosen.index_key)
    app.config.from_mapping(flask_settings(chosen))
    connect_database(app, chosen)
    connect_sessions(app)
    compress.init_app(app)
    api.init_app(app)
    error_handlers.install(app)
    ops.measure(app)
    register_rooms(app)
    serve_client(app, Path(chosen.client_build), https=chosen.is_https)
    passwords.share_slots(chosen.web_concurrency)
    if chosen.is_production and not chosen.from_command_line:
        refuse_demo_accounts(app)
    return app


def refuse_demo_accounts(app: Flask) -> None:
    """Their password is in the documentation. Raises config.Refused; the command line may still disable them."""
    with app.app_context(), snapshot() as session:
        try:
            logins = demo_logins(session)
        except DBAPIError:
            # Not migrated, or not reachable: /readyz says so, and no account can be used.
            return
    if logins:
        raise config.Refused(
            [f"Demo accounts are open: {', '.join(logins)}. Disable each: `flask people disable LOGIN`."]
        )


def flask_settings(chosen: config.Settings) -> dict[str, object]:
    """Our settings in the words of Flask and its extensions."""
    return {
        "SECRET_KEY": chosen.secret_key,
        "SQLALCHEMY_DATABASE_URI": chosen.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(chosen),
        "PROVIDE_AUTOMATIC_OPTIONS": False,
        "TRAP_HTTP_EXCEPTIONS": False,
        "PROPAGATE_EXCEPTIONS": False,
        # Compression of what is made on the fly; built files come compressed already.
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_LEVEL": 5,
        "COMPRESS_MIN_SIZE": 600,
        "COMPRESS_MIMETYPES": ["application/json", "application/problem+json", "text/html", "image/svg+xml"],
        "API_TITLE": "Tổ Số",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
    }


def engine_options(chosen: config.Settings) -> dict[str, object]:
    # A failed statement is logged without its values: they are people's.
    shared: dict[str, object] = {"hide_parameters": True, "pool_size": 16, "pool_timeout": 10}
    if chosen.is_sqlite:
        return shared | {"connect_args": {"timeout": 10}, "max_overflow": 16}
    wishes = "-c synchronous_commit=on -c lock_timeout=8s -c idle_in_transaction_session_timeout=60s -c timezone=UTC"
    return shared | {
        "connect_args": {"connect_timeout": 5, "options": wishes},
        "max_overflow": 8,
        "pool_pre_ping": True,
    }


def connect_database(app: Flask, chosen: config.Settings) -> None:
    if chosen.database_path is not None:
        chosen.database_path.parent.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"))
    with app.app_context():
        prepare_engine(db.engine)


def connect_sessions(app: Flask) -> None:
    """Flask-Login loads the person of a request, nothing else: no remember cookie, no session of its own."""
    login_manager.session_protection = None
    login_manager.request_loader(sessions.load)
    login_manager.init_app(app)
    guard.install(
        app,
        Policy(
            routes=permissions.ROUTES,
            permissions_of=permissions.permissions_of,
            load=signed_in,
            touch=sessions.touch,
        ),
    )


def signed_in() -> SignedIn | None:
    """Who makes the present request."""
    found = current_user._get_current_object()
    return found if isinstance(found, SignedIn) else None


def register_rooms(app: Flask) -> None:
    """Fill the registries of commands and documents, and add the routes of every room."""
    commands: dict[str, CommandSpec] = {}
    documents: dict[str, Projector] = {}
    app.extensions["commands"] = commands
    app.extensions["documents"] = documents
    jobs: dict[str, Job] = {}
    app.extensions["jobs"] = jobs
    app.register_blueprint(ops.blp)
    app.register_blueprint(api_docs.blp)
    for room in ROOMS:
        part(room, "models")
        if (found := part(room, "commands")) is not None:
            commands.update(found.COMMANDS)
        if (found := part(room, "queries")) is not None:
            documents.update(getattr(found, "DOCUMENTS", {}))
        if (found := part(room, "jobs")) is not None:
            jobs.update({job.name: job for job in found.JOBS})
        if (found := part(room, "routes")) is not None:
            register_routes(app, found)


def register_routes(app: Flask, routes: ModuleType) -> None:
    if isinstance(routes.blp, ApiBlueprint):
        api.register_blueprint(routes.blp)
    else:
        app.register_blueprint(routes.blp)


def part(room: str, name: str) -> ModuleType | None:
    """A module of a room; None when the room has no such part."""
    full_name = f"app.{room}.{name}"
    return importlib.import_module(full_name) if find_spec(full_name) else None
