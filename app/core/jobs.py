"""Work that runs by the clock: each room lists its own in `jobs.py`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """name: `room.verb`. run: does it and says in a few words what was done; safe to run at any time."""

    name: str
    run: Callable[[], str]
