"""What the ledger keeps of a command: all of it, but for what must never be stored.

A citizen's password or one-time code that somebody typed into a text is masked before the record is
written; the command as kept must not hold it either. Its hash is still that of what was sent, so that
the same command sent again is known.
"""

import orjson
import rfc8785

from app.core.secrets import may_hold_secret, without_secrets
from app.sync.schemas import Command


def kept(command: Command) -> bytes:
    """The canonical bytes of a command without secrets; sealed content stays as it is."""
    if not may_hold_secret(command.canonical.decode()):
        return command.canonical
    args, is_masked = without_secrets(command.args)
    return rfc8785.dumps(orjson.loads(command.canonical) | {"args": args}) if is_masked else command.canonical
