"""The main job, end to end, in a real browser: recorded without a network, taken over by the ward, mended."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import acts
from tests.support.browser import Watch, assert_accessible
from tests.support.servers import Server

CODE = "H57.12-261122-0001"
PHONE_NUMBER = "0905123456"
RED = "rgb(173, 28, 24)"
"""The colour of what needs the person, and of nothing else."""


class Cut:
    """Takes the network away and gives it back: by the browser's switch, or by killing the server."""

    def __init__(self, way: str, context: BrowserContext, server: Server) -> None:
        self._way, self._context, self._server = way, context, server

    def off(self) -> None:
        if self._way == "offline":
            self._context.set_offline(True)
        else:
            self._server.kill()

    def on(self) -> None:
        if self._way == "offline":
            self._context.set_offline(False)
        else:
            self._server.start()


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("way", ["offline", "server killed"])
def test_a_dossier_prepared_without_a_network_reaches_the_ward_and_comes_back_and_is_taken_over(
    way: str, server: Server, open_phone: Callable[..., Page], open_desk: Callable[..., Page], watch: Watch
) -> None:
    watch.allow_network_faults()
    desk = acts.sign_in(open_desk(), "officer1")
    phone = acts.sign_in(open_phone(), "volunteer1")
    acts.wait_until_ready_for_offline(phone)
    cut = Cut(way, phone.context, server)
    cut.off()
    phone.reload()
    phone.get_by_role("link", name="Làm hồ sơ mới").click()
    acts.choose_birth_registration(phone)
    phone.locator("label", has_text="Gọi hoặc nhắn tin về hồ sơ").click()
    acts.consent(phone)
    phone.get_by_label("Điện thoại").first.fill(PHONE_NUMBER)
    acts.fill_people(phone)
    acts.fill_first_half(phone)
    phone = acts.kill_and_reopen(phone)
    phone.get_by_role("banner").get_by_role("button", name="Quay lại").click()
    expect(phone.get_by_label("Họ và tên").first).to_have_value("Phan Thị Lựu")
    expect(phone.get_by_label("Điện thoại").first).to_have_value("0905 123 456")
    phone.get_by_role("button", name="Tới tờ khai").click()
    expect(phone.get_by_label("Họ, chữ đệm, tên của trẻ")).to_have_value("Ngô Bảo An")
    expect(phone.get_by_label("Nơi sinh")).to_have_value("Bệnh viện Trung ương Huế")
    acts.fill_second_half(phone)
    acts.see_papers(phone)
    reference = acts.send(phone)
    expect(phone.get_by_text("còn trên máy này").first).to_be_visible()
    assert text_message(phone) == (
        f"sms:{PHONE_NUMBER}?body=Ma ho so: {reference[:4]}-{reference[4:8]}-{reference[8:]}. "
        f"Xem ho so toi dau: {server.address}/s/{reference} . Khong thay giay tiep nhan."
    )

    cut.on()
    for screen in (phone, desk):
        expect(acts.all_sent(screen)).to_be_visible(timeout=60_000)
    acts.open_at_desk(desk, "Phan Thị Lựu")
    assert_accessible(desk)
    acts.ask_for_supplement(desk, "Quê quán của trẻ", "Ghi theo phường hiện nay.")

    phone.get_by_role("link", name="Về Hôm nay").click()
    acts.contact_server(phone)
    needs = phone.get_by_role("region", name="Cần bạn xử lý")
    expect(needs).to_contain_text("Ghi theo phường hiện nay.", timeout=20_000)
    expect(needs.get_by_text("Cần bạn xử lý", exact=True)).to_have_css("background-color", RED)
    assert_accessible(phone)
    needs.get_by_role("link", name="Sửa ngay").click()
    field = phone.get_by_role("textbox", name="Quê quán của trẻ")
    expect(field).to_be_focused()
    field.fill("Phường Phú Xuân, thành phố Huế")
    mend_and_send(phone)

    expect(desk.get_by_text("Đã gửi phường, chờ nhận").first).to_be_visible(timeout=60_000)
    acts.accept(desk, CODE)
    expect(desk.get_by_text("Phường đã nhận bàn giao").first).to_be_visible()
    citizen = open_phone()
    citizen.goto(f"/s/{reference}")
    expect(citizen.get_by_text("Phường đã nhận bàn giao").first).to_be_visible()
    expect(citizen.get_by_text(CODE)).to_be_visible()
    assert_accessible(citizen)
    acts.contact_server(phone)
    phone.get_by_role("banner").get_by_role("link", name="Quay lại").click()
    expect(phone.get_by_text("Phường đã nhận bàn giao").first).to_be_visible(timeout=20_000)


def text_message(page: Page) -> str:
    """What the phone is asked to text: to whom, and all of the words. No name and no number of a card is in them."""
    return unquote(page.get_by_role("link", name="Nhắn mã").get_attribute("href") or "")


def mend_and_send(page: Page) -> None:
    page.get_by_role("button", name="Xem lại và gửi").click()
    page.get_by_role("button", name="Gửi").last.click()
