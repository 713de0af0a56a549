"""Two people share one phone: whose work waits is said, what it is stays theirs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.support.browser import Watch

NOTE = "Bác Tư ở kiệt 12 cần quay lại"


@pytest.mark.on("sqlite")
def test_unsent_work_of_one_is_counted_at_sign_in_and_never_shown_to_the_other(
    open_phone: Callable[..., Page], watch: Watch
) -> None:
    watch.allow_network_faults()
    watch.allow(r"status of 401")
    phone = acts.sign_in(open_phone(), "volunteer1")
    acts.wait_until_ready_for_offline(phone)
    phone.context.set_offline(True)
    phone.get_by_role("link", name="Cài VNeID").click()
    phone.get_by_label("Ghi chú").fill(NOTE)
    phone.get_by_role("button", name="Lưu lần cài").click()
    expect(phone.get_by_role("main")).to_contain_text("Còn trên máy này")
    sign_out(phone, warning="Còn 1 việc chưa gửi")
    hers = phone.get_by_role("button", name="T.T.H.")
    expect(hers).to_contain_text("1 việc chưa gửi")
    expect(phone.locator("body")).not_to_contain_text("Hạnh")
    phone.context.set_offline(False)
    phone.reload()
    expect(hers).to_contain_text("1 việc chưa gửi")
    expect(phone.locator("body")).not_to_contain_text(NOTE)

    phone.get_by_role("button", name="Người khác đăng nhập").click()
    acts.fill_sign_in(phone, "volunteer2")
    expect(phone.get_by_role("heading", name="Chào Quân")).to_be_visible()
    for path in ("/", "/vneid", "/activity", "/dossiers"):
        phone.goto(path)
        expect(phone.get_by_role("heading", level=1)).to_be_visible()
        expect(acts.all_sent(phone)).to_be_visible()
        expect(phone.locator("body")).not_to_contain_text("Hạnh")
    phone.goto("/vneid")
    expect(phone.get_by_role("heading", name="Chưa có lần cài nào")).to_be_visible()

    sign_out(phone, warning="Mọi việc đã gửi")
    expect(hers).to_contain_text("1 việc chưa gửi")
    hers.click()
    acts.fill_sign_in(phone, "volunteer1")
    expect(acts.all_sent(phone)).to_be_visible(timeout=20_000)
    acts.tab(phone, "VNeID").click()
    phone.get_by_role("main").get_by_role("link", name="Đã cài ứng dụng").click()
    expect(phone.get_by_role("main")).to_contain_text(NOTE)


def sign_out(page: Page, warning: str) -> None:
    acts.tab(page, "Hôm nay").click()
    page.get_by_role("link", name="Tài khoản").click()
    page.get_by_role("button", name="Đăng xuất").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text(warning)
    asked.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/sign-in")
