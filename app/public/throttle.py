"""Slows down look-ups that find nothing: each costs a token, per address and for all together.

What is found costs nothing and is always answered: mobile networks and ward centres put many people behind one
address, and a neighbour's guesses are not theirs. That gives nobody more chances, since a whole code has 65 random
bits; the brake spares the server work. Where four digits of a phone are the secret, somebody who has the code may go
through them, so there the tokens are the code's and are asked for first.

In memory and per process: a modest brake, not a wall.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

ADDRESS_BURST = 20
ADDRESS_PER_SECOND = 1 / 6
ALL_BURST = 300
ALL_PER_SECOND = 10.0
MOST_ADDRESSES = 10_000


@dataclass(slots=True)
class Tokens:
    left: float
    at: float

    def refill(self, now: float, rate: float, burst: float) -> None:
        self.left = min(burst, self.left + (now - self.at) * rate)
        self.at = now


@dataclass
class Throttle:
    """clock: seconds, monotonic. has_common: whether all keys together have a limit too."""

    clock: Callable[[], float] = time.monotonic
    has_common: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _addresses: "OrderedDict[str, Tokens]" = field(default_factory=OrderedDict)
    _all: Tokens | None = None

    def wait_seconds(self, key: str) -> int:
        """How long before the next look-up in vain is answered; 0 when it may go on. key: an address, or a code."""
        with self._lock:
            own, everyone = self._refilled(key)
            short = (1 - own.left) / ADDRESS_PER_SECOND
            if self.has_common:
                short = max(short, (1 - everyone.left) / ALL_PER_SECOND)
            return math.ceil(max(0.0, short))

    def found_nothing(self, key: str) -> None:
        """Take a token for a look-up in vain."""
        with self._lock:
            for tokens in self._refilled(key):
                tokens.left -= 1

    def _refilled(self, key: str) -> tuple[Tokens, Tokens]:
        now = self.clock()
        own = self._addresses.pop(key, None) or Tokens(ADDRESS_BURST, now)
        own.refill(now, ADDRESS_PER_SECOND, ADDRESS_BURST)
        self._addresses[key] = own
        while len(self._addresses) > MOST_ADDRESSES:
            self._addresses.popitem(last=False)
        self._all = self._all or Tokens(ALL_BURST, now)
        self._all.refill(now, ALL_PER_SECOND, ALL_BURST)
        return own, self._all
