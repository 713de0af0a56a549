"""People press twice when nothing seems to happen: whatever is pressed twice happens once."""

from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.core.transaction import snapshot
from app.sync.models import LedgerEntry
from tests.browser import acts
from tests.browser.conftest import AtTheWard
from tests.support.personas import People

NAME = "Nguyễn Thị Hường"


@pytest.mark.on("sqlite")
def test_a_volunteer_who_presses_everything_twice_does_everything_once(
    open_phone: Callable[..., Page], others: People
) -> None:
    phone = acts.sign_in(open_phone(), "volunteer1")
    phone.goto("/visit")
    phone.get_by_label("Chọn nơi").select_option("Tổ dân phố 2")
    phone.get_by_role("button", name="Bắt đầu").dblclick()
    phone.get_by_role("main").get_by_role("link", name="Cài VNeID").click()
    acts.tick(phone, "Đang ở bước nào", "Đã đăng ký mức 1")
    phone.get_by_role("button", name="Lưu lần cài").dblclick()
    phone.wait_for_url("**/vneid")
    acts.tab(phone, "Hoạt động").click()
    phone.get_by_role("main").get_by_role("link", name="Ghi hoạt động").first.click()
    phone.get_by_role("textbox", name="Người được giúp").fill("4")
    phone.get_by_role("button", name="Lưu hoạt động").dblclick()
    phone.wait_for_url("**/activity")

    phone.goto("/dossiers/new")
    acts.choose_birth_registration(phone)
    phone.get_by_role("button", name="Ông bà không đồng ý").dblclick()
    phone.get_by_role("button", name="Đã hướng dẫn, đếm 1 người").dblclick()
    phone.wait_for_url(lambda url: "/edit" not in url)
    phone.goto("/visit")
    expect(phone.get_by_role("textbox", name="Chỉ hướng dẫn, không ghi tên")).to_have_value("1")

    phone.goto("/dossiers/new")
    phone.get_by_label("Tìm thủ tục").fill("khai sinh")
    phone.get_by_role("button", name="Đăng ký khai sinh 1 ngày").click()
    phone.get_by_role("button", name="Hỏi ý kiến người dân").dblclick()
    phone.locator("label", has_text="Chuẩn bị và gửi hồ sơ này").click()
    phone.get_by_role("button", name="Ông bà đồng ý").dblclick()
    phone.get_by_label("Họ và tên").first.fill(NAME)
    phone.get_by_role("button", name="Tới tờ khai").dblclick()
    acts.fill_first_half(phone)
    acts.fill_second_half(phone)
    acts.see_papers(phone)
    phone.get_by_role("button", name="Gửi phường").dblclick()
    expect(phone.get_by_role("heading", name="Xong phần của bạn")).to_be_visible()
    phone.goto("/dossiers")
    phone.get_by_role("main").get_by_role("link", name=NAME).click()
    phone.get_by_label("Viết trao đổi").fill("Bà hẹn chiều mai.")
    phone.get_by_role("button", name="Gửi trao đổi").dblclick()
    phone.get_by_role("button", name="Rút hồ sơ").dblclick()
    sheet = phone.get_by_role("dialog")
    sheet.get_by_role("textbox").fill("Bà tự nộp ở phường khác.")
    sheet.get_by_role("button", name="Rút hồ sơ").dblclick()
    expect(sheet).to_be_hidden()
    phone.goto("/visit")
    phone.get_by_role("button", name="Kết thúc chuyến").dblclick()
    phone.get_by_role("dialog").get_by_role("button", name="Kết thúc chuyến").dblclick()
    phone.wait_for_url(lambda url: url.endswith("/"))
    expect(acts.all_sent(phone)).to_be_visible(timeout=20_000)

    once = ("visit.open", "vneid.record", "activity.log", "dossier.create", "dossier.submit")
    once += ("dossier.comment", "dossier.withdraw", "visit.close")
    done = judged(others)
    assert {type: done[type, "applied"] for type in once} == dict.fromkeys(once, 1)
    assert all(status == "applied" for _, status in done)


@pytest.mark.on("sqlite")
def test_an_officer_who_presses_everything_twice_decides_once(
    open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard], others: People
) -> None:
    ward_has(NAME)
    desk = acts.sign_in(open_desk(), "officer1")
    acts.open_at_desk(desk, NAME)
    desk.get_by_role("button", name="Nhận xử lý").dblclick()
    expect(desk.get_by_role("button", name="Thôi xử lý")).to_be_visible()
    desk.get_by_label("Nhắn người làm hồ sơ").fill("Phường đã xem.")
    desk.get_by_role("button", name="Gửi lời nhắn").dblclick()
    work = desk.get_by_role("group", name="Việc làm với hồ sơ này")
    work.get_by_role("button", name="Nhận bàn giao").dblclick()
    form = desk.get_by_role("form", name="Nhận bàn giao")
    form.get_by_label("Mã hồ sơ").fill("H57.12-261122-0001")
    form.get_by_role("button", name="Nhận bàn giao").dblclick()
    acts.left_the_desk(desk)
    work.get_by_role("button", name="Hoàn tất").dblclick()
    desk.get_by_role("form", name="Hoàn tất hồ sơ").get_by_role("button", name="Hoàn tất").dblclick()
    acts.left_the_desk(desk)

    once = ("dossier.claim", "dossier.comment", "dossier.accept", "dossier.complete")
    done = judged(others)
    assert {type: done[type, "applied"] for type in once} == dict.fromkeys(once, 1)
    assert all(status == "applied" for _, status in done)


def judged(others: People) -> Counter[tuple[str, str]]:
    """How many commands of each type the server has judged, by status."""
    with others.app.app_context(), snapshot() as session:
        return Counter((type, status) for type, status in session.execute(select(LedgerEntry.type, LedgerEntry.status)))
