"""The keys phones seal to (HPKE): what is sealed can leave a locked phone and be read only here."""

import base64

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.core.crypto import decode_key

SUITE = "DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM"


def public_keys(seal_keys: str) -> list[dict[str, str]]:
    """seal_keys: `id:base64url of 32 bytes`, comma separated, current first; empty gives an empty list."""
    found = []
    for entry in filter(None, seal_keys.split(",")):
        kid, _, encoded = entry.strip().partition(":")
        public = X25519PrivateKey.from_private_bytes(decode_key(encoded)).public_key()
        raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        found.append({"kid": kid, "suite": SUITE, "public_key": base64.urlsafe_b64encode(raw).decode().rstrip("=")})
    return found
