"""What a volunteer would find out too late: said where it can still be put right, and kept until it is."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import AtTheWard
from tests.support.browser import Watch, assert_accessible
from tests.support.dossiers import Desk
from tests.support.personas import People

NAME = "Nguyễn Thị Hường"


@pytest.mark.on("sqlite")
def test_a_procedure_without_a_name_is_asked_for_before_anything_else(open_phone: Callable[..., Page]) -> None:
    phone = acts.sign_in(open_phone(), "volunteer1")
    phone.get_by_role("link", name="Làm hồ sơ mới").click()
    phone.get_by_role("button", name=re.compile("không có trong danh mục")).click()
    on = phone.get_by_role("button", name="Hỏi ý kiến người dân")
    on.click()
    field = phone.get_by_role("textbox", name="Tên thủ tục và việc người dân cần")
    expect(field).to_be_focused()
    expect(phone.get_by_role("main")).to_contain_text("Cần điền mục này")
    phone.goto(re.sub("step=[a-z]+", "step=consent", phone.url))
    acts.consent(phone)
    expect(phone.get_by_role("main")).to_contain_text("Cần điền mục này")
    field.fill("Xin sao lục hộ tịch")
    on.click()
    phone.get_by_role("button", name="Ông bà đồng ý").click()
    expect(phone.get_by_label("Họ và tên").first).to_be_visible()


@pytest.mark.on("sqlite")
def test_a_refused_consent_outlives_a_reload_and_is_asked_anew_with_nothing_ticked(
    open_phone: Callable[..., Page],
) -> None:
    phone = acts.sign_in(open_phone(), "volunteer1")
    phone.get_by_role("link", name="Làm hồ sơ mới").click()
    acts.choose_birth_registration(phone)
    phone.locator("label", has_text="Chuẩn bị và gửi hồ sơ này").click()
    phone.get_by_role("button", name="Ông bà không đồng ý").click()
    expect(phone.get_by_role("button", name="Đã hướng dẫn, đếm 1 người")).to_be_visible()
    phone = acts.kill_and_reopen(phone)
    expect(phone.get_by_role("button", name="Đã hướng dẫn, đếm 1 người")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("button", name="Hỏi lại ý kiến ông bà").click()
    expect(phone.get_by_role("checkbox").first).to_be_visible()
    expect(phone.get_by_role("checkbox", checked=True)).to_have_count(0)


@pytest.mark.on("sqlite")
def test_another_way_for_a_paper_is_chosen_by_the_person_and_the_code_is_not_texted_without_consent(
    open_phone: Callable[..., Page],
) -> None:
    phone = acts.sign_in(open_phone(), "volunteer1")
    acts.begin_birth_registration(phone)
    acts.fill_people(phone)
    acts.fill_first_half(phone)
    acts.fill_second_half(phone)
    phone.get_by_role("button", name="Cách khác").first.click()
    sheet = phone.get_by_role("dialog")
    sheet.get_by_role("button", name="Lưu").click()
    expect(sheet).to_contain_text("Cần chọn một mục")
    expect(sheet.get_by_role("radio", checked=True)).to_have_count(0)
    sheet.locator("label", has_text="Hẹn bổ sung").click()
    sheet.get_by_label("Ai mang tới").fill("chị Thảo")
    sheet.get_by_label("Ghi chú về giấy này").fill("Ở nhà ngoại")
    sheet.get_by_role("button", name="Lưu").click()
    acts.see_papers(phone)
    expect(phone.get_by_role("main")).to_contain_text("chị Thảo mang tới. Ở nhà ngoại")
    phone.get_by_role("button", name="Gửi, còn giấy hẹn sau").click()
    expect(phone.get_by_role("heading", name="Xong phần của bạn")).to_be_visible()
    expect(phone.get_by_text("chưa đồng ý cho gọi, nhắn tin")).to_be_visible()
    expect(phone.get_by_role("link", name="Nhắn mã")).to_have_count(0)
    assert_accessible(phone)


@pytest.mark.on("sqlite")
def test_a_creation_that_was_refused_comes_back_with_a_new_code_and_says_the_old_one_is_spent(
    open_phone: Callable[..., Page], others: People, watch: Watch
) -> None:
    watch.allow_network_faults()
    phone = acts.sign_in(open_phone(), "volunteer1")
    acts.wait_until_ready_for_offline(phone)
    phone.context.set_offline(True)
    acts.begin_birth_registration(phone)
    acts.fill_people(phone)
    acts.fill_first_half(phone)
    acts.fill_second_half(phone)
    acts.see_papers(phone)
    old = acts.send(phone)
    Desk(others.app).submitted(others("volunteer2"), reference=old[:13])
    phone.context.set_offline(False)
    expect(acts.to_mend(phone)).to_be_visible(timeout=60_000)
    expect(phone.get_by_role("main")).to_contain_text("Hồ sơ chưa gửi được")
    expect(phone.get_by_role("main").get_by_role("link", name="Sửa")).to_be_visible()
    phone.goto("/dossiers")
    expect(phone.get_by_role("main").get_by_role("button", name="1 việc chưa gửi được")).to_be_visible()
    phone.goto("/")
    phone.get_by_role("region", name="cần bạn sửa").get_by_role("link", name="Sửa").click()
    phone.get_by_role("button", name="Gửi phường").click()
    expect(phone.get_by_role("heading", name="Xong phần của bạn")).to_be_visible()
    expect(phone.get_by_role("main")).to_contain_text(f"Mã cũ {old[:4]}-{old[4:8]}-{old[8:13]} không dùng được nữa.")


@pytest.mark.on("sqlite")
def test_who_sends_back_what_was_asked_for_untouched_is_asked_once(
    open_phone: Callable[..., Page], others: People
) -> None:
    dossier = Desk(others.app).returned(others("volunteer1"), others("officer1"))
    phone = acts.sign_in(open_phone(), "volunteer1")
    phone.goto(f"/dossiers/{dossier}/edit?step=send")
    expect(phone.get_by_role("main")).to_contain_text("chỗ bạn chưa đụng tới")
    phone.get_by_role("button", name="Gửi lại phường").click()
    asking = phone.get_by_role("dialog")
    expect(asking).to_contain_text("Chưa đụng tới")
    assert_accessible(phone)
    asking.get_by_role("button", name="Vẫn gửi lại").click()
    expect(phone.get_by_role("heading", name="Xong phần của bạn")).to_be_visible()


@pytest.mark.on("sqlite")
def test_the_list_is_as_it_was_left_and_the_history_says_what_is_still_on_the_phone(
    open_phone: Callable[..., Page], ward_has: Callable[[str], AtTheWard], others: People, watch: Watch
) -> None:
    watch.allow_network_faults()
    dossier = ward_has(NAME)
    phone = acts.sign_in(open_phone(), "volunteer1")
    acts.tab(phone, "Hồ sơ").click()
    phone.get_by_role("group", name="Lọc").get_by_role("button", name="Đã gửi").click()
    find = phone.get_by_label("Tìm tên, mã, thủ tục")
    find.press_sequentially("huong")
    for way_back in (lambda: acts.back(phone), phone.go_back):
        phone.get_by_role("main").get_by_role("link", name=NAME).click()
        expect(phone).to_have_url(re.compile(dossier.id))
        expect(phone.get_by_role("region", name="Diễn biến")).to_contain_text("Gửi phường")
        way_back()
        expect(find).to_have_value("huong")
        expect(phone.get_by_role("group", name="Lọc").get_by_role("button", name="Đã gửi")).to_have_attribute(
            "aria-pressed", "true"
        )
    returned = Desk(others.app).returned(others("volunteer1"), others("officer1"))
    acts.contact_server(phone)
    phone.goto("/")
    expect(phone.get_by_role("link", name="Sửa ngay")).to_be_visible(timeout=20_000)
    phone.goto(f"/dossiers/{returned}/edit?step=send")
    expect(phone.get_by_role("button", name="Gửi lại phường")).to_be_visible()
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Gửi lại phường").click()
    phone.get_by_role("button", name="Vẫn gửi lại").click()
    acts.back(phone)
    expect(phone.get_by_role("region", name="Diễn biến")).to_contain_text("Bấm gửi, còn trên máy này")
    phone.context.set_offline(False)
    expect(phone.get_by_text("Bấm gửi, còn trên máy này")).to_have_count(0, timeout=60_000)


@pytest.mark.on("sqlite")
def test_what_was_asked_for_opens_once_and_stays_said_until_it_is_sent_again(
    open_phone: Callable[..., Page], others: People
) -> None:
    dossier = Desk(others.app).returned(others("volunteer1"), others("officer1"))
    phone = acts.sign_in(open_phone(), "volunteer1")
    phone.goto("/")
    expect(phone.get_by_role("link", name="Làm hồ sơ mới")).to_be_in_viewport()
    phone.get_by_role("link", name="Sửa ngay").click()
    child = phone.locator(r"#form\.child_name")
    expect(child).to_be_focused()
    expect(phone.get_by_role("main")).to_contain_text("“Viết đủ họ tên.”")
    # Whoever goes elsewhere stays there, and what is typed lands there.
    before = child.input_value()
    father = phone.locator(r"#form\.father_name")
    father.click()
    father.press_sequentially("Cầm")
    expect(father).to_be_focused()
    expect(father).to_have_value(re.compile("Cầm"))
    expect(child).to_have_value(before)
    phone.keyboard.press("Tab")
    expect(father).not_to_be_focused()
    expect(child).not_to_be_focused()
    child.fill("Trần Bảo An")
    expect(phone.get_by_role("main")).to_contain_text("“Viết đủ họ tên.” Đã sửa, chưa gửi.")
    phone.goto(f"/dossiers/{dossier}/edit?step=send")
    expect(phone.get_by_role("main")).to_contain_text("Đã sửa, chưa gửi")
    expect(phone.get_by_role("main")).to_contain_text("“Tên trẻ chưa đủ.”")
    note = phone.get_by_label("Ghi chú cho phường")
    note.fill("mật khẩu VNeID là Hoa@1990")
    phone.get_by_role("button", name="Gửi lại phường").click()
    expect(phone.get_by_role("heading", name="Xong phần của bạn")).to_have_count(0)
    expect(phone.get_by_role("main")).to_contain_text("Còn 1 mục cần điền")
    phone.get_by_role("button", name="Xóa phần đó", exact=True).click()
    phone.get_by_role("button", name="Gửi lại phường").click()
    expect(phone.get_by_role("heading", name="Xong phần của bạn")).to_be_visible()
