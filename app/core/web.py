"""What every answer carries, and how the built client is served.

The headers are added outside of everything else (static files, errors, refused methods), so that no
answer can go without them.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from flask import Flask, Request, Response
from flask.json.provider import JSONProvider
from flask.sessions import SecureCookieSession, SessionInterface
from whitenoise import WhiteNoise

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
NOT_THE_CLIENT = ("/api/", "/_app/", "/s/", "/p/", "/tra-cuu", "/healthz", "/readyz", "/metrics")
"""Paths that never answer with the app shell."""


def content_security_policy(script_hashes: Iterable[str]) -> str:
    """No inline styles, no foreign hosts; scripts are ours or one of the hashes ('sha256-…')."""
    scripts = " ".join(["'self'", *(f"'{h}'" for h in script_hashes), "'wasm-unsafe-eval'"])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' blob: data:; "
        "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


def script_hashes(html: str) -> list[str]:
    """The hash of each inline script, as a Content-Security-Policy names it."""
    found = []
    for script in INLINE_SCRIPT.findall(html):
        digest = hashlib.sha256(script.encode()).digest()
        found.append("sha256-" + base64.b64encode(digest).decode())
    return found


def security_headers(csp: str, *, https: bool) -> dict[str, str]:
    headers = {
        "Content-Security-Policy": csp,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def client_address(request: Request) -> str:
    """The address a request comes from; a proxy on this machine says for whom it speaks.

    Whoever connects from elsewhere may write into X-Forwarded-For what they like, so it is not read then.
    """
    address = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if address in ("127.0.0.1", "::1") and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return address


class SecurityHeaders:
    """WSGI middleware: adds the headers an answer lacks; what the API answers is never stored."""

    def __init__(self, app: "WSGIApplication", headers: dict[str, str]) -> None:
        self._app = app
        self._headers = headers

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        is_api = environ.get("PATH_INFO", "").startswith("/api/")

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            present = {name.lower() for name, _value in headers}
            added = [(n, v) for n, v in self._headers.items() if n.lower() not in present]
            if is_api and "cache-control" not in present:
                added.append(("Cache-Control", "no-store"))
            return start_response(status, [*headers, *added], exc_info)

        return self._app(environ, start)


class Shell:
    """The client's fallback page: what `/` and every client route answer."""

    def __init__(self, build: Path) -> None:
        index = build / "index.html"
        self.html = index.read_bytes() if index.is_file() else b""
        packed = build / "index.html.br"
        self.brotli = packed.read_bytes() if packed.is_file() and self.html else b""

    @property
    def is_built(self) -> bool:
        return bool(self.html)

    def answers(self, request: Request) -> bool:
        """Whether a path nobody knows is one of the client's routes: a page is wanted, not a file."""
        path = request.path
        return (
            self.is_built
            and request.method in ("GET", "HEAD")
            and "text/html" in request.headers.get("Accept", "")
            and not path.startswith(NOT_THE_CLIENT)
            and path != "/api"
            and "." not in path.rsplit("/", 1)[-1]
        )

    def response(self, request: Request) -> Response:
        use_brotli = bool(self.brotli) and "br" in request.headers.get("Accept-Encoding", "")
        response = Response(self.brotli if use_brotli else self.html, mimetype="text/html")
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Vary"] = "Accept-Encoding"
        if use_brotli:
            response.headers["Content-Encoding"] = "br"
        return response


def serve_client(app: Flask, build: Path, *, https: bool) -> None:
    """Put the headers and the built files in front of the app."""
    shell = Shell(build)
    app.extensions["shell"] = shell
    csp = content_security_policy(script_hashes(shell.html.decode()))
    inner: WSGIApplication = app.wsgi_app
    if build.is_dir():
        inner = WhiteNoise(
            inner,
            root=build,
            index_file=True,
            max_age=0,
            allow_all_origins=False,
            immutable_file_test=lambda _path, url: url.startswith("/_app/immutable/"),
            add_headers_function=revalidate_unless_immutable,
            mimetypes={".webmanifest": "application/manifest+json", ".wasm": "application/wasm"},
        )
    app.wsgi_app = SecurityHeaders(inner, security_headers(csp, https=https))  # type: ignore[method-assign]


def revalidate_unless_immutable(headers: Any, _path: str, url: str) -> None:
    """The shell and the worker must be fresh, or a phone would keep an old version for ever."""
    if not url.startswith("/_app/immutable/"):
        headers["Cache-Control"] = "no-cache"


class NoFlaskSession(SessionInterface):
    """Flask's cookie session stays empty and is never sent: sessions are rows of ours."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        return SecureCookieSession()

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        return None


class OrjsonProvider(JSONProvider):
    """JSON by orjson: times become RFC 3339, keys keep their order."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return orjson.dumps(obj, default=kwargs.get("default")).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        return Response(orjson.dumps(self._prepare_response_obj(args, kwargs)), mimetype="application/json")
