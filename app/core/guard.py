"""Who gets through to a route: deny by default, marks on every view, and the cross-site check.

The table of permissions and the way a session is read are handed in by the factory; this module knows
no feature. A view says what it needs with `@requires("dossier:read")` or `@public`; the table must say
the same, otherwise nobody gets in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request

from app.core.actor import Actor
from app.core.errors import AppError, not_found

P = ParamSpec("P")
R = TypeVar("R")

PUBLIC = "public"
SIGNED_IN = "signed_in"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
JSON = "application/json"
MARK = "guard_mark"
USUAL_BODY_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session as a request sees it.

    locked_out: the device was revoked or the person disabled while the session row is kept; such a
    phone may hand in its work and is told to wipe, nothing else.
    has_first_password: somebody else knows the password, because they handed it out; until the person
    has chosen one, the session is good for nothing but that.
    """

    actor: Actor
    locked_out: bool = False
    has_first_password: bool = False

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.actor.person_id


@dataclass(frozen=True, slots=True)
class Policy:
    """routes: (method, rule) → permission. permissions_of: roles → what they may do somewhere.

    load: reads the session of the present request, None when there is none; raises DEVICE_REVOKED.
    touch: notes a deliberate act.
    """

    routes: Mapping[tuple[str, str], str]
    permissions_of: Callable[[frozenset[str]], frozenset[str]]
    load: Callable[[], SignedIn | None]
    touch: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a view needs. accepts: content types of a body; admits_…: see SignedIn."""

    permission: str
    accepts: tuple[str, ...] = (JSON,)
    max_body_bytes: int = USUAL_BODY_BYTES
    admits_locked_out: bool = False
    admits_first_password: bool = False
    is_deliberate: bool = True


def requires(
    permission: str,
    *,
    accepts: tuple[str, ...] = (JSON,),
    max_body_bytes: int = USUAL_BODY_BYTES,
    admits_locked_out: bool = False,
    admits_first_password: bool = False,
    is_deliberate: bool = True,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let through who holds the permission (SIGNED_IN: anyone signed in).

    accepts: content types this route reads. admits_first_password: also before the person has chosen a
    password of their own. is_deliberate: whether a request is somebody's act, which keeps the session
    alive, rather than a poll.
    """
    return _marked(Mark(permission, accepts, max_body_bytes, admits_locked_out, admits_first_password, is_deliberate))


def public(view: Callable[P, R]) -> Callable[P, R]:
    """No sign-in needed."""
    return _marked(Mark(PUBLIC))(view)


def public_form(view: Callable[P, R]) -> Callable[P, R]:
    """No sign-in needed; reads a plain HTML form."""
    return _marked(Mark(PUBLIC, accepts=("application/x-www-form-urlencoded",)))(view)


def _marked(mark: Mark) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            return view(*args, **kwargs)

        setattr(guarded, MARK, mark)
        return guarded

    return decorate


def mark_of(view: Any, method: str) -> Mark | None:
    """The mark of a view function, or of the method of a view class; None when it has none."""
    view_class = getattr(view, "view_class", None)
    return getattr(getattr(view_class, method.lower(), None) if view_class else view, MARK, None)


def install(app: Flask, policy: Policy) -> None:
    """Check every request before its view runs."""
    app.extensions["policy"] = policy
    app.before_request(check_request)


def check_request() -> None:
    """Cross-site, mark and table, session, permission, content type: in this order. Raises AppError."""
    if request.method not in SAFE_METHODS and not is_same_origin():
        raise AppError("CROSS_SITE", "csrf.other_site")
    if "\x00" in request.path:
        # No id or code of ours holds one, and PostgreSQL cannot even be asked.
        raise not_found()
    if request.routing_exception is not None or request.url_rule is None:
        return
    policy = cast(Policy, current_app.extensions["policy"])
    method = "GET" if request.method == "HEAD" else request.method
    mark = mark_of(current_app.view_functions[request.url_rule.endpoint], method)
    if mark is None or policy.routes.get((method, request.url_rule.rule)) != mark.permission:
        current_app.logger.error("policy.missing", extra={"rule": request.url_rule.rule})
        raise AppError("FORBIDDEN", "policy.missing")
    request.max_content_length = mark.max_body_bytes
    if mark.permission != PUBLIC:
        _check_session(policy, mark)
    if request.method not in SAFE_METHODS:
        _check_content_type(mark)


def _check_session(policy: Policy, mark: Mark) -> None:
    signed_in = policy.load()
    if signed_in is None:
        raise AppError("AUTH_EXPIRED", "session.expired")
    g.signed_in = signed_in
    if signed_in.locked_out:
        if not mark.admits_locked_out:
            raise AppError("DEVICE_REVOKED", "session.locked_out")
        return
    if signed_in.has_first_password and not mark.admits_first_password:
        raise AppError("PASSWORD_CHANGE_NEEDED", "session.first_password")
    if mark.permission != SIGNED_IN and mark.permission not in policy.permissions_of(signed_in.actor.roles):
        raise AppError("FORBIDDEN", "policy.role")
    if mark.is_deliberate:
        policy.touch()


def _check_content_type(mark: Mark) -> None:
    """A body must say what it is; a cross-site form can say only a few types, none of them ours."""
    has_body = bool(request.content_length) or "Transfer-Encoding" in request.headers
    if has_body and request.mimetype not in mark.accepts:
        raise AppError("MEDIA_TYPE", "body.content_type", accepts=list(mark.accepts))


def is_same_origin() -> bool:
    """Whether the request comes from our own pages, as far as the browser tells.

    Old browsers send no Sec-Fetch-Site; programs send neither and have to send Origin.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("Origin", ""))
    if origin.scheme not in ("http", "https") or not origin.netloc:
        return False
    own = urlsplit(current_app.extensions["settings"].public_url)
    hosts = {_bare(request.host), _bare(own.netloc)}
    return _bare(origin.netloc) in hosts and not (own.scheme == "https" and origin.scheme == "http")


def _bare(netloc: str) -> str:
    return netloc.lower().removesuffix(":80").removesuffix(":443")


def current_session() -> SignedIn:
    """The session of this request. Only inside a view that is not public."""
    return cast(SignedIn, g.signed_in)


def current_actor() -> Actor:
    """Who makes this request. Only inside a view that is not public."""
    return current_session().actor
