"""For those who run the product: alive, ready, metrics."""

import hmac
import os
import time
from typing import Any

from alembic.runtime.migration import MigrationContext
from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.config import ROOT, Settings
from app.core.errors import not_found
from app.core.extensions import db
from app.core.guard import public
from app.core.transaction import snapshot

blp = Blueprint("ops", __name__)

REGISTRY = CollectorRegistry()
REQUESTS = Counter("toso_requests_total", "Requests answered.", ["method", "rule", "status"], registry=REGISTRY)
SECONDS = Histogram(
    "toso_request_seconds",
    "Time to answer, in seconds.",
    ["rule"],
    buckets=(0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10),
    registry=REGISTRY,
)


@blp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Database reachable and migrated, files writable; 503 otherwise, naming what is not."""
    problems = [name for name, is_fine in (("database", is_migrated()), ("files", files_writable())) if not is_fine]
    if problems:
        return jsonify(status="not ready", problems=problems), 503
    return jsonify(status="ready"), 200


@blp.get("/metrics")
@public
def metrics() -> Response:
    """Prometheus text, for the machine itself or whoever has the token; others learn nothing."""
    if not may_read_metrics():
        raise not_found()
    return Response(generate_latest(counted()), content_type=CONTENT_TYPE_LATEST)


def counted() -> CollectorRegistry:
    """The counts of all workers of this server, or of this process where it is alone."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.prometheus_multiproc_dir:
        return REGISTRY
    registry = CollectorRegistry()
    collector: Any = MultiProcessCollector
    collector(registry, path=settings.prometheus_multiproc_dir)
    return registry


def may_read_metrics() -> bool:
    settings: Settings = current_app.extensions["settings"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.metrics_token and hmac.compare_digest(given.encode(), settings.metrics_token.encode()):
        return True
    # A proxy on the same machine speaks for strangers, and says so.
    is_forwarded = any(h in request.headers for h in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    return request.remote_addr in ("127.0.0.1", "::1") and not is_forwarded


def head_revision() -> str:
    """The revision named in migrations/HEAD."""
    return (ROOT / "migrations" / "HEAD").read_text().strip()


def database_revision() -> str | None:
    """The revision the database is at; None when it has never been migrated."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_migrated() -> bool:
    try:
        with snapshot() as session:
            session.execute(text("SELECT 1"))
        return database_revision() == head_revision()
    except (SQLAlchemyError, OSError):
        return False


def files_writable() -> bool:
    """Whether files can be kept; the folder is made when it is missing."""
    settings: Settings = current_app.extensions["settings"]
    try:
        settings.files_path.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(settings.files_path, os.W_OK)


def measure(app: Flask) -> None:
    """Count and time every request by its rule, never by its path: paths hold ids."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def stop(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "none"
        REQUESTS.labels(request.method, rule, response.status_code).inc()
        if "started" in g:
            SECONDS.labels(rule).observe(time.perf_counter() - g.started)
        return response
