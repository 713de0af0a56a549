"""The desk and the leader's review: no press counts twice, no secret leaves, nothing typed is lost, and what only
the server has can be read."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.ids import new_id
from app.demo import cast
from app.dossiers.jobs import archive_closed
from tests.browser import acts
from tests.browser.conftest import AtTheWard
from tests.browser.test_double_taps import judged
from tests.support.browser import Watch
from tests.support.dossiers import expect as seen_as
from tests.support.personas import People

NAME = "Nguyễn Thị Hường"
SECRET = "Bà đưa mật khẩu VNeID là Hue@2026 nhờ đăng nhập giúp."
BETTER = "Thủ tục này bà phải tự nộp trên Cổng Dịch vụ công."
REASON = "Thủ tục này do phường khác giải quyết; đã hướng dẫn gia đình."


@pytest.mark.on("sqlite")
def test_enter_pressed_again_and_again_decides_once(
    open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard], others: People
) -> None:
    ward_has(NAME)
    desk = acts.sign_in(open_desk(), "officer1")
    acts.open_at_desk(desk, NAME)
    desk.get_by_role("group", name="Việc làm với hồ sơ này").get_by_role("button", name="Nhận bàn giao").focus()
    for _ in range(4):
        desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1, name=NAME)).to_be_focused()
    acts.left_the_desk(desk)
    assert judged(others)["dossier.accept", "applied"] == 1
    assert all(status == "applied" for _, status in judged(others))


@pytest.mark.on("sqlite")
def test_a_reason_with_a_secret_in_it_is_not_sent(
    open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard], others: People
) -> None:
    ward_has(NAME)
    desk = acts.sign_in(open_desk(), "officer1")
    acts.open_at_desk(desk, NAME)
    desk.keyboard.press("d")
    reason = desk.get_by_label("Vì sao chưa chuyển được?")
    reason.fill(SECRET)
    expect(desk.get_by_role("form")).to_contain_text("Có vẻ là mật khẩu hoặc mã OTP.")
    desk.keyboard.press("Control+Enter")
    expect(reason).to_be_focused()
    expect(reason).to_have_attribute("aria-invalid", "true")
    expect(desk.get_by_role("status").filter(has_text="Chưa gửi")).to_be_visible()
    desk.reload()
    expect(desk.get_by_role("group", name="Việc làm với hồ sơ này")).to_be_visible()
    desk.keyboard.press("d")
    expect(reason).to_have_value(SECRET)
    reason.fill(BETTER)
    desk.keyboard.press("Control+Enter")
    acts.left_the_desk(desk)
    assert judged(others)["dossier.decline", "applied"] == 1


@pytest.mark.on("sqlite")
def test_who_was_overtaken_reads_the_present_state_and_their_own_words(
    open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard], others: People
) -> None:
    dossier = ward_has(NAME)
    desk = acts.sign_in(open_desk(), "officer1")
    acts.open_at_desk(desk, NAME)
    desk.keyboard.press("d")
    desk.get_by_label("Vì sao chưa chuyển được?").fill(BETTER)
    others("manager1").phone.must("dossier.decline", dossier.id, seen_as("submitted", 1) | {"reason": REASON})
    form = desk.get_by_role("form", name="Có người vừa làm trước bạn")
    expect(form).to_be_visible(timeout=acts.ARRIVES_MS)
    expect(form).to_contain_text("giờ là “Chưa chuyển được”")
    expect(form).to_contain_text(BETTER)
    desk.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(desk.get_by_role("main")).to_contain_text(REASON)


@pytest.mark.on("sqlite")
def test_what_is_archived_is_read_from_the_server_and_comes_back_when_reopened(
    open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard], others: People, watch: Watch
) -> None:
    watch.allow_network_faults()
    dossier = ward_has(NAME)
    others("officer1").phone.must("dossier.decline", dossier.id, seen_as("submitted", 1) | {"reason": REASON})
    later = clock.now() + timedelta(days=100)
    with others.app.app_context(), clock.set_clock(lambda: later):
        archive_closed()
    desk = acts.sign_in(open_desk(), "officer1")
    desk.get_by_label("Tìm hồ sơ").fill(dossier.reference)
    desk.get_by_role("button", name="Tìm cả trên máy chủ").click()
    desk.get_by_role("link", name=NAME).click()
    pane = desk.get_by_role("main")
    expect(pane).to_contain_text("Đọc từ máy chủ: hồ sơ này không nằm trên máy này.")
    expect(pane.get_by_role("region", name="Diễn biến")).to_contain_text(REASON)
    expect(pane.get_by_role("link", name="Phiếu hỗ trợ (PDF)")).to_be_visible()
    expect(pane.get_by_label("Nhắn người làm hồ sơ")).to_have_count(0)

    desk.context.set_offline(True)
    desk.reload()
    expect(pane).to_contain_text("Cần có mạng để đọc từ máy chủ.")
    desk.context.set_offline(False)
    pane.get_by_role("button", name="Thử lại").click()

    pane.get_by_role("button", name="Mở lại…").click()
    form = desk.get_by_role("form", name="Mở lại hồ sơ")
    form.get_by_label("Vì sao mở lại?").fill("Gia đình đã bổ sung giấy tờ, nhờ xem lại.")
    form.get_by_role("button", name="Mở lại").click()
    expect(pane).to_contain_text("Hồ sơ về đây khi việc này đã gửi xong.")
    expect(pane.get_by_role("button", name="Nhận bàn giao")).to_be_visible(timeout=20_000)


@pytest.mark.on("sqlite")
def test_a_leader_asks_once_and_without_secrets(open_phone: Callable[..., Page], others: People) -> None:
    moment = clock.now() - timedelta(hours=3)
    activity = {
        "task": "b",
        "kind": "loudspeaker",
        "started_at": moment.isoformat(),
        "ended_at": (moment + timedelta(hours=1)).isoformat(),
        "hamlet_id": cast.hamlet_id(cast.PHU_XUAN, 1),
        "counts": {"broadcasts": 2},
    }
    others("volunteer1").phone.must("activity.log", new_id(), activity)
    phone = acts.sign_in(open_phone(), "leader1")
    acts.tab(phone, "Hôm nay").wait_for()
    phone.goto("/team")
    expect(phone.get_by_role("link", name="Duyệt, 1 việc chờ bạn", exact=True)).to_be_visible()
    phone.get_by_role("button", name="Hỏi lại").click()
    question = phone.get_by_label("Hỏi lại điều gì?")
    expect(question).to_be_focused()
    question.fill("OTP 483920 của bà là gì?")
    phone.get_by_role("button", name="Gửi câu hỏi").click()
    expect(question).to_be_focused()
    expect(question).to_have_attribute("aria-invalid", "true")
    question.fill("Buổi này phát ở đâu?")
    phone.get_by_role("button", name="Gửi câu hỏi").dblclick()
    expect(question).to_have_count(0)
    expect(acts.all_sent(phone)).to_be_visible(timeout=20_000)
    assert judged(others)["activity.query", "applied"] == 1
