"""Reading dossiers over HTTP: search, one, its history, the slip; and revealing masked values."""

from typing import Any

from flask import Response, current_app
from flask_smorest import Blueprint

from app.core import clock
from app.core.guard import current_actor, requires
from app.core.transaction import snapshot
from app.dossiers import actions, queries, schemas
from app.dossiers.search import search
from app.dossiers.slip import slip_of

blp = Blueprint("dossiers", __name__, url_prefix="/api/v1", description="Dossiers: reading. All writing goes by sync.")


@blp.route("/dossiers", methods=["GET"])
@requires("dossier:search")
@blp.arguments(schemas.SearchQuery, location="query")
@blp.response(200, schemas.SearchOut)
def search_dossiers(args: dict[str, Any]) -> dict[str, Any]:
    """Find dossiers within one's scope."""
    with snapshot() as session:
        return search(session, current_actor(), args, clock.now())


@blp.route("/dossiers/<dossier_id>", methods=["GET"])
@requires("dossier:read")
@blp.response(200, schemas.DossierOut)
def get_dossier(dossier_id: str) -> dict[str, Any]:
    """One dossier, masked for the reader."""
    with snapshot() as session:
        return queries.one(session, current_actor(), dossier_id)


@blp.route("/dossiers/<dossier_id>/history", methods=["GET"])
@requires("dossier:read")
@blp.response(200, schemas.HistoryOut)
def get_history(dossier_id: str) -> dict[str, Any]:
    """What happened to it, oldest first."""
    with snapshot() as session:
        return {"events": queries.history(session, current_actor(), dossier_id)}


@blp.route("/dossiers/<dossier_id>/reveal", methods=["POST"])
@requires("dossier:reveal")
@blp.arguments(schemas.RevealBody)
@blp.response(200, schemas.RevealOut)
def reveal(body: dict[str, Any], dossier_id: str) -> dict[str, Any]:
    """Show what is masked; who looked, and why, is kept."""
    return {"values": actions.reveal(current_actor(), dossier_id, reason=body["reason"])}


@blp.route("/dossiers/<dossier_id>/slip.pdf", methods=["GET"])
@requires("dossier:read")
@blp.response(200, content_type="application/pdf", description="The support slip, A5.")
def get_slip(dossier_id: str) -> Response:
    """The support slip; not the centre's receipt."""
    # Drawing libraries are heavy and slips are few: loaded when the first one is asked for.
    from app.dossiers.slip_pdf import render

    url = current_app.extensions["settings"].public_url
    with snapshot() as session:
        slip = slip_of(session, current_actor(), dossier_id, public_url=url, now=clock.now())
    response = Response(render(slip), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slip.reference}.pdf"'
    return response
