"""Every screen of every role: it opens without a complaint, axe finds nothing, nothing scrolls sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.support.browser import DESK, PHONE, accessibility_faults

FIELD = (
    "/",
    "/dossiers",
    "/dossiers/new",
    "/dossiers/{dossier}",
    "/dossiers/{dossier}/reference",
    "/vneid",
    "/vneid/new",
    "/vneid/{vneid_setup}",
    "/vneid/{vneid_setup}/edit",
    "/activity",
    "/activity/new",
    "/activity/{activity}",
    "/activity/{activity}/edit",
    "/visit",
    "/procedures",
    "/procedures/1.001193",
    "/account",
    "/account/devices",
    "/account/password",
)
TEAM = ("/", "/team", "/team/dossiers", "/team/dossiers/{dossier}", "/team/members", "/account")
WARD = ("/desk", "/desk/{dossier}", "/account")
CITY = ("/overview", "/overview/19753", "/account", "/account/devices")
NARROWEST = 320
"""CSS pixels: the smallest phone, and a desk at 400 % zoom."""
TALLEST = 6_000

VISITS = {
    "volunteer1": (PHONE, FIELD),
    "leader1": (PHONE, TEAM),
    "officer1": (DESK, WARD),
    "manager1": (DESK, WARD),
    "post1": (DESK, ("/", "/dossiers", "/dossiers/{dossier}", "/dossiers/new", "/account")),
    "overseer1": (PHONE, CITY),
}
IN_THE_DARK = {
    "volunteer1": ("/", "/dossiers", "/dossiers/{dossier}", "/vneid/new", "/activity/new", "/procedures/1.001193"),
    "leader1": ("/team", "/team/members"),
    "officer1": ("/desk", "/desk/{dossier}"),
    "overseer1": ("/overview",),
}
ENGLISH = "localStorage.setItem('to-so.lang', 'en');"


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("login", VISITS)
def test_every_screen_is_accessible_and_fits(login: str, open_demo: Callable[..., Page]) -> None:
    device, paths = VISITS[login]
    page = open_demo(**device)
    acts.sign_in(page, login)
    faults = [fault for path in paths for fault in faults_of(page, path, small_too=device is DESK)]
    assert not faults, "\n".join(faults)


@pytest.mark.on("sqlite")
def test_main_screens_are_accessible_in_the_dark_and_in_english(
    open_demo: Callable[..., Page],
) -> None:
    faults: list[str] = []
    for login, paths in IN_THE_DARK.items():
        page = open_demo(**VISITS[login][0], color_scheme="dark")
        acts.sign_in(page, login)
        page.context.add_init_script(ENGLISH)
        for path in paths:
            faults += faults_of(page, path, small_too=False)
            assert page.locator("html").get_attribute("lang") == "en"
        page.context.close()
    assert not faults, "\n".join(faults)


@pytest.mark.on("sqlite")
def test_every_step_of_a_new_dossier_is_accessible_and_fits(open_phone: Callable[..., Page]) -> None:
    page = acts.sign_in(open_phone(), "volunteer1")
    expect(page.get_by_role("heading", name="Không có việc nào chờ bạn")).to_be_visible()
    faults = faults_here(page, "nothing to do")
    page.get_by_role("link", name="Làm hồ sơ mới").click()
    acts.choose_birth_registration(page)
    faults += faults_here(page, "consent")
    acts.consent(page)
    faults += faults_here(page, "people")
    acts.fill_people(page)
    faults += faults_here(page, "form")
    acts.fill_first_half(page)
    acts.fill_second_half(page)
    faults += faults_here(page, "papers")
    acts.see_papers(page)
    faults += faults_here(page, "check")
    acts.send(page)
    faults += faults_here(page, "sent")
    acts.all_sent(page).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    faults += faults_here(page, "sheet")
    assert not faults, "\n".join(faults)


@pytest.mark.on("sqlite")
def test_sign_in_is_accessible_and_fits(open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    page.goto("/sign-in")
    expect(page.get_by_label("Mật khẩu", exact=True)).to_be_visible()
    assert not faults_here(page, "/sign-in")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_text("Ghi tên đăng nhập.")).to_be_visible()
    assert not faults_here(page, "/sign-in, empty")


def faults_of(page: Page, path: str, *, small_too: bool) -> list[str]:
    """Open the address as a link from outside would, and examine what stands there."""
    page.goto(with_id(page, path))
    settled(page)
    found = faults_here(page, path)
    if small_too:
        usual = page.viewport_size or DESK["viewport"]
        page.set_viewport_size(PHONE["viewport"])
        found += faults_here(page, f"{path} on a phone")
        page.set_viewport_size(usual)
    return found


def faults_here(page: Page, name: str) -> list[str]:
    """What is wrong with the screen as it stands: axe, and sideways scrolling at the narrowest width."""
    usual = page.viewport_size or PHONE["viewport"]
    # Tall enough to show everything: what a scroller hides, axe would measure by the part that is in view.
    page.set_viewport_size(usual | {"height": min(usual["height"] + page.evaluate(HIDDEN_BELOW), TALLEST)})
    found = [f"{name}: {fault}" for fault in accessibility_faults(page)]
    page.set_viewport_size({"width": NARROWEST, "height": usual["height"]})
    found += [f"{name}: wider than {NARROWEST} pixels: {element}" for element in page.evaluate(TOO_WIDE)]
    page.set_viewport_size(usual)
    return found


HIDDEN_BELOW = """() => Math.max(...[document.documentElement, ...document.body.querySelectorAll('*')]
    .map((one) => one.scrollHeight - one.clientHeight))"""
TOO_WIDE = """() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > edge + 1);
    return wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 120));
}"""


def with_id(page: Page, path: str) -> str:
    """Put the id of a record into `{…}`: the first one that the list above it links to."""
    above, brace, rest = path.partition("/{")
    if not brace:
        return path
    page.goto(above)
    settled(page)
    link = page.locator(f"a[href^='{above}/0']").first
    expect(link).to_be_visible()
    address = (link.get_attribute("href") or "").split("?")[0].removesuffix("/edit")
    return address + rest.partition("}")[2]


def settled(page: Page) -> None:
    """The screen has its heading and no longer shows the grey shapes of loading."""
    expect(page.get_by_role("heading", level=1).first, page.url).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
