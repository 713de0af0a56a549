"""How gunicorn serves Tổ Số, in development, in tests and in production; read by itself from here.

What differs from one place to another (address, workers) comes from the command line and WEB_CONCURRENCY.
"""

import os
import shutil
from pathlib import Path
from typing import Any

wsgi_app = "wsgi:app"
worker_class = "gthread"
# One worker on SQLite, which has one writer. A thread per phone that is being answered, not per phone.
threads = 8
# A worker that has not been heard of for this long is replaced; a first load over 2G takes its time.
timeout = 60
# What is being answered may finish before a worker goes.
graceful_timeout = 20
# A phone's next request in a row comes sooner than that; behind nginx this saves handshakes.
keepalive = 15
# Enough for our cookies and a tus header, and no more.
limit_request_field_size = 8190
limit_request_line = 4094
# Workers tell the master that they live by touching a file; on a disk that can block.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
# Each worker counts for itself, in a file; /metrics adds them up, whichever worker answers. Made before the app is
# imported, as prometheus-client looks for it then.
METRICS = "toso-metrics-"
metrics_folder = Path(worker_tmp_dir or "/tmp") / f"{METRICS}{os.getpid()}"


def is_running(pid: str) -> bool:
    """Whether there is a process of this number, of whomever; systems without /proc are asked alike."""
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, OverflowError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def tidy_up(parent: Path) -> None:
    """Take away the metrics of servers that were killed, and those of an earlier one with our number."""
    for left in parent.glob(f"{METRICS}*"):
        pid = left.name.removeprefix(METRICS)
        if pid == str(os.getpid()) or not is_running(pid):
            shutil.rmtree(left, ignore_errors=True)


if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    tidy_up(metrics_folder.parent)
    metrics_folder.mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics_folder)


def on_exit(_server: Any) -> None:
    """Called in the master when it ends."""
    shutil.rmtree(metrics_folder, ignore_errors=True)


# Nobody steers a running server; it is replaced.
control_socket_disable = True
# Requests are counted and logged by the app, which knows what must not be logged.
accesslog = None
errorlog = "-"
loglevel = "warning"
