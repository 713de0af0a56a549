"""Looking at masked values: the one read that leaves a trace."""

from typing import Any

from app.core.actor import Actor
from app.core.crypto import seal_json
from app.core.ids import new_id
from app.core.secrets import mask_secrets
from app.core.transaction import snapshot, unit
from app.dossiers.access import get_dossier
from app.dossiers.actions.common import named
from app.dossiers.models import Reveal
from app.dossiers.queries import hidden_values


def reveal(actor: Actor, dossier_id: str, *, reason: str) -> dict[str, Any]:
    """{path: value} of what is masked for this person; who looked and why is kept. Raises NOT_FOUND.

    Nothing masked, nothing written.
    """
    with unit(_ward(actor, dossier_id)) as work:
        work.actor_id, work.device_id = actor.person_id, actor.device_id
        dossier, values = hidden_values(work.session, actor, dossier_id)
        if values:
            look = Reveal(id=new_id(), dossier_id=dossier.id, person_id=actor.person_id, at=work.now)
            look.content = seal_json(Reveal.__tablename__, "content", look.id, {"reason": mask_secrets(reason)[0]})
            work.session.add(look)
            work.audit("dossier.reveal", "dossier", dossier.id, fields=named(values), reveal_id=look.id)
    return values


def _ward(actor: Actor, dossier_id: str) -> str:
    """Whose trail the look belongs to."""
    with snapshot() as session:
        dossier, _ = get_dossier(session, actor, dossier_id)
        return dossier.receiving_ward
