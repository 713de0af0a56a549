"""Makes the pictures of README and docs from the running product: `python -m docs.pictures.make [NAME …]`.

A server of its own on a fresh database with the demonstration, a real Chromium, a phone of 360 × 740 and a
desk of 1440 × 900. The pictures are worth looking at before they are committed.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import select

from app import demo
from app.config import BUILD
from app.core.transaction import snapshot
from app.demo import cast
from app.dossiers.models import Dossier
from app.factory import create_app
from tests.support.browser import DESK, PHONE, USUAL, launch_options
from tests.support.databases import let_go
from tests.support.servers import Server
from tests.support.settings import settings

HERE = Path(__file__).parent
MOST_BYTES = 150 * 1024
COLOURS = (256, 128, 64, 32)


@contextmanager
def running() -> Iterator[tuple[Server, dict[str, str]]]:
    """The product with its demonstration, and a reference of a dossier in each state."""
    build = Path(os.environ.get("CLIENT_BUILD") or BUILD)
    if not (build / "index.html").is_file():
        sys.exit("The client is not built: run `make build`.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'pictures.sqlite3'}"
        app = create_app(settings(url, folder))
        with app.app_context():
            flask_migrate.upgrade()
            demo.load()
            with snapshot() as session:
                rows = session.execute(select(Dossier.work_state, Dossier.reference).order_by(Dossier.updated_at))
                references = {str(state): reference for state, reference in rows}
        let_go(app)
        server = Server(url, folder, CLIENT_BUILD=str(build))
        try:
            yield server, references
        finally:
            server.stop()


def sign_in(page: Page, login: str) -> None:
    """By the form, as people do, until the first load is on the device."""
    page.goto("/sign-in")
    page.locator("input[autocomplete=username]").fill(login)
    page.locator("input[type=password]").fill(cast.PASSWORD)
    page.locator("input[type=password]").press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
    page.wait_for_load_state("networkidle")


def settle(page: Page) -> None:
    """Let lists fill, fonts come and skeletons go."""
    page.wait_for_timeout(1500)
    expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=10_000)
    page.evaluate("() => document.fonts.ready.then(() => true)")


def keep(shot: bytes, name: str) -> None:
    """Store a picture with as few colours as make it small enough."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in COLOURS:
        packed = io.BytesIO()
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            packed, "PNG", optimize=True
        )
        if packed.tell() <= MOST_BYTES:
            break
    else:
        sys.exit(f"{name} does not fit into {MOST_BYTES} bytes.")
    (HERE / f"{name}.png").write_bytes(packed.getvalue())
    print(f"{name}.png  {packed.tell() // 1024} KB, {colours} colours")  # noqa: T201


Scene = Callable[[Page, dict[str, str]], None]


def phone_today(page: Page, _references: dict[str, str]) -> None:
    sign_in(page, "volunteer1")
    page.goto("/")


def citizen(page: Page, references: dict[str, str]) -> None:
    page.goto(f"/s/{references['returned']}")


def procedure(page: Page, _references: dict[str, str]) -> None:
    page.goto("/p/1.001193")


def desk(page: Page, _references: dict[str, str]) -> None:
    sign_in(page, "officer1")
    page.goto("/desk")
    page.locator("h1, h2").first.wait_for()
    page.wait_for_timeout(800)
    for _ in range(4):
        page.keyboard.press("j")


SCENES: dict[str, tuple[dict[str, object], Scene]] = {
    "phone-today": (PHONE, phone_today),
    "desk-dossier": (DESK, desk),
    "citizen-status": (PHONE, citizen),
    "citizen-procedure": (PHONE, procedure),
}


def take(browser: Browser, server: Server, references: dict[str, str], name: str) -> None:
    size, scene = SCENES[name]
    context = browser.new_context(base_url=server.address, **USUAL, **size)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        scene(page, references)
        settle(page)
        keep(page.screenshot(caret="hide", animations="disabled"), name)
    finally:
        context.close()


def main(names: list[str]) -> None:
    unknown = set(names) - set(SCENES)
    if unknown:
        sys.exit(f"No such picture: {', '.join(sorted(unknown))}. There are: {', '.join(SCENES)}.")
    with running() as (server, references), sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for name in names or SCENES:
            take(browser, server, references, name)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
