"""Fieldwork and the leader's eye on it: recorded offline, judged offline, asked back, mended, confirmed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import acts
from tests.support.browser import Watch

REASON = "Số này đã đúng chưa? Ghi thêm nơi đã đi."
CONFIRMED = "Đã xác nhận"


@pytest.mark.on("sqlite")
def test_work_recorded_offline_is_asked_back_by_an_offline_leader_and_confirmed_when_mended(
    open_phone: Callable[..., Page], watch: Watch
) -> None:
    watch.allow_network_faults()
    phone = acts.sign_in(open_phone(), "volunteer1")
    leader = acts.sign_in(open_phone(), "leader1")
    for page in (phone, leader):
        acts.wait_until_ready_for_offline(page)

    phone.context.set_offline(True)
    record_set_up(phone)
    log_activity(phone, helped="40")
    acts.tab(phone, "VNeID").click()
    expect(phone.get_by_role("main")).to_contain_text("Còn trên máy này")
    phone.context.set_offline(False)
    expect(acts.all_sent(phone)).to_be_visible(timeout=60_000)

    leader.get_by_role("link", name="Mở phần tổ trưởng").click()
    acts.contact_server(leader)
    task = card(leader)
    expect(task).to_contain_text("40", timeout=10_000)
    leader.context.set_offline(True)
    task.get_by_role("button", name="Hỏi lại").click()
    task.get_by_label("Hỏi lại điều gì?").fill(REASON)
    task.get_by_role("button", name="Gửi câu hỏi").click()
    expect(card(leader)).to_contain_text("Còn trên máy này")
    expect(card(leader)).to_contain_text(REASON)
    leader.context.set_offline(False)
    expect(acts.all_sent(leader)).to_be_visible(timeout=60_000)
    expect(card(leader)).to_contain_text("chờ Hạnh sửa")

    acts.tab(phone, "Hoạt động").click()
    acts.contact_server(phone)
    expect(row(phone)).to_contain_text("Cần bạn trả lời", timeout=10_000)
    row(phone).click()
    expect(phone.get_by_role("main")).to_contain_text(REASON)
    expect(phone.get_by_role("main")).to_contain_text("Liên hỏi lại")
    phone.get_by_role("link", name="Sửa và trả lời").click()
    phone.get_by_role("textbox", name="Người được giúp").fill("4")
    phone.get_by_role("button", name="Lưu và gửi lại").click()
    expect(acts.all_sent(phone)).to_be_visible(timeout=20_000)

    acts.contact_server(leader)
    expect(card(leader)).to_contain_text("Đã sửa sau khi hỏi", timeout=10_000)
    leader.context.set_offline(True)
    card(leader).get_by_role("button", name="Xác nhận").click()
    expect(leader.get_by_role("heading", name="Không còn việc chờ duyệt")).to_be_visible()
    leader.context.set_offline(False)
    expect(acts.all_sent(leader)).to_be_visible(timeout=60_000)

    acts.back(phone)
    acts.contact_server(phone)
    expect(row(phone)).to_contain_text(CONFIRMED, timeout=10_000)
    row(phone).click()
    expect(phone.get_by_role("main")).to_contain_text("Liên xác nhận")
    acts.back(phone)
    acts.tab(phone, "VNeID").click()
    expect(phone.get_by_role("link", name="Đã đăng ký mức 1")).to_be_visible()


def record_set_up(page: Page) -> None:
    """A set-up without a name, done."""
    page.get_by_role("link", name="Cài VNeID").click()
    acts.tick(page, "Đang ở bước nào", "Đã đăng ký mức 1")
    page.get_by_role("button", name="Lưu lần cài").click()
    page.wait_for_url("**/vneid")


def log_activity(page: Page, helped: str) -> None:
    """A round of the houses yesterday morning, so that the hour of the test does not matter."""
    day = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) - timedelta(days=1)
    acts.tab(page, "Hôm nay").click()
    page.get_by_role("link", name="Ghi hoạt động").click()
    acts.fill_date(page, "Ngày", str(day.day), str(day.month), str(day.year))
    page.get_by_label("Từ", exact=True).fill("08:00")
    page.get_by_label("Đến", exact=True).fill("10:30")
    page.get_by_label("Ở đâu").select_option("Tổ dân phố 2")
    count = page.get_by_role("textbox", name="Người được giúp")
    count.fill("99999999")
    expect(page.get_by_role("main")).to_contain_text("Nhiều nhất 1.000.000.")
    count.fill(helped)
    expect(page.get_by_role("main")).not_to_contain_text("Nhiều nhất")
    page.get_by_role("button", name="Lưu hoạt động").click()
    page.wait_for_url("**/activity")


def card(leader: Page) -> Locator:
    """The one activity on the leader's review screen."""
    return leader.get_by_role("region", name="Đi từng nhà, Tổ dân phố 2")


def row(page: Page) -> Locator:
    """The one activity in the volunteer's list."""
    return page.get_by_role("main").get_by_role("link", name="Đi từng nhà, Tổ dân phố 2")
