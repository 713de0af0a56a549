"""Slows down guessing of codes: look-ups that find nothing cost a token, per address and for all together.

In memory and per process: a modest brake beside 65 random bits, not a wall. What is found costs nothing, so
that a ward centre behind one address never notices.
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
    """clock: seconds, monotonic."""

    clock: Callable[[], float] = time.monotonic
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _addresses: "OrderedDict[str, Tokens]" = field(default_factory=OrderedDict)
    _all: Tokens | None = None

    def wait_seconds(self, address: str) -> int:
        """How long this address must wait before the next look-up; 0 when it may go on."""
        with self._lock:
            own, everyone = self._refilled(address)
            short = max((1 - own.left) / ADDRESS_PER_SECOND, (1 - everyone.left) / ALL_PER_SECOND)
            return math.ceil(max(0.0, short))

    def found_nothing(self, address: str) -> None:
        """Take a token for a look-up in vain."""
        with self._lock:
            for tokens in self._refilled(address):
                tokens.left -= 1

    def _refilled(self, address: str) -> tuple[Tokens, Tokens]:
        now = self.clock()
        own = self._addresses.pop(address, None) or Tokens(ADDRESS_BURST, now)
        own.refill(now, ADDRESS_PER_SECOND, ADDRESS_BURST)
        self._addresses[address] = own
        while len(self._addresses) > MOST_ADDRESSES:
            self._addresses.popitem(last=False)
        self._all = self._all or Tokens(ALL_BURST, now)
        self._all.refill(now, ALL_PER_SECOND, ALL_BURST)
        return own, self._all
