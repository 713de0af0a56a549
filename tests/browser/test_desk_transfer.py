"""A dossier goes to another ward: what its sender still sees, what the receiver is told. And Escape, and a banner."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import AtTheWard
from tests.support.browser import Watch

NAME = "Nguyễn Thị Hường"
REASON = "Gia đình cư trú ở phường Thuận Hóa, chuyển để giải quyết đúng nơi."


def transfer(desk: Page) -> None:
    desk.get_by_text("Việc khác").click()
    desk.get_by_role("button", name="Chuyển phường khác…").click()
    ward = desk.get_by_label("Phường, xã nhận")
    ward.fill("phú xuân")
    expect(desk.get_by_text("Đây là phường của bạn.")).to_be_visible()
    ward.fill("thuận hóa")
    ward.press("Enter")
    desk.get_by_label("Vì sao chuyển?").fill(REASON)
    desk.keyboard.press("Control+Enter")


@pytest.mark.on("sqlite")
def test_who_sent_it_on_sees_where_it_went_and_no_citizen_any_more(
    open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard]
) -> None:
    ward_has(NAME)
    desk = acts.sign_in(open_desk(), "officer1")
    acts.open_at_desk(desk, NAME)
    transfer(desk)
    went = desk.get_by_role("heading", name="Bạn đã chuyển sang phường Thuận Hóa")
    expect(went).to_be_visible()
    expect(desk.get_by_role("main").get_by_text(NAME)).to_have_count(0)
    desk.keyboard.press("z")
    expect(desk.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    desk.keyboard.press("Escape")
    desk.reload()
    acts.open_at_desk(desk, NAME)
    transfer(desk)
    expect(went).to_be_visible()
    expect(desk.get_by_role("main").get_by_role("button", name="Hoàn tác")).to_have_count(0, timeout=20_000)
    expect(acts.all_sent(desk)).to_be_visible()
    other = acts.sign_in(open_desk(), "officer4")
    acts.open_at_desk(other, NAME)
    expect(other.get_by_text("Từ phường Phú Xuân")).to_be_visible()
    expect(other.get_by_text("chuyển từ phường Phú Xuân sang phường Thuận Hóa.")).to_be_visible()
    expect(went).to_be_visible()


@pytest.mark.on("sqlite")
def test_escape_leaves_the_message_and_a_banner_cuts_nothing_off(
    open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard], watch: Watch
) -> None:
    watch.allow("401")
    ward_has(NAME)
    desk = acts.sign_in(open_desk(), "officer1")
    acts.open_at_desk(desk, NAME)
    desk.keyboard.press("m")
    desk.keyboard.type("gọi lại")
    desk.keyboard.press("Escape")
    message = desk.get_by_label("Nhắn người làm hồ sơ")
    expect(message).not_to_be_focused()
    desk.keyboard.press("j")
    expect(message).to_have_value("gọi lại")
    desk.context.clear_cookies()
    desk.keyboard.press("n")
    expect(desk.get_by_role("complementary", name="Đăng nhập lại")).to_be_visible()
    box = desk.get_by_role("group", name="Việc làm với hồ sơ này").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900
    expect(desk.get_by_text("Phiên đã hết: mới có những việc máy này biết.")).to_be_attached()
