"""Finding a ward by the name of today or of before."""

from typing import Any

from flask_smorest import Blueprint

from app.core.guard import requires
from app.core.transaction import snapshot
from app.places import queries, schemas

blp = Blueprint("places", __name__, url_prefix="/api/v1", description="Wards, with the units they took over.")


@blp.route("/wards", methods=["GET"])
@requires("place:read")
@blp.arguments(schemas.WardQuery, location="query")
@blp.response(200, schemas.WardsOut)
def search_wards(args: dict[str, Any]) -> dict[str, Any]:
    """Wards whose name, or a former unit's, contains the text."""
    with snapshot() as session:
        return {"wards": queries.search_wards(session, args["q"], province=args.get("province"))}
