"""Real servers: gunicorn as in production, on a free port, killed as a whole when the test says so."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from app.config import DOCUMENTED, ROOT
from tests.support import processes
from tests.support.settings import settings

START_SECONDS = 30


class Server:
    """One gunicorn with its workers. folder: for files and the log. others: more settings, in capitals."""

    def __init__(self, database_url: str, folder: Path, *, workers: int = 1, **others: str) -> None:
        self.port = processes.free_port()
        self.folder = folder
        self.database_url = database_url
        self._workers = workers
        self._settings = settings(database_url, folder, PORT=str(self.port), PUBLIC_URL=self.address) | others
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("The server is not running.")
        return self._process

    @property
    def log_path(self) -> Path:
        return self.folder / "server.log"

    def environment(self) -> dict[str, str]:
        """The machine's variables, but none of the product's except ours."""
        machine = {name: value for name, value in os.environ.items() if name not in DOCUMENTED}
        return machine | self._settings | {"WEB_CONCURRENCY": str(self._workers), "PYTHONUNBUFFERED": "1"}

    def start(self) -> None:
        """Start it on the same port, and wait until it is ready."""
        with self.log_path.open("ab") as log:
            argv = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}"]
            self._process = processes.start(argv, env=self.environment(), cwd=ROOT, log=log)
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server does not get ready:\n{self.log_path.read_text()[-4000:]}")
            time.sleep(0.05)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """As a power cut would: the master and every worker, now."""
        processes.kill_group(self.process)
        self._process = None

    def stop(self) -> None:
        """Let it finish what it is answering; nothing happens when it is not running."""
        if self._process is not None:
            processes.kill_group(self._process, signal.SIGTERM)
            self._process = None
