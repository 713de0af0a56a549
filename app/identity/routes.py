"""Sign-in, own sessions and devices, password, sealing keys."""

from datetime import timedelta
from typing import Any

from flask import after_this_request, request
from flask_smorest import Blueprint

from app.core import sealing
from app.core.guard import SIGNED_IN, current_actor, public, requires
from app.core.transaction import snapshot
from app.identity import actions, queries, schemas
from app.identity.sessions import (
    DEVICE_COOKIE_SECONDS,
    FIELD_LIMITS,
    clear_session_cookie,
    cookie_name,
    set_cookie,
    settings,
)

blp = Blueprint(
    "identity", __name__, url_prefix="/api/v1", description="Who is signed in, where, and with what rights."
)

SESSION_COOKIE_SECONDS = int(FIELD_LIMITS[1] / timedelta(seconds=1))
"""The longest any session lives; the server ends it earlier where it must."""


@blp.route("/session", methods=["POST"])
@public
@blp.arguments(schemas.SignInBody)
@blp.response(200, schemas.SessionOut)
def sign_in(body: dict[str, Any]) -> dict[str, Any]:
    """Sign in."""
    device_token = request.cookies.get(cookie_name("device"))
    tokens = actions.sign_in(body["login"], body["password"], device=body["device"], device_token=device_token)
    send_cookies(session=tokens.session, device=tokens.device)
    with snapshot() as session:
        return queries.session_body(session, tokens.session_id)


@blp.route("/session", methods=["GET"])
@requires(SIGNED_IN, admits_first_password=True, is_deliberate=False)
@blp.response(200, schemas.SessionOut)
def get_session() -> dict[str, Any]:
    """The session in force."""
    with snapshot() as session:
        return queries.session_body(session, str(current_actor().session_id))


@blp.route("/session", methods=["DELETE"])
@requires(SIGNED_IN, admits_first_password=True)
@blp.response(204)
def sign_out() -> None:
    """Sign out."""
    actions.sign_out(current_actor())
    after_this_request(clear_session_cookie)


@blp.route("/sessions", methods=["GET"])
@requires(SIGNED_IN)
@blp.response(200, schemas.SessionsOut)
def list_sessions() -> dict[str, Any]:
    """One's own open sessions and devices."""
    with snapshot() as session:
        return queries.own_sessions(session, current_actor())


@blp.route("/sessions/<session_id>", methods=["DELETE"])
@requires(SIGNED_IN)
@blp.response(204)
def end_session(session_id: str) -> None:
    """End one of one's own sessions."""
    actions.end_session(current_actor(), session_id)


@blp.route("/devices/<device_id>", methods=["DELETE"])
@requires(SIGNED_IN)
@blp.response(204)
def revoke_device(device_id: str) -> None:
    """Revoke one of one's own devices: it wipes itself at its next contact."""
    actions.revoke_device(current_actor(), device_id)


@blp.route("/password", methods=["POST"])
@requires(SIGNED_IN, admits_first_password=True)
@blp.arguments(schemas.PasswordBody)
@blp.response(204)
def change_password(body: dict[str, Any]) -> None:
    """Change one's password; all other sessions end."""
    send_cookies(session=actions.change_password(current_actor(), body["current"], body["new"]))


@blp.route("/keys", methods=["GET"])
@requires(SIGNED_IN)
@blp.response(200, schemas.KeysOut)
def list_keys() -> dict[str, Any]:
    """Public keys that phones seal to, the current one first."""
    return {"keys": sealing.public_keys(settings().seal_keys)}


def send_cookies(*, session: str, device: str | None = None) -> None:
    """Set the cookies on the answer to this request."""

    @after_this_request
    def add(response: Any) -> Any:
        if response.status_code < 300:
            set_cookie(response, "session", session, SESSION_COOKIE_SECONDS)
            if device is not None:
                set_cookie(response, "device", device, DEVICE_COOKIE_SECONDS)
        return response
