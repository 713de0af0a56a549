"""Identifiers: UUIDv7 for records and commands, Crockford base32 for what people read out."""

import secrets
import uuid

import uuid_utils

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 13


def new_id() -> str:
    """A new UUIDv7 as canonical text."""
    return str(uuid_utils.uuid7())


def is_id(value: object) -> bool:
    """Whether value is a UUID in canonical lower-case text."""
    if not isinstance(value, str) or len(value) != 36:
        return False
    try:
        return str(uuid.UUID(value)) == value
    except ValueError:
        return False


def new_reference() -> str:
    """13 random Crockford characters (65 bits), for records made on the server."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(REFERENCE_LENGTH))


def shown_reference(reference: str) -> str:
    """`XXXX-XXXX-XXXXX`, to be read out in groups."""
    return f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"


def normalise_reference(text: str) -> str:
    """What a person typed or scanned, as stored: upper case, without separators, O→0, I and L→1."""
    kept = text.upper().translate(str.maketrans("OIL", "011"))
    return "".join(c for c in kept if c in CROCKFORD)
