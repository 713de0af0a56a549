"""Two people mend one returned dossier: what differs is merged, what clashes is kept until somebody chooses."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import acts
from tests.support.browser import Watch, assert_accessible

NAME = "Phan Thị Lựu"
ORIGIN = "Phường Phú Xuân, thành phố Huế"
BORN = "12/04/1968"


@pytest.mark.on("sqlite")
def test_disjoint_changes_merge_and_clashing_ones_are_kept_until_both_sides_have_chosen(
    open_phone: Callable[..., Page], open_desk: Callable[..., Page], watch: Watch
) -> None:
    watch.allow_network_faults()
    phone = acts.sign_in(open_phone(), "volunteer1")
    acts.wait_until_ready_for_offline(phone)
    acts.begin_birth_registration(phone)
    acts.fill_people(phone)
    acts.fill_first_half(phone)
    acts.fill_second_half(phone)
    acts.see_papers(phone)
    acts.send(phone)
    expect(acts.all_sent(phone)).to_be_visible(timeout=20_000)
    desk = acts.sign_in(open_desk(), "officer1")
    acts.open_at_desk(desk, NAME)
    acts.ask_for_supplement(desk, "Quê quán của trẻ", "Ghi theo phường hiện nay.")
    phone.get_by_role("link", name="Về Hôm nay").click()
    acts.contact_server(phone)
    expect(phone.get_by_role("link", name="Sửa ngay")).to_be_visible(timeout=20_000)

    phone.context.set_offline(True)
    mend_on_the_phone(phone, telephone="0905 111 222", address="5 Lê Lợi")
    correct_at_the_desk(desk, telephone="0905333444", address="7 Lê Lợi", born=BORN)
    phone.context.set_offline(False)
    expect(acts.to_mend(phone)).to_have_accessible_name(re.compile("2 việc cần bạn sửa"), timeout=60_000)

    at_desk = desk.get_by_role("main").get_by_text("2 chỗ hai người cùng sửa")
    expect(at_desk).to_be_visible(timeout=20_000)
    expect(desk.get_by_role("main")).to_contain_text(ORIGIN)
    assert_accessible(desk)
    phone.goto("/")
    expect(phone.get_by_role("region", name="2 mục hai người cùng sửa")).to_be_visible()
    expect(acts.tab(phone, "Hồ sơ, 1 việc cần bạn")).to_be_visible()
    open_on_the_phone(phone)
    expect(phone.get_by_text("2 mục hai người cùng sửa")).to_be_visible(timeout=20_000)
    expect(phone.get_by_role("main")).to_contain_text(ORIGIN)
    expect(phone.get_by_role("main")).to_contain_text(BORN)
    assert_accessible(phone)

    third_value_is_for_whom_the_field_is(phone, desk)
    clash(phone, "Điện thoại").get_by_role("button", name=re.compile("905 ?111 ?222")).click()
    expect(acts.to_mend(phone)).to_have_accessible_name(re.compile("1 việc cần bạn sửa"), timeout=20_000)
    expect(desk.get_by_role("main").get_by_text("1 chỗ hai người cùng sửa")).to_be_visible(timeout=20_000)
    clash(desk, "nơi ở").get_by_role("button", name="7 Lê Lợi").click()
    expect(desk.get_by_role("main").get_by_text("hai người cùng sửa")).to_have_count(0, timeout=20_000)
    expect(acts.all_sent(desk)).to_be_visible(timeout=20_000)
    acts.contact_server(phone)
    expect(acts.all_sent(phone)).to_be_visible(timeout=20_000)
    for page in (phone, desk):
        expect(page.get_by_text(re.compile("hai người cùng sửa", re.IGNORECASE))).to_have_count(0, timeout=20_000)
        expect(page.get_by_role("main")).to_contain_text("7 Lê Lợi")
        expect(page.get_by_role("main")).not_to_contain_text("5 Lê Lợi")
    expect(phone.get_by_role("main")).to_contain_text("0905 111 222")


def mend_on_the_phone(phone: Page, telephone: str, address: str) -> None:
    """What was asked for, and more besides; then send it again."""
    phone.get_by_role("link", name="Sửa ngay").click()
    phone.get_by_role("textbox", name="Quê quán của trẻ").fill(ORIGIN)
    phone.get_by_role("banner").get_by_role("button", name="Quay lại").click()
    phone.get_by_role("textbox", name="Điện thoại").fill(telephone)
    phone.get_by_role("textbox", name="Nơi ở").fill(address)
    phone.get_by_role("button", name="Xem lại và gửi").click()
    phone.get_by_role("button", name="Gửi").last.click()


def correct_at_the_desk(desk: Page, telephone: str, address: str, born: str) -> None:
    desk.get_by_role("main").get_by_role("button", name="Sửa…").click()
    form = desk.get_by_role("form", name="Sửa thông tin người nộp")
    form.get_by_role("textbox", name="Điện thoại liên lạc", exact=True).fill(telephone)
    form.get_by_role("textbox", name="Nơi ở").fill(address)
    form.get_by_role("textbox", name="Ngày sinh").fill(born)
    form.get_by_role("button", name="Lưu chỗ đã sửa").click()
    expect(form).to_be_hidden()
    expect(desk.get_by_role("main")).to_contain_text(address)
    expect(acts.all_sent(desk)).to_be_visible(timeout=20_000)


def third_value_is_for_whom_the_field_is(phone: Page, desk: Page) -> None:
    """It was sent again: the volunteer may choose, the officer may also write."""
    expect(clash(phone, "Điện thoại").get_by_role("button")).to_have_count(2)
    expect(clash(desk, "điện thoại").get_by_role("textbox")).to_have_count(1)


def open_on_the_phone(phone: Page) -> None:
    """By what needs the volunteer in the list of dossiers."""
    phone.goto("/dossiers")
    phone.get_by_role("group", name="Lọc").get_by_role("button", name="Cần bạn").click()
    expect(phone.get_by_role("main").get_by_role("link", name=NAME)).to_contain_text("2 mục hai người cùng sửa")
    phone.get_by_role("main").get_by_role("link", name=NAME).click()


def clash(page: Page, field: str) -> Locator:
    """The two values of one field, side by side."""
    return page.get_by_role("group", name=field).or_(page.get_by_role("region", name=field)).first
