"""What becomes of a dossier at the ward, and what the volunteer and the citizen read about it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import acts
from tests.browser.conftest import AtTheWard
from tests.support.browser import Watch

NAME = "Nguyễn Thị Hường"
REASON = "Việc này thuộc phường nơi bà cư trú; nhờ hướng dẫn bà sang phường Thuận Hóa."
ASKED = "Nhờ xem lại tên mẹ theo giấy chứng sinh."


@pytest.mark.on("sqlite")
def test_a_dossier_that_could_not_be_passed_on_says_why_in_careful_words(
    open_phone: Callable[..., Page], open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard]
) -> None:
    dossier = ward_has(NAME)
    desk = acts.sign_in(open_desk(), "officer1")
    acts.open_at_desk(desk, NAME)
    acts.decline(desk, REASON)

    phone = acts.sign_in(open_phone(), "volunteer1")
    on_the_phone = opened(phone, dossier)
    expect(on_the_phone).to_contain_text("Chưa chuyển được")
    expect(on_the_phone).to_contain_text(REASON)
    expect(on_the_phone).not_to_contain_text("từ chối")
    citizen = open_phone()
    citizen.goto(f"/s/{dossier.reference}")
    expect(citizen.get_by_role("main")).to_contain_text("Chưa chuyển được")
    expect(citizen.get_by_role("main")).not_to_contain_text(REASON)


@pytest.mark.on("sqlite")
def test_official_statuses_and_the_end_reach_the_volunteer_and_the_citizen(
    open_phone: Callable[..., Page], open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard]
) -> None:
    dossier = ward_has(NAME)
    desk = acts.sign_in(open_desk(), "officer1")
    acts.open_at_desk(desk, NAME)
    acts.accept(desk, "H57.12-261122-0001")
    acts.record_official(desk, "10. Đã trả kết quả")
    acts.complete(desk)
    events = desk.get_by_role("region", name="Diễn biến")
    expect(events).to_contain_text("Đã trả kết quả")

    phone = acts.sign_in(open_phone(), "volunteer1")
    on_the_phone = opened(phone, dossier)
    for words in ("Hoàn tất", "Đã trả kết quả", "H57.12-261122-0001"):
        expect(on_the_phone).to_contain_text(words)
    citizen = open_phone()
    citizen.goto(f"/s/{dossier.reference}")
    expect(citizen.get_by_role("main")).to_contain_text("H57.12-261122-0001")
    expect(citizen.get_by_role("main")).to_contain_text("Đã trả kết quả")


@pytest.mark.on("sqlite")
def test_a_leader_without_a_network_returns_a_dossier_and_the_volunteer_mends_it(
    open_phone: Callable[..., Page], ward_has: Callable[[str], AtTheWard], watch: Watch
) -> None:
    watch.allow_network_faults()
    dossier = ward_has(NAME)
    leader = acts.sign_in(open_phone(), "leader1")
    acts.wait_until_ready_for_offline(leader)
    leader.context.set_offline(True)
    leader.goto("/team/dossiers")
    leader.get_by_role("main").get_by_role("link", name=NAME).click()
    leader.get_by_role("button", name="Yêu cầu bổ sung…").click()
    form = leader.get_by_role("form", name="Yêu cầu bổ sung")
    form.get_by_role("textbox", name="Tìm mục trong hồ sơ").fill("Họ tên mẹ")
    form.locator("label", has_text="Họ tên mẹ").first.click()
    form.get_by_label("Cần sửa gì").first.fill(ASKED)
    form.get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(leader.get_by_role("main")).to_contain_text("Còn trên máy này")
    leader.context.set_offline(False)
    expect(acts.all_sent(leader)).to_be_visible(timeout=60_000)

    phone = acts.sign_in(open_phone(), "volunteer1")
    on_the_phone = opened(phone, dossier)
    expect(on_the_phone).to_contain_text(ASKED)
    phone.goto("/")
    phone.get_by_role("link", name="Sửa ngay").click()
    asked = phone.get_by_role("textbox", name="Họ tên mẹ")
    expect(asked).to_be_focused()
    asked.fill("Nguyễn Thị Hường Lan")
    phone.get_by_role("button", name="Xem lại và gửi").click()
    phone.get_by_role("button", name="Gửi").last.click()
    expect(acts.all_sent(phone)).to_be_visible(timeout=20_000)
    acts.contact_server(leader)
    expect(leader.get_by_role("main")).to_contain_text("Nguyễn Thị Hường Lan", timeout=10_000)


def opened(phone: Page, dossier: AtTheWard) -> Locator:
    """The dossier's own screen on the phone; its content."""
    phone.goto(f"/dossiers/{dossier.id}")
    expect(phone.get_by_role("heading", name=NAME)).to_be_visible()
    return phone.get_by_role("main")
