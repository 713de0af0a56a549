"""Passwords: Argon2id, and how many may be computed at once."""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.errors import AppError, invalid

MEMORY_KIB = 47_104
AT_ONCE = 2
"""Hashes computed at the same time on the whole server: each takes 46 MiB and a core."""

MOST_WAITING = 4
WAIT_SECONDS = 8.0
SHORTEST, LONGEST = 10, 256

COMMON = frozenset(
    ["1234567890", "0123456789", "12345678910", "qwertyuiop", "password12", "password123", "matkhau123", "anhyeuem123"]
)

hasher = PasswordHasher(time_cost=1, memory_cost=MEMORY_KIB, parallelism=1)


class Slots:
    """Lets a few hash at once and a few wait; everybody else is asked to come back."""

    def __init__(self, at_once: int, most_waiting: int) -> None:
        self._running = threading.Semaphore(at_once)
        self._admitted = threading.Semaphore(at_once + most_waiting)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises BUSY when the queue is full or the wait too long."""
        if not self._admitted.acquire(blocking=False):
            raise AppError("BUSY", "session.busy")
        try:
            if not self._running.acquire(timeout=WAIT_SECONDS):
                raise AppError("BUSY", "session.busy")
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._admitted.release()


_slots = Slots(AT_ONCE, MOST_WAITING)


def share_slots(workers: int) -> None:
    """Give this process its part of what the server may compute at once."""
    global _slots
    _slots = Slots(max(1, AT_ONCE // workers), MOST_WAITING)


def _normal(password: str) -> str:
    """The same password typed on a phone (NFD) and on a desktop (NFC) is the same."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    with _slots.taken():
        return hasher.hash(_normal(password))


@cache
def _nobody() -> str:
    return hasher.hash("nobody has this password")


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the right one; takes as long when there is no such account (None)."""
    with _slots.taken():
        try:
            return hasher.verify(stored or _nobody(), _normal(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def check_new(password: str, *, login: str, current: str) -> None:
    """What a person may choose; never the one they have. Raises VALIDATION naming the field `new`."""
    normal = _normal(password)
    if normal == _normal(current):
        raise invalid({"new": ["password.same"]})
    if not SHORTEST <= len(normal) <= LONGEST:
        raise invalid({"new": ["password.length"]})
    if normal.lower() in COMMON or login.lower() in normal.lower() or len(set(normal)) < 5:
        raise invalid({"new": ["password.too_easy"]})
