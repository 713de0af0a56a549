"""The access matrix of the routes, written out: who gets which status for own, foreign and missing.

Beside the statuses named here, everybody who has not signed in gets 401, and who is locked out 403, except
on public routes, which answer all alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core.ids import new_reference

Json = dict[str, Any]

FIELD_AND_DESK = frozenset({"volunteer", "leader", "officer", "point staff"})
ALL_ROLES = FIELD_AND_DESK | {"overseer"}


@dataclass(frozen=True)
class Route:
    """A route that needs a sign-in.

    roles: who may use it at all, the others get 403. status: for who may. record: the kind of record its path
    names, whose readers get `status` and all others 404. body: of an unsafe method. locked_out: status for them.
    """

    roles: frozenset[str] = ALL_ROLES
    status: int = 200
    record: str | None = None
    body: Json | None = None
    locked_out: int = 403


SIGNED_IN_ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/api/v1/session"): Route(),
    ("DELETE", "/api/v1/session"): Route(status=204),
    ("GET", "/api/v1/sessions"): Route(),
    ("DELETE", "/api/v1/sessions/<session_id>"): Route(status=204, record="session"),
    ("DELETE", "/api/v1/devices/<device_id>"): Route(status=204, record="device"),
    ("POST", "/api/v1/password"): Route(status=422, body={}),
    ("GET", "/api/v1/keys"): Route(),
    ("GET", "/api/v1/wards"): Route(status=422),
    # Who is locked out may still hand in work here, and gets as far as having the body read.
    ("POST", "/api/v1/sync"): Route(status=400, body={}, locked_out=400),
    ("GET", "/api/v1/dossiers"): Route(FIELD_AND_DESK),
    ("GET", "/api/v1/dossiers/<dossier_id>"): Route(FIELD_AND_DESK, record="dossier"),
    ("GET", "/api/v1/dossiers/<dossier_id>/history"): Route(FIELD_AND_DESK, record="dossier"),
    ("GET", "/api/v1/dossiers/<dossier_id>/slip.pdf"): Route(FIELD_AND_DESK, record="dossier"),
    ("POST", "/api/v1/dossiers/<dossier_id>/reveal"): Route(
        FIELD_AND_DESK, record="dossier", body={"reason": "Gọi lại cho gia đình"}
    ),
}


@dataclass(frozen=True)
class Open:
    """A public route. paths: a path → the status everybody gets. body, form: of an unsafe method."""

    paths: Callable[[Json], dict[str, int]]
    body: Json | None = None
    form: Json | None = None


def at(path: str, status: int = 200) -> Callable[[Json], dict[str, int]]:
    return lambda _made: {path: status}


PUBLIC_ROUTES: dict[tuple[str, str], Open] = {
    ("POST", "/api/v1/session"): Open(at("/api/v1/session", 422), body={}),
    ("GET", "/api/v1/openapi.json"): Open(at("/api/v1/openapi.json")),
    ("GET", "/api/v1/docs"): Open(at("/api/v1/docs")),
    ("GET", "/healthz"): Open(at("/healthz")),
    ("GET", "/readyz"): Open(at("/readyz")),
    ("GET", "/metrics"): Open(at("/metrics")),
    ("GET", "/s/<reference>"): Open(lambda made: {f"/s/{made['reference']}": 200, f"/s/{new_reference()}": 404}),
    ("GET", "/tra-cuu"): Open(at("/tra-cuu")),
    ("POST", "/tra-cuu"): Open(at("/tra-cuu", 303), form={"code": new_reference(), "phone": "0000"}),
    ("GET", "/p/<code>"): Open(lambda _made: {"/p/1.001193": 200, "/p/9.999999": 404}),
    ("GET", "/p/<code>/qr.svg"): Open(lambda _made: {"/p/1.001193/qr.svg": 200, "/p/9.999999/qr.svg": 404}),
    ("GET", "/p/style/<name>"): Open(at("/p/style/public.css")),
}
