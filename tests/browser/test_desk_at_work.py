"""An officer's hour at a small screen: nothing is cut or covered, work arrives by itself, what is typed stays."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import acts
from tests.browser.conftest import AtTheWard
from tests.browser.test_double_taps import judged
from tests.support.personas import People

NAME = "Nguyễn Thị Hường"
SMALL: dict[str, Any] = {"width": 1024, "height": 700}
"""CSS pixels: the ward's old screen."""
NUMBER = "0905 333 444"

MISPLACED = """(box) => {
    const shown = [...box.querySelectorAll('button, summary, a, input, textarea')]
        .filter((one) => one.checkVisibility() && one.getClientRects().length > 0);
    const name = (one) => one.textContent.trim() || one.id;
    const at = (one) => one.getBoundingClientRect();
    const cut = shown.filter((one) => at(one).left < 0 || at(one).right > innerWidth || at(one).bottom > innerHeight
        || one.scrollWidth > one.clientWidth + 1);
    const meets = (a, b) => at(a).left < at(b).right && at(b).left < at(a).right
        && at(a).top < at(b).bottom && at(b).top < at(a).bottom;
    const over = shown.filter((one, i) => shown.slice(i + 1).some((two) => meets(one, two)));
    return [...cut.map((one) => `cut: ${name(one)}`), ...over.map((one) => `overlaps: ${name(one)}`)];
}"""
"""What in an element is cut off by the screen or too long for itself, or lies on something else in it."""

MIDDLES = """(box) => [...box.querySelectorAll(':scope > button, summary')].filter((one) => one.checkVisibility())
    .map((one) => one.getBoundingClientRect()).map((at) => at.top + at.height / 2)"""

UNDER_THE_TOAST = """() => {
    const toast = document.querySelector('.toast').getBoundingClientRect();
    const meets = (at) => at.left < toast.right && toast.left < at.right
        && at.top < toast.bottom && toast.top < at.bottom;
    return [...document.querySelectorAll('header, main .right, main .left :is(a, button)')]
        .filter((one) => meets(one.getBoundingClientRect())).map((one) => one.outerHTML.slice(0, 80));
}"""
"""The bar, the dossier with its acts, or what can be pressed in the queue, as far as a message lies on it."""


def bar(desk: Page) -> Locator:
    return desk.get_by_role("group", name="Việc làm với hồ sơ này")


def assert_one_row(desk: Page, main: str) -> None:
    """The main act, the one or two beside it and what opens the rest stand in one row, and nothing is cut off."""
    expect(bar(desk).get_by_role("button", name=main)).to_be_visible()
    middles: list[float] = bar(desk).evaluate(MIDDLES)
    assert len(middles) >= 2
    assert max(middles) - min(middles) < 2, middles
    assert bar(desk).evaluate(MISPLACED) + desk.get_by_role("banner").evaluate(MISPLACED) == []


def questions_of(page: Page, seconds: int) -> int:
    """How often the page asks the server in so many seconds of its own, faked, clock."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/sync") else None)
    for _ in range(seconds // 5):
        page.clock.run_for(5_000)
        page.wait_for_timeout(150)
    return len(asked)


@pytest.mark.on("sqlite")
def test_a_small_desk_cuts_and_covers_nothing_and_asks_by_itself(
    open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard], others: People
) -> None:
    dossier = ward_has(NAME)
    desk = open_desk(viewport=SMALL)
    desk.clock.install()
    acts.sign_in(desk, "officer1")
    acts.open_at_desk(desk, NAME)
    assert_one_row(desk, "Nhận bàn giao")

    desk.keyboard.press("n")
    expect(desk.get_by_role("status").get_by_text("Bạn nhận xử lý")).to_be_visible()
    assert desk.evaluate(UNDER_THE_TOAST) == []

    reveal = desk.get_by_role("button", name="Hiện số, ghi lý do")
    reveal.click()
    reason = desk.get_by_label("Vì sao bạn cần xem?")
    reason.fill("Đối chiếu với bản chính")
    desk.keyboard.press("Escape")
    expect(reason).to_have_count(0)
    expect(reveal).to_be_focused()
    desk.keyboard.press("Enter")
    expect(reason).to_have_value("")
    desk.keyboard.press("Escape")

    desk.get_by_role("button", name="Sửa…").click()
    form = desk.get_by_role("form", name="Sửa thông tin người nộp")
    telephone = form.get_by_role("textbox", name="Điện thoại liên lạc", exact=True)
    telephone.fill(NUMBER)
    desk.reload()
    desk.get_by_role("button", name="Sửa…").click()
    expect(telephone).to_have_value(NUMBER)
    form.get_by_role("button", name="Lưu chỗ đã sửa").click()
    expect(form).to_be_hidden()
    expect(acts.all_sent(desk)).to_be_visible()
    newer = {"field": "applicant.phone", "base": NUMBER.replace(" ", ""), "new": "0905111222"}
    others("manager1").phone.must("dossier.edit", dossier.id, {"changes": [newer]})
    desk.get_by_role("button", name="Sửa…").click()
    desk.clock.run_for(4_000)
    expect(telephone).to_have_value("0905111222", timeout=acts.ARRIVES_MS)
    desk.keyboard.press("Escape")

    desk.clock.fast_forward("10:00")
    ward_has("Trần Văn Bảy")
    desk.clock.run_for(4_000)
    expect(desk.get_by_role("link", name="Trần Văn Bảy")).to_be_visible(timeout=acts.ARRIVES_MS)
    desk.get_by_role("link", name="Tài khoản").click()
    expect(desk.get_by_role("heading", level=1, name="Tài khoản")).to_be_visible()
    assert questions_of(desk, seconds=20) <= 1


@pytest.mark.on("sqlite")
def test_two_tabs_of_a_desk_show_one_text_and_decide_once(
    open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard], others: People
) -> None:
    ward_has(NAME)
    one = open_desk(viewport=SMALL)
    one.clock.install()
    acts.sign_in(one, "officer1")
    acts.open_at_desk(one, NAME)
    two = one.context.new_page()
    two.goto(one.url)
    forms = [desk.get_by_role("form", name="Nhận bàn giao") for desk in (one, two)]
    for desk in (one, two):
        expect(desk.get_by_role("heading", level=1, name=NAME)).to_be_visible()
        desk.keyboard.press("a")
    forms[1].get_by_label("Mã hồ sơ").fill("H57.12-261122-0001")
    expect(forms[0].get_by_label("Mã hồ sơ")).to_have_value("H57.12-261122-0001")
    forms[0].get_by_role("button", name="Nhận bàn giao").click()
    told = two.get_by_role("form", name="Hồ sơ này vừa được xử lý")
    expect(told).to_contain_text("Chính bạn vừa xử lý hồ sơ này ở cửa sổ khác.")
    two.keyboard.press("Control+Enter")
    for desk in (one, two):
        expect(desk.get_by_role("main").get_by_text("Còn trên máy này")).to_be_visible()
    one.clock.fast_forward(6_000)
    for desk in (one, two):
        expect(acts.all_sent(desk)).to_be_visible()
        expect(desk.get_by_role("main").get_by_text("Còn trên máy này")).to_have_count(0)
    expect(told).to_contain_text("Bạn vừa ghi “Nhận bàn giao”")
    assert_one_row(one, "Ghi trạng thái chính thức")
    assert judged(others)["dossier.accept", "applied"] == 1
