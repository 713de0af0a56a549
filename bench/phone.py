"""What a volunteer waits for: a cold start without a network, and from a tap until something is seen.

In headless Chromium on the demonstration's data, the processor slowed down four times, as a cheap phone is.
Lighthouse is asked too where it is installed.
"""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Locator, Page, expect, sync_playwright

from app.config import BUILD
from tests.browser import acts
from tests.support.browser import PHONE, USUAL, launch_options
from tests.support.databases import Databases
from tests.support.personas import fill_demo
from tests.support.servers import Server

SLOWER = 4
RUNS = 5
LIGHTHOUSE_PAGES = ("/sign-in", "/tra-cuu")

WATCH_TAPS = """() => {
    globalThis.taps = [];
    new PerformanceObserver((list) => {
        for (const { interactionId, duration } of list.getEntries()) if (interactionId) globalThis.taps.push(duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: false });
}"""
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))"

Say = Callable[[str, str], None]
Tap = tuple[str, str, Callable[[Page], Locator]]
TAPS: tuple[Tap, ...] = (
    (
        "to the list of dossiers",
        "/",
        lambda page: page.get_by_role("navigation", name="Chính").get_by_role("link", name="Hồ sơ"),
    ),
    ("a new dossier", "/", lambda page: page.get_by_role("link", name="Làm hồ sơ mới")),
    ("the sheet of what is on this phone", "/", lambda page: acts.all_sent(page)),
    ("a step of a counter", "/activity/new", lambda page: page.get_by_role("button", name="Thêm: ").first),
)
"""What is tapped, on which screen it stands, and where."""


def measure(say: Say, *, runs: int = RUNS) -> None:
    """Print medians."""
    with demonstration() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = signed_in(browser, server)
        starts = cold_starts(page, runs)
        say(f"offline cold start, {SLOWER} × slower", figures([seconds for seconds, _cpu in starts], "s"))
        say("… CPU of its main thread, so slowed down", figures([cpu for _seconds, cpu in starts], "s"))
        for what, path, target in TAPS:
            say(f"tap: {what}, {SLOWER} × slower", figures(taps(page, path, target, runs), "ms"))
        browser.close()
        lighthouse(say, server)


@contextmanager
def demonstration() -> Iterator[Server]:
    databases = Databases()
    with tempfile.TemporaryDirectory() as folder:
        build = os.environ.get("CLIENT_BUILD") or str(BUILD)
        server = Server(databases.copy_of("sqlite", "demo", fill_demo), Path(folder), CLIENT_BUILD=build)
        try:
            yield server
        finally:
            server.stop()
            databases.close()


def signed_in(browser: Browser, server: Server) -> Page:
    """A volunteer's phone with all of the app on it."""
    page = browser.new_context(base_url=server.address, **USUAL, **PHONE).new_page()
    acts.wait_until_ready_for_offline(acts.sign_in(page, "volunteer1"))
    page.wait_for_function("() => caches.keys().then((keys) => keys.length > 0)")
    return page


def slow_down(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return session


def cpu_seconds(session: CDPSession) -> float:
    """What the main thread of a page has worked so far, the slowing down included; who else is there hardly matters."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(metric["value"]) for metric in metrics if metric["name"] == "TaskDuration")


def figures(values: list[float], unit: str) -> str:
    digits = 2 if unit == "s" else 0
    low, middle, high = (f"{value:.{digits}f}" for value in (min(values), statistics.median(values), max(values)))
    return f"{middle} {unit} (median of {len(values)}; {low} to {high})"


def cold_starts(page: Page, runs: int) -> list[tuple[float, float]]:
    """From opening the address, without a network, until the main button of today's page is there.

    Each (seconds, seconds of CPU).
    """
    context = page.context
    context.set_offline(True)
    found = []
    for _ in range(runs):
        opened = context.new_page()
        session = slow_down(opened)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        begun = time.perf_counter()
        opened.goto("/", wait_until="commit")
        opened.get_by_role("link", name="Làm hồ sơ mới").wait_for()
        found.append((time.perf_counter() - begun, cpu_seconds(session)))
        opened.close()
    context.set_offline(False)
    return found


def taps(page: Page, path: str, target: Callable[[Page], Locator], runs: int) -> list[float]:
    """Milliseconds from the finger until the next picture, as the browser itself counts them (event timing)."""
    found = []
    for _ in range(runs):
        opened = page.context.new_page()
        opened.goto(path)
        expect(acts.all_sent(opened)).to_be_visible(timeout=30_000)
        button = target(opened)
        button.wait_for()
        slow_down(opened)
        opened.evaluate(WATCH_TAPS)
        button.tap()
        opened.evaluate(PAINTED)
        # Faster than the browser reports at all: its least duration.
        found.append(float(opened.evaluate("() => Math.max(16, ...globalThis.taps)")))
        opened.close()
    return found


def lighthouse(say: Say, server: Server) -> None:
    """The four scores of the pages that need no session, where the program is installed."""
    program = shutil.which("lighthouse")
    if program is None:
        say("Lighthouse", "not installed here, not asked")
        return
    chrome = launch_options().get("executable_path", "")
    for path in LIGHTHOUSE_PAGES:
        argv = [
            program,
            f"{server.address}{path}",
            "--quiet",
            "--output=json",
            "--chrome-flags=--headless=new --no-sandbox",
        ]
        done = subprocess.run(
            argv, env={**os.environ, "CHROME_PATH": chrome}, capture_output=True, text=True, check=True
        )
        scores = json.loads(done.stdout)["categories"].values()
        say(f"Lighthouse, {path}", ", ".join(f"{score['title']} {score['score'] * 100:.0f}" for score in scores))
