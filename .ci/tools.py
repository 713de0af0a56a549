"""What the scripts here share: where things are, running programs, content stamps. Standard library only."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLIENT = ROOT / "static" / "pwa"
BUILD = CLIENT / "build"
CACHE = ROOT / ".cache"
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")

LEAST_PYTHON = (3, 11)


class Failed(Exception):
    """Something did not work; the message is for the person at the terminal."""


def say(text: str) -> None:
    print(text, flush=True)


def stop(text: str) -> None:
    print(f"\n{text}\n", file=sys.stderr, flush=True)
    sys.exit(1)


def environment(**more: str) -> dict[str, str]:
    """Our environment with the venv's programs first: its Node, whatever the machine has."""
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", "VIRTUAL_ENV": str(VENV)}
    env.pop("PYTHONHOME", None)
    return env | {"npm_config_update_notifier": "false", "npm_config_fund": "false", "npm_config_audit": "false"} | more


def run(
    argv: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None, quiet: bool = True
) -> str:
    """Run a program to its end; returns its output. quiet: show that only when it fails. Raises Failed."""
    done = subprocess.run(
        [str(part) for part in argv],
        cwd=cwd,
        env=environment() if env is None else dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        command = " ".join(str(part) for part in argv)
        raise Failed(f"{done.stdout or ''}\n`{command}` failed ({done.returncode}).".strip())
    return done.stdout or ""


def content_hash(paths: Iterable[Path], *words: str) -> str:
    """One hash over the names and the content of files and folders, and over some words."""
    digest = hashlib.sha256("\0".join(words).encode())
    for root in paths:
        files = [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.is_file())
        for file in files:
            digest.update(f"{file.relative_to(ROOT)}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def is_fresh(name: str, stamp: str) -> bool:
    """Whether the thing called `name` was last made from what `stamp` stands for."""
    with contextlib.suppress(OSError):
        return (CACHE / "stamps" / name).read_text() == stamp
    return False


def set_stamp(name: str, stamp: str) -> None:
    folder = CACHE / "stamps"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(stamp)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two scripts in one checkout install and build in turn."""
    CACHE.mkdir(exist_ok=True)
    if WINDOWS:
        yield
        return
    import fcntl

    with (CACHE / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    started = time.monotonic()
    say(f"  … {what}")
    yield
    say(f"    done in {time.monotonic() - started:.0f} s")


def program(*names: str) -> str | None:
    return next((found for name in names if (found := shutil.which(name))), None)


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_get(*packages: str) -> bool:
    """Install Debian's packages where we may; False where we may not or it did not work."""
    if not is_root() or not program("apt-get"):
        return False
    env = environment(DEBIAN_FRONTEND="noninteractive")
    try:
        run(["apt-get", "update", "-qq"], env=env)
        run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], env=env)
    except Failed:
        return False
    return True
