"""A password handed out by the ward opens the phone, and has to be replaced before anything is sent."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app import cli
from tests.browser import acts
from tests.support.browser import Watch, assert_accessible
from tests.support.personas import People

OWN = "ba con chim sẻ trên mái"


@pytest.fixture
def first_password(others: People) -> str:
    """What the ward prints for volunteer1, who has forgotten theirs."""
    cli.register(others.app)
    printed = others.app.test_cli_runner().invoke(args=["people", "reset-password", "volunteer1"]).output
    return printed.split()[-1]


@pytest.mark.on("sqlite")
def test_work_done_with_a_first_password_waits_on_the_phone_and_goes_once_it_is_changed(
    open_phone: Callable[..., Page], first_password: str, watch: Watch
) -> None:
    watch.allow(r"status of 403")
    phone = open_phone()
    phone.goto("/sign-in")
    acts.fill_sign_in(phone, "volunteer1", first_password)
    expect(phone.get_by_text("Mật khẩu này do phường đặt cho bạn.")).to_be_visible()
    assert_accessible(phone)
    phone.goto("/vneid/new")
    acts.tick(phone, "Đang ở bước nào", "Đã đăng ký mức 1")
    phone.get_by_role("button", name="Lưu lần cài").click()
    expect(phone.get_by_role("main")).to_contain_text("Còn trên máy này")
    expect(phone.locator("body")).not_to_contain_text("Phiên đã hết")
    assert_accessible(phone)
    phone.locator("a[href='/account/password']").first.click()

    phone.get_by_label("Mật khẩu hiện tại", exact=True).fill(first_password)
    phone.get_by_label("Mật khẩu mới", exact=True).fill(OWN)
    phone.get_by_label("Ghi lại mật khẩu mới", exact=True).fill(OWN)
    phone.get_by_role("button", name="Đổi mật khẩu").click()

    expect(phone.get_by_role("heading", name="Chào Hạnh")).to_be_visible()
    expect(acts.all_sent(phone)).to_be_visible(timeout=20_000)
    acts.tab(phone, "VNeID").click()
    expect(phone.get_by_role("main")).not_to_contain_text("Còn trên máy này")
    expect(phone.get_by_role("main")).to_contain_text("Đã đăng ký mức 1")


@pytest.mark.on("sqlite")
def test_a_password_that_will_not_do_is_named_and_the_old_one_still_opens(
    open_phone: Callable[..., Page], watch: Watch
) -> None:
    watch.allow(r"status of 4\d\d")
    phone = acts.sign_in(open_phone(), "volunteer1")
    phone.goto("/account/password")
    phone.get_by_label("Mật khẩu hiện tại", exact=True).fill("không phải mật khẩu này")
    phone.get_by_label("Mật khẩu mới", exact=True).fill(OWN)
    phone.get_by_label("Ghi lại mật khẩu mới", exact=True).fill("một câu khác hẳn")
    phone.get_by_role("button", name="Đổi mật khẩu").click()
    again = phone.get_by_label("Ghi lại mật khẩu mới", exact=True)
    expect(again).to_have_attribute("aria-invalid", "true")
    again.fill(OWN)
    phone.get_by_role("button", name="Đổi mật khẩu").click()
    expect(phone.get_by_label("Mật khẩu hiện tại", exact=True)).to_have_attribute("aria-invalid", "true")
    assert_accessible(phone)

    acts.sign_in(open_phone(), "volunteer1")
