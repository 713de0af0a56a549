"""`make test`: everything that is checked before a change lands, with one summary at the end.

Two lanes of linters and type checkers run side by side, then the tests of the server on both databases,
then those in a real browser. Everything runs, whatever fails before it, so that one run tells all.

    test.py [--check | --fix] [STEP …]
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from setup import check_python, install_chromium, install_client, install_python
from tools import BIN, CACHE, CLIENT, PYTHON, ROOT, Failed, environment, one_at_a_time, say, stop

LOGS = CACHE / "logs"
ANSI = re.compile(r"\x1b\[[0-9;]*m")
CLOSING = re.compile(r"\d+ (passed|failed|errors?)\b.* in [\d.]+s|^\s*(Test Files|Tests)\s+\d|^no tests ran")
"""The lines with which pytest and vitest say what they ran."""


@dataclass
class Step:
    """One program. minutes: after that it is stopped and has failed. needs: steps that must have passed."""

    name: str
    argv: tuple[str | Path, ...]
    cwd: Path = ROOT
    minutes: float = 3
    needs: tuple[str, ...] = ()
    outcome: str = ""
    seconds: float = 0.0
    closing: list[str] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"

    def run(self) -> None:
        say(f"  ▶ {self.name}")
        started = time.monotonic()
        with self.log.open("wb") as output:
            process = subprocess.Popen(
                [str(part) for part in self.argv],
                cwd=self.cwd,
                env=environment(NO_COLOR="1", FORCE_COLOR="0", CI="true"),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            running.add(process)
            try:
                code = process.wait(self.minutes * 60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                code = -1
                output.write(f"\nStopped after {self.minutes:g} minutes.\n".encode())
            running.discard(process)
        self.seconds = time.monotonic() - started
        self.outcome = "passed" if code == 0 else "FAILED"
        text = ANSI.sub("", self.log.read_text(errors="replace"))
        self.closing = [line.strip() for line in text.splitlines() if CLOSING.search(line)]
        if code == 0:
            say(f"  ✓ {self.name}, {self.seconds:.0f} s" + "".join(f"\n      {line}" for line in self.closing))
        else:
            with printing:
                say(f"\n  ✗ {self.name}, {self.seconds:.0f} s\n\n{text.rstrip()}\n")


running: set[subprocess.Popen[bytes]] = set()
printing = threading.Lock()


def npm(script: str) -> tuple[str | Path, ...]:
    return (BIN / "npm", "run", "--silent", script)


def pytest(*arguments: str) -> tuple[str | Path, ...]:
    return (PYTHON, "-m", "pytest", *arguments)


SERVER_LINT = [
    Step("ruff", (BIN / "ruff", "check", "--no-cache", ".")),
    Step("format", (BIN / "ruff", "format", "--no-cache", "--check", ".")),
    Step("imports", (BIN / "lint-imports", "--no-logo", "--cache-dir", CACHE / "imports")),
    Step("mypy", (BIN / "mypy", "--cache-dir", CACHE / "mypy")),
]
CLIENT_LINT = [
    Step("svelte-check", npm("check"), CLIENT),
    Step("eslint", npm("lint"), CLIENT),
]
CLIENT_TESTS = [
    Step("vitest", npm("test"), CLIENT, minutes=10),
    Step("build", (PYTHON, ".ci/setup.py", "--for-tests")),
    Step("budgets", (PYTHON, ".ci/budgets.py"), needs=("build",)),
]
SERVER_TESTS = [
    Step("pytest", pytest("-m", "not browser", "-n", "2", "--dist", "worksteal", "--durations=5"), minutes=10)
]
BROWSER_TESTS = [
    Step(
        "browser",
        pytest("-m", "browser", "tests/browser", "-n", "2", "--dist", "worksteal", "--durations=5"),
        minutes=12,
        needs=("build",),
    )
]

CHECKS = [[SERVER_LINT, CLIENT_LINT]]
EVERYTHING = [[SERVER_LINT, CLIENT_LINT + CLIENT_TESTS], [SERVER_TESTS], [BROWSER_TESTS]]
"""Phases, one after the other; each has lanes side by side; each lane has steps, one after the other."""

FIXES = (
    ((BIN / "ruff", "check", "--fix", "--quiet", "."), ROOT),
    ((BIN / "ruff", "format", "--quiet", "."), ROOT),
    ((BIN / "npm", "run", "--silent", "lint", "--", "--fix"), CLIENT),
)


def run_lane(lane: Iterable[Step], done: dict[str, Step]) -> None:
    for step in lane:
        done[step.name] = step
        missing = [name for name in step.needs if name in done and done[name].outcome != "passed"]
        if missing:
            step.outcome = f"FAILED, for want of {missing[0]}"
            continue
        step.run()


def run_all(phases: list[list[list[Step]]], wanted: set[str]) -> list[Step]:
    done: dict[str, Step] = {}
    for phase in phases:
        chosen = [[step for step in lane if not wanted or step.name in wanted] for lane in phase]
        lanes = [threading.Thread(target=run_lane, args=(lane, done), daemon=True) for lane in chosen]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
    return [step for phase in phases for lane in phase for step in lane if step.name in done]


def summary(steps: list[Step], seconds: float) -> int:
    """Print it; the number of steps that failed."""
    failed = [step for step in steps if step.outcome != "passed"]
    say("\n  " + "─" * 60)
    for step in steps:
        say(f"  {'✓' if step.outcome == 'passed' else '✗'} {step.name:14} {step.seconds:5.0f} s  {step.outcome}")
        for line in step.closing[-2:]:
            say(f"      {line}")
    say(f"  {len(steps) - len(failed)} of {len(steps)} steps passed in {seconds:.0f} s.")
    return len(failed)


def stop_children(*_: object) -> None:
    for process in list(running):
        try:
            os.killpg(process.pid, signal.SIGTERM)
        except ProcessLookupError:
            continue
    sys.exit(130)


def set_up(wanted: set[str]) -> None:
    check_python()
    with one_at_a_time():
        install_python(for_tests=True)
        install_client()
        if not wanted or "browser" in wanted:
            install_chromium()


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    wanted = {word for word in arguments if not word.startswith("--")}
    phases = CHECKS if "--check" in arguments else EVERYTHING
    unknown = wanted - {step.name for phase in phases for lane in phase for step in lane}
    if unknown:
        stop(f"There is no step called {', '.join(sorted(unknown))}.")
    signal.signal(signal.SIGTERM, stop_children)
    set_up(wanted or ({"check"} if "--check" in arguments or "--fix" in arguments else set()))
    if "--fix" in arguments:
        for argv, folder in FIXES:
            subprocess.run([str(part) for part in argv], cwd=folder, env=environment(), check=False)
        return 0
    LOGS.mkdir(parents=True, exist_ok=True)
    return 1 if summary(run_all(phases, wanted), time.monotonic() - started) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failed as failure:
        stop(str(failure))
    except KeyboardInterrupt:
        stop_children()
