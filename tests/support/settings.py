"""The settings tests run with: fixed keys, so that a copied database can be read."""

import base64
from pathlib import Path

ORIGIN = "http://localhost"
"""What programs send in place of `Sec-Fetch-Site`; the host of Flask's test client."""


def key(letter: str) -> str:
    return base64.urlsafe_b64encode(letter.encode() * 32).decode().rstrip("=")


def settings(database_url: str, folder: Path, **others: str) -> dict[str, str]:
    """All settings of an app. folder: where its files go. others: in capitals, as in the environment."""
    return {
        "APP_ENV": "development",
        "DATABASE_URL": database_url,
        "SECRET_KEY": "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvw",
        "DATA_KEYS": f"t1:{key('d')}",
        "INDEX_KEY": key("i"),
        "SEAL_KEYS": f"t1:{key('s')}",
        "FILES_URL": (folder / "files").as_uri(),
        "PUBLIC_URL": ORIGIN,
        "LOG_LEVEL": "warning",
    } | others
