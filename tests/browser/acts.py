"""What people do on the screens, in the words of the screens."""

import re

from playwright.sync_api import Locator, Page, expect

from app.demo.cast import PASSWORD

ARRIVES_MS = 5_000
"""New work appears on another screen within five seconds."""


def sign_in(page: Page, login: str) -> Page:
    """By the form, until the first load is on the device."""
    page.goto("/sign-in")
    fill_sign_in(page, login)
    expect(all_sent(page)).to_be_visible(timeout=15_000)
    return page


def fill_sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Fill the form that stands on the screen, until it lets one in."""
    page.locator("input[autocomplete=username]").fill(login)
    page.locator("input[type=password]").fill(password)
    page.locator("input[type=password]").press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def all_sent(page: Page) -> Locator:
    """The sync pill when the server has confirmed everything, on every screen; freshness for who only reads."""
    return page.get_by_role("banner").get_by_role("button", name=re.compile("Đã gửi hết|^Mới nhất"))


def to_mend(page: Page) -> Locator:
    """The sync pill when something was refused or clashes, and waits for the person."""
    return page.get_by_role("banner").get_by_role("button", name="cần bạn sửa")


def contact_server(page: Page) -> None:
    """Open the sheet behind the sync pill, ask for contact now, close it."""
    all_sent(page).or_(to_mend(page)).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Gửi ngay").click()
    sheet.get_by_role("button", name="Đóng").click()
    expect(sheet).to_be_hidden()


def wait_until_ready_for_offline(page: Page) -> None:
    """Until the worker keeps the shell; from then on no visit needs the network."""
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    page.wait_for_function(
        "() => navigator.serviceWorker.controller !== null || caches.keys().then((keys) => keys.length > 0)"
    )


def kill_and_reopen(page: Page) -> Page:
    """The page goes without a word; the phone opens the same address again."""
    address, context = page.url, page.context
    page.close(run_before_unload=False)
    again = context.new_page()
    again.goto(address)
    return again


def tab(page: Page, name: str) -> Locator:
    """A tab of the bar at the bottom of a phone, however much waits behind it."""
    return page.get_by_role("navigation", name="Chính").get_by_role("link", name=re.compile(rf"^{name}(,|$)"))


def back(page: Page) -> None:
    """One screen up, as a detail screen offers it in place of the tabs."""
    page.get_by_role("banner").get_by_role("link", name="Quay lại").click()


def tick(page: Page, group: str, answer: str) -> None:
    """Choose in a group of radio buttons or boxes, by the words beside it."""
    page.get_by_role("group", name=group).locator("label", has_text=answer).first.click()


def fill_date(page: Page, group: str, day: str, month: str, year: str) -> None:
    inside = page.get_by_role("group", name=group)
    inside.get_by_role("textbox", name="Ngày", exact=True).fill(day)
    inside.get_by_label("Tháng").fill(month)
    inside.get_by_label("Năm").fill(year)


def begin_birth_registration(page: Page) -> None:
    """From Today to the people step: procedure and consent."""
    page.get_by_role("link", name="Làm hồ sơ mới").click()
    choose_birth_registration(page)
    consent(page)


def choose_birth_registration(page: Page) -> None:
    page.get_by_label("Tìm thủ tục").fill("khai sinh")
    page.get_by_role("button", name="Đăng ký khai sinh 1 ngày").click()
    page.get_by_role("button", name="Hỏi ý kiến người dân").click()


def consent(page: Page) -> None:
    page.locator("label", has_text="Chuẩn bị và gửi hồ sơ này").click()
    page.get_by_role("button", name="Ông bà đồng ý").click()


def fill_people(page: Page) -> None:
    page.get_by_label("Họ và tên").first.fill("Phan Thị Lựu")
    page.get_by_role("button", name="Tới tờ khai").click()


def fill_first_half(page: Page) -> None:
    page.get_by_label("Họ, chữ đệm, tên của trẻ").fill("Ngô Bảo An")
    tick(page, "Giới tính của trẻ", "Nam")
    fill_date(page, "Ngày sinh của trẻ", "17", "11", "2026")
    page.get_by_label("Nơi sinh").fill("Bệnh viện Trung ương Huế")


def fill_second_half(page: Page) -> None:
    page.get_by_label("Dân tộc của trẻ").fill("Kinh")
    page.get_by_label("Quê quán của trẻ").fill("Thành phố Huế")
    page.get_by_label("Quan hệ của người đi khai với trẻ").select_option("grandparent")
    tick(page, "Trường hợp khai sinh", "Thông thường")
    tick(page, "Có giấy chứng sinh", "Có")
    page.get_by_label("Họ tên mẹ").fill("Nguyễn Thị Thảo")
    page.get_by_role("button", name="Tới giấy tờ").click()


def see_papers(page: Page) -> None:
    """Mark every paper as seen, one after the other."""
    missing = page.get_by_role("button", name="Đã xem", exact=True)
    expect(missing.first).to_be_visible()
    for left in range(missing.count() - 1, -1, -1):
        missing.first.click()
        expect(missing).to_have_count(left)
    page.get_by_role("button", name="Xem lại và gửi").click()


def send(page: Page) -> str:
    """Send, and read the reference from the screen."""
    page.get_by_role("button", name="Gửi phường").click()
    expect(page.get_by_role("heading", name="Xong phần của bạn")).to_be_visible()
    groups = page.locator("main .code, main [class*=code]").all_inner_texts()
    return "".join(groups).replace("-", "").strip()


def open_at_desk(desk: Page, name: str) -> None:
    """Open the dossier of this name as soon as it is in the queue."""
    desk.get_by_role("region", name="Hàng đợi").get_by_role("link", name=name).click(timeout=ARRIVES_MS)
    expect(desk.get_by_role("heading", level=1, name=name)).to_be_visible()


def ask_for_supplement(desk: Page, field: str, message: str) -> None:
    """Return the open dossier, naming one answer of the form."""
    desk.keyboard.press("s")
    form = desk.get_by_role("form", name="Yêu cầu bổ sung")
    form.get_by_role("textbox", name="Tìm mục trong hồ sơ").fill(field)
    form.locator("label", has_text=field).first.click()
    form.get_by_label("Cần sửa gì").first.fill(message)
    form.get_by_role("button", name="Yêu cầu bổ sung").click()
    left_the_desk(desk)


def left_the_desk(desk: Page) -> None:
    """An act can be taken back for a moment; until it is over, and the server has it."""
    held = desk.get_by_role("main").get_by_text("Còn trên máy này")
    expect(held).to_be_visible()
    expect(held).to_have_count(0, timeout=20_000)
    expect(all_sent(desk)).to_be_visible()


def accept(desk: Page, official_code: str) -> None:
    desk.keyboard.press("a")
    form = desk.get_by_role("form", name="Nhận bàn giao")
    form.get_by_label("Mã hồ sơ").fill(official_code)
    form.get_by_role("button", name="Nhận bàn giao").click()
    left_the_desk(desk)


def decline(desk: Page, reason: str) -> None:
    desk.keyboard.press("d")
    form = desk.get_by_role("form", name="Chưa chuyển được")
    form.get_by_label("Vì sao chưa chuyển được?").fill(reason)
    form.get_by_role("button", name="Ghi chưa chuyển được").click()
    left_the_desk(desk)


def record_official(desk: Page, status: str) -> None:
    """Copy what the centre's own system says."""
    desk.keyboard.press("a")
    form = desk.get_by_role("form", name="Ghi trạng thái chính thức")
    form.get_by_label("Trạng thái", exact=True).select_option(status)
    form.get_by_role("button", name="Ghi trạng thái").click()
    left_the_desk(desk)


def complete(desk: Page) -> None:
    desk.get_by_role("group", name="Việc làm với hồ sơ này").get_by_role("button", name="Hoàn tất").click()
    desk.get_by_role("form", name="Hoàn tất hồ sơ").get_by_role("button", name="Hoàn tất").click()
    left_the_desk(desk)
