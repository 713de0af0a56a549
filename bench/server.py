"""The product under gunicorn, and what it used of the machine."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

from bench.client import Connection
from tests.support import processes

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A gunicorn with its workers. port: on 127.0.0.1."""

    port: int
    process: Popen[bytes]

    def pids(self) -> list[int]:
        """The leader and its workers."""
        found = [self.process.pid]
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                except (OSError, IndexError):
                    continue
                if parent == self.process.pid:
                    found.append(int(entry.name))
        return found

    def cpu_seconds(self) -> float:
        """User and system time of all its processes so far."""
        total = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory_mb(self) -> float:
        """Resident memory of all its processes, shared pages counted once per process."""
        total = 0
        for pid in self.pids():
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        return total / 1e6


@contextmanager
def serve(target: str, settings: dict[str, str], *, workers: int, threads: int = 8) -> Iterator[Server]:
    """Run `target` (module:app) until the block ends."""
    port = processes.free_port()
    argv = [sys.executable, "-m", "gunicorn", target, "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    argv += ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads), "--log-level", "error"]
    argv += ["--keep-alive", "30"]
    with tempfile.TemporaryFile() as log:
        process = processes.start(argv, env={**os.environ, **settings}, log=log, cwd=ROOT)
        try:
            server = Server(port, process)
            _wait(server)
            yield server
        finally:
            processes.kill_group(process)


def _wait(server: Server) -> None:
    """Until it answers."""
    for _ in range(300):
        try:
            if Connection(server.port, None).get("/healthz").status in (200, 404):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not come up")
