"""`make run`: sets up, migrates, loads the demonstration, serves, and says where and for whom.

All settings of the product are taken from the environment; development makes up the keys it lacks and
keeps them in instance/, so that the data stays readable from one run to the next.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request

from setup import set_up
from tools import PYTHON, ROOT, Failed, environment, run, say, stop

START_SECONDS = 30


def main() -> None:
    port = os.environ.get("PORT") or "8000"
    # Demo passwords are known to everybody: only this machine is served unless somebody says otherwise.
    host = os.environ.get("HOST") or "127.0.0.1"
    if is_taken(host, port):
        stop(f"Something else listens on port {port} already. Try: make run PORT={int(port) + 1}")
    env = environment(PORT=port, FLASK_APP="wsgi", PYTHONUNBUFFERED="1")
    is_production = env.get("APP_ENV") == "production"
    if env.get("DATABASE_URL", "").startswith("postgres"):
        # Several workers only where the database has several writers.
        env.setdefault("WEB_CONCURRENCY", "2")
        env.setdefault("APP_ENV", "development")
    set_up()
    say("  … Preparing the database")
    flask = [PYTHON, "-m", "flask"]
    run([*flask, "db", "upgrade"], env=env)
    accounts = "" if is_production else run([*flask, "demo"], env=env)
    server = subprocess.Popen([str(PYTHON), "-m", "gunicorn", "--bind", f"{host}:{port}"], cwd=ROOT, env=env)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.send_signal(signal.SIGTERM))
    wait_until_ready(server, "127.0.0.1" if host in ("0.0.0.0", "::") else host, port)
    say(f"\n  Tổ Số is on  {env.get('PUBLIC_URL') or f'http://localhost:{port}'}")
    say(f"\n{textwrap.indent(accounts.strip(), '  ')}\n\n  Ctrl+C stops it.")
    sys.exit(max(0, server.wait()))


def is_taken(host: str, port: str) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # What a server that has just stopped leaves behind does not count, nor would gunicorn mind it.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def wait_until_ready(server: subprocess.Popen[bytes], host: str, port: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            stop("The server did not start; see above.")
        try:
            with urllib.request.urlopen(f"http://{f'[{host}]' if ':' in host else host}:{port}/readyz", timeout=2):
                return
        except urllib.error.HTTPError as answer:
            problem = answer.read().decode(errors="replace")
        except OSError as error:
            problem = str(error)
        time.sleep(0.1)
    server.terminate()
    stop(f"The server does not get ready: {problem}")


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        stop(str(failure))
    except KeyboardInterrupt:
        sys.exit(130)
