"""Makes the pictures of README and docs from the running product: `python -m docs.pictures.make [NAME …]`.

A server of its own on a fresh database with the demonstration, a real Chromium, a phone of 360 × 740 and a
desk of 1440 × 900. The pictures are worth looking at before they are committed.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
def running() -> Iterator[tuple[Server, Samples]]:
    """The product with its demonstration, and a dossier of volunteer1 in each state."""
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
            found = dossiers_of("volunteer1")
        let_go(app)
        server = Server(url, folder, CLIENT_BUILD=str(build))
        try:
            yield server, found
        finally:
            server.stop()


@dataclass(frozen=True)
class Sample:
    """A dossier of the demonstration to look at."""

    id: str
    reference: str


Samples = dict[str, Sample]
"""By state of our work."""


def dossiers_of(login: str) -> Samples:
    query = (
        select(Dossier.work_state, Dossier.id, Dossier.reference)
        .where(Dossier.owner_id == cast.BY_LOGIN[login].id)
        .order_by(Dossier.updated_at)
    )
    with snapshot() as session:
        return {str(row.work_state): Sample(row.id, row.reference) for row in session.execute(query)}


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


Scene = Callable[[Page, Samples], None]


def phone_today(page: Page, _samples: Samples) -> None:
    """What was returned stands first; nothing is waiting."""
    sign_in(page, "volunteer1")
    page.goto("/")


def phone_papers(page: Page, _samples: Samples) -> None:
    """The list of papers of a draft, without a network."""
    sign_in(page, "volunteer1")
    draft = page.get_by_role("link", name="Làm tiếp").first
    address = str(draft.get_attribute("href"))
    page.goto(f"{address}?step=papers")


def phone_offline(page: Page, _samples: Samples) -> None:
    """Work that waits on the phone: a set-up counted without a network, and the sheet that says so."""
    sign_in(page, "volunteer1")
    page.goto("/")
    settle(page)
    page.context.set_offline(True)
    page.get_by_role("link", name="Cài VNeID").click()
    page.get_by_role("radio", name="Đã kích hoạt").check(force=True)
    page.get_by_role("radio", name="Chỉ đếm, không ghi tên").check(force=True)
    page.get_by_role("button", name="Lưu, rồi tới người tiếp theo").click()
    page.get_by_role("button", name=re.compile("Ngoại tuyến|trên máy này")).first.click()


def phone_reference(page: Page, samples: Samples) -> None:
    """What the citizen takes along."""
    sign_in(page, "volunteer1")
    page.goto(f"/dossiers/{samples['submitted'].id}/reference")


def leader_review(page: Page, _samples: Samples) -> None:
    sign_in(page, "leader1")
    page.goto("/team")


def citizen(page: Page, samples: Samples) -> None:
    page.goto(f"/s/{samples['returned'].reference}")


def desk(page: Page, _samples: Samples) -> None:
    """The queue by due date with one dossier open."""
    sign_in(page, "officer1")
    page.goto("/desk")
    page.locator("h1, h2").first.wait_for()
    page.wait_for_timeout(800)
    for _ in range(4):
        page.keyboard.press("j")


SCENES: dict[str, tuple[dict[str, object], Scene]] = {
    "phone-today": (PHONE, phone_today),
    "phone-papers": (PHONE, phone_papers),
    "phone-offline": (PHONE, phone_offline),
    "phone-reference": (PHONE, phone_reference),
    "leader-review": (PHONE, leader_review),
    "desk-dossier": (DESK, desk),
    "citizen-status": (PHONE, citizen),
}


def take(browser: Browser, server: Server, samples: Samples, name: str) -> None:
    size, scene = SCENES[name]
    context = browser.new_context(base_url=server.address, **USUAL, **size)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        scene(page, samples)
        settle(page)
        keep(page.screenshot(caret="hide", animations="disabled"), name)
    finally:
        context.close()


def main(names: list[str]) -> None:
    unknown = set(names) - set(SCENES)
    if unknown:
        sys.exit(f"No such picture: {', '.join(sorted(unknown))}. There are: {', '.join(SCENES)}.")
    with running() as (server, samples), sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for name in names or SCENES:
            take(browser, server, samples, name)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
