"""Security headers stand on every answer, whoever asks and whatever goes wrong."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.web import script_hashes
from app.factory import create_app
from tests.support.settings import ORIGIN, settings

POLICY = (
    r"default-src 'none'; script-src 'self'( 'sha256-[A-Za-z0-9+/=]{44}')* 'wasm-unsafe-eval'; style-src 'self'; "
    r"img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
    r"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

INDEX = "<!doctype html><html><head></head><body><script>start({a: '<b>'})</script></body></html>"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A build of the client, as small as one can be."""
    build = tmp_path / "build"
    immutable = build / "_app" / "immutable"
    immutable.mkdir(parents=True)
    (build / "index.html").write_text(INDEX)
    (build / "service-worker.js").write_text("1")
    (build / "manifest.webmanifest").write_text("{}")
    (immutable / "app.abc123.js").write_text("2")
    return build


@pytest.fixture
def served(built: Path, tmp_path: Path) -> FlaskClient:
    url = f"sqlite:///{tmp_path}/none.sqlite3"
    return create_app(settings(url, tmp_path, CLIENT_BUILD=str(built))).test_client()


ANSWERS = [
    ("GET", "/", {"Accept": "text/html"}, 200),
    ("GET", "/ho-so/abc", {"Accept": "text/html"}, 200),
    ("GET", "/_app/immutable/app.abc123.js", {}, 200),
    ("GET", "/service-worker.js", {}, 200),
    ("POST", "/service-worker.js", {"Origin": ORIGIN}, 405),
    ("GET", "/_app/immutable/gone.js", {}, 404),
    ("GET", "/healthz", {}, 200),
    ("GET", "/readyz", {}, 503),
    ("GET", "/api/v1/session", {}, 401),
    ("GET", "/api/v1/nothing", {}, 404),
    ("PUT", "/api/v1/session", {"Origin": ORIGIN}, 405),
    ("POST", "/api/v1/session", {}, 403),
    ("POST", "/api/v1/session", {"Origin": ORIGIN, "Content-Type": "text/plain"}, 415),
    ("OPTIONS", "/api/v1/session", {}, 405),
    ("GET", "/api/v1/docs", {}, 200),
]


@pytest.mark.parametrize(("method", "path", "headers", "status"), ANSWERS)
def test_every_answer_carries_the_security_headers(
    served: FlaskClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = served.open(path, method=method, headers=headers, data=None if method == "GET" else b"{}")

    assert answer.status_code == status
    assert re.fullmatch(POLICY, answer.headers["Content-Security-Policy"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=(self), geolocation=(self)" in answer.headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers
    assert (answer.headers.get("Cache-Control") == "no-store") == path.startswith("/api/")


def test_https_adds_strict_transport_security(tmp_path: Path) -> None:
    secure = settings(f"sqlite:///{tmp_path}/x.sqlite3", tmp_path, PUBLIC_URL="https://to-so.example.vn")

    answer = create_app(secure).test_client().get("/healthz")

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_the_policy_names_the_hash_of_the_boot_script(served: FlaskClient) -> None:
    (expected,) = script_hashes(INDEX)

    assert f"'{expected}'" in served.get("/healthz").headers["Content-Security-Policy"]


def test_an_error_while_answering_still_carries_the_headers(tmp_path: Path) -> None:
    app: Flask = create_app(settings(f"sqlite:///{tmp_path}/x.sqlite3", tmp_path))

    def explode() -> None:
        raise RuntimeError("boom")

    app.before_request_funcs[None].insert(0, explode)
    answer = app.test_client().get("/api/v1/session")

    assert answer.status_code == 500
    assert answer.json["code"] == "INTERNAL"
    assert re.fullmatch(POLICY, answer.headers["Content-Security-Policy"])


def test_the_shell_and_the_worker_are_always_checked_for_a_newer_one(served: FlaskClient) -> None:
    for path in ("/", "/service-worker.js", "/manifest.webmanifest"):
        assert served.get(path).headers["Cache-Control"] == "no-cache"
    assert served.get("/vneid", headers={"Accept": "text/html"}).headers["Cache-Control"] == "no-cache"


def test_named_by_content_files_are_kept_for_ever(served: FlaskClient) -> None:
    kept = served.get("/_app/immutable/app.abc123.js").headers["Cache-Control"]

    assert "immutable" in kept
    assert "max-age=315360000" in kept


def test_the_manifest_has_its_media_type(served: FlaskClient) -> None:
    assert served.get("/manifest.webmanifest").mimetype == "application/manifest+json"


@pytest.mark.parametrize("path", ["/_app/immutable/gone.js", "/_app/version.json", "/api/v1/x", "/s/", "/icon.png"])
def test_a_missing_file_is_never_the_shell(served: FlaskClient, path: str) -> None:
    answer = served.get(path, headers={"Accept": "text/html"})

    assert "start(" not in answer.text
    assert answer.status_code == 404


def test_a_client_route_is_the_shell_only_for_a_page(served: FlaskClient) -> None:
    assert "start(" in served.get("/desk/queue", headers={"Accept": "text/html"}).text
    assert served.get("/desk/queue", headers={"Accept": "application/json"}).status_code == 404
