"""A real Chromium, watched: whatever a page complains about fails the test."""

import re
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError

from app.config import ROOT

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
USUAL: dict[str, Any] = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}

NETWORK_FAULTS = r"net::ERR_(INTERNET_DISCONNECTED|CONNECTION_|EMPTY_RESPONSE|SOCKET|NETWORK_|FAILED|ABORTED|TIMED_OUT)"

REPORT_POLICY_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`Content security policy: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`);
});
"""

SETTLE = """
() => Promise.race([
    new Promise((late) => setTimeout(late, 3000)),
    Promise.allSettled(
        document.getAnimations()
            .filter((a) => a.effect?.getComputedTiming().endTime !== Infinity)
            .map((a) => a.finished)
    ),
]).then(() => undefined)
"""
"""Waits for what moves or fades in; a half-faded word has no contrast yet."""

AXE = ROOT / "static" / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def launch_options() -> dict[str, Any]:
    """The machine's Chromium where there is one, else the one that Playwright has downloaded."""
    found = next((p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), None)
    return {"args": FLAGS} | ({"executable_path": found} if found else {})


class Watch:
    """Collects what pages complain about: errors on the console, uncaught ones, violations of the policy."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._allowed: list[str] = []

    def follow(self, context: BrowserContext) -> BrowserContext:
        """Watch every page that a context has and will have."""
        context.add_init_script(REPORT_POLICY_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        return context

    def allow(self, pattern: str) -> None:
        """This complaint (a regular expression) is part of what the test is about."""
        self._allowed.append(pattern)

    def allow_network_faults(self) -> None:
        """The test cuts the network or kills the server: the browser then reports every failed request."""
        self.allow(NETWORK_FAULTS)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def _on_error(self, error: WebError) -> None:
        self.complaints.append(f"uncaught: {error.error}")

    def unexpected(self) -> list[str]:
        return [text for text in self.complaints if not any(re.search(pattern, text) for pattern in self._allowed)]

    def check(self) -> None:
        found = self.unexpected()
        assert not found, "The page complained:\n" + "\n".join(found)


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds on the page as it is now, one line each."""
    page.evaluate(SETTLE)
    # Run by the debugger's protocol, so the policy of the page does not matter.
    page.evaluate(AXE.read_text("utf-8"))
    options = {"runOnly": {"type": "tag", "values": AXE_RULES}, "resultTypes": ["violations"]}
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: "
        + "; ".join(node["html"][:160] for node in fault["nodes"])
        for fault in found
    ]


def assert_accessible(page: Page) -> None:
    found = accessibility_faults(page)
    assert not found, f"axe finds fault with {page.url}:\n" + "\n".join(found)


def screenshot(page: Page, path: Path) -> None:
    """A picture of what a person sees, without the caret."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, caret="hide", animations="disabled")
