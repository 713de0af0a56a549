"""Child processes that never outlive the tests, however those end."""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

SET_PARENT_DEATH_SIGNAL = 1
MEMORY = Path("/dev/shm")
ROOM_BYTES = 2 * 1024**3


def die_with_parent(signal_number: int) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends the signal when the test process goes, even by kill -9 (Linux only)."""

    def ask() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal_number)

    return ask


def start(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    log: IO[Any] | None = None,
    user: str | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program as the leader of its own process group. env: all of its environment, ours when None.

    log: gets both outputs; they are thrown away when None. user: to run as, when we are root.
    """
    as_user: dict[str, Any] = {"user": user, "group": group_of(user), "extra_groups": []} if user else {}
    return subprocess.Popen(
        [str(part) for part in argv],
        env=dict(env) if env is not None else None,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=log or subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
        **as_user,
    )


def group_of(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


def kill_group(
    process: subprocess.Popen[bytes], signal_number: int = signal.SIGKILL, *, wait_seconds: float = 10
) -> None:
    """Signal the whole group and wait for its leader.

    A killed gunicorn master alone would leave its workers serving.
    """
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal_number)
    try:
        process.wait(wait_seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(wait_seconds)


def scratch_folder(prefix: str, *, on_disk: bool = False) -> Path:
    """A new folder, in memory where there is room: hundreds of databases come and go, and none has to last."""
    has_room = not on_disk and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    return Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if has_room else None))


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
