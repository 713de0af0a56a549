"""Field encryption and blind indexes.

A sealed value is `key id length (1 byte) | key id | nonce (12) | AES-256-GCM ciphertext and tag`, bound
to table, column and row, so that a value copied to another row does not open. Keys live outside the
database; the first key seals, every key opens, so that keys rotate while the product runs.
"""

import base64
import hashlib
import hmac
import os
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

NONCE_BYTES = 12


class CannotOpen(Exception):
    """The value was altered, moved, or sealed with a key that is not here."""


class Keyring:
    """data_keys: `id:base64url of 32 bytes`, comma separated, current one first. index_key: base64url."""

    def __init__(self, data_keys: str, index_key: str) -> None:
        self._keys: dict[str, AESGCM] = {}
        for entry in data_keys.split(","):
            key_id, _, encoded = entry.strip().partition(":")
            self._keys[key_id] = AESGCM(decode_key(encoded))
        self._current = next(iter(self._keys))
        self._prefix = bytes([len(self._current)]) + self._current.encode()
        self._index_key = decode_key(index_key)

    def seal(self, table: str, column: str, row_id: str, plain: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        bound = f"{table}|{column}|{row_id}".encode()
        return self._prefix + nonce + self._keys[self._current].encrypt(nonce, plain, bound)

    def open(self, table: str, column: str, row_id: str, sealed: bytes) -> bytes:
        size = sealed[0]
        key = self._keys.get(sealed[1 : 1 + size].decode("ascii", "replace"))
        if key is None:
            raise CannotOpen("unknown key id")
        start = 1 + size
        nonce, body = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
        try:
            return key.decrypt(nonce, body, f"{table}|{column}|{row_id}".encode())
        except InvalidTag as error:
            raise CannotOpen("altered or moved value") from error

    def blind(self, kind: str, scope: str, value: str) -> str:
        """16 bytes of HMAC-SHA-256 as hex: equal values of one scope meet, nothing else is learnt."""
        message = f"{kind}|{scope}|{value}".encode()
        return hmac.new(self._index_key, message, hashlib.sha256).hexdigest()[:32]

    def hash_payload(self, canonical: bytes) -> str:
        """Keyed hash of a command's content, to tell a replay from another command of the same id."""
        return hmac.new(self._index_key, b"payload|" + canonical, hashlib.sha256).hexdigest()


def decode_key(encoded: str) -> bytes:
    """32 bytes from base64url with or without padding; ValueError for anything else."""
    raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    if len(raw) != 32:
        raise ValueError("a key has 32 bytes")
    return raw


def new_key() -> str:
    """32 random bytes as base64url."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")


def keyring() -> Keyring:
    ring: Keyring = current_app.extensions["keyring"]
    return ring


def seal_json(table: str, column: str, row_id: str, value: Any) -> bytes:
    return keyring().seal(table, column, row_id, orjson.dumps(value))


def open_json(table: str, column: str, row_id: str, sealed: bytes) -> Any:
    return orjson.loads(keyring().open(table, column, row_id, sealed))
