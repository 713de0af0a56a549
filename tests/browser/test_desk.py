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
    form = desk.get_by_role("form", name="Hồ sơ này vừa được xử lý")
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


@pytest.mark.on("sqlite")
def test_a_refused_correction_goes_back_into_its_form_and_leaves_no_second_card(
    open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard], others: People, watch: Watch
) -> None:
    watch.allow_network_faults()
    dossier = ward_has(NAME)
    manager = others("manager1").phone
    desk = acts.sign_in(open_desk(), "officer1")
    acts.wait_until_ready_for_offline(desk)
    acts.open_at_desk(desk, NAME)
    pane = desk.get_by_role("main")
    desk.context.set_offline(True)
    pane.get_by_role("button", name="Sửa…").click()
    form = desk.get_by_role("form", name="Sửa thông tin người nộp")
    telephone = form.get_by_role("textbox", name="Điện thoại liên lạc", exact=True)
    telephone.fill("12345")
    form.get_by_role("button", name="Lưu chỗ đã sửa").click()
    expect(form).to_contain_text("Số điện thoại chưa đúng.")
    expect(telephone).to_be_focused()
    telephone.fill("0905 333 444")
    form.get_by_role("button", name="Lưu chỗ đã sửa").click()
    expect(form).to_be_hidden()

    manager.must("dossier.decline", dossier.id, seen_as("submitted", 1) | {"reason": REASON})
    desk.context.set_offline(False)
    card = pane.get_by_role("region", name="Sửa")
    expect(card).to_contain_text("0905 333 444", timeout=30_000)
    manager.must("dossier.reopen", dossier.id, seen_as("declined", 1) | {"reason": REASON})
    expect(card.get_by_role("button", name="Mở lại, chữ còn nguyên")).to_be_visible(timeout=acts.ARRIVES_MS)

    card.get_by_role("button", name="Bỏ việc này").click()
    expect(card).to_have_count(0)
    desk.get_by_role("button", name="Hoàn tác").click()
    expect(card).to_be_visible()

    acts.to_mend(desk).click()
    desk.get_by_role("dialog").get_by_role("button", name="Sửa").click()
    expect(telephone).to_have_value("0905 333 444")
    form.get_by_role("button", name="Lưu chỗ đã sửa").click()
    expect(card).to_have_count(0)
    expect(acts.all_sent(desk)).to_be_visible(timeout=20_000)
    assert judged(others)["dossier.edit", "applied"] == 1

    # What only the server finds wrong is said at its field, and that has the focus.
    desk.route(
        "**/api/v1/sync", lambda r: r.continue_(post_data=(r.request.post_data or "").replace("0905444555", "12"))
    )
    pane.get_by_role("button", name="Sửa…").click()
    telephone.fill("0905444555")
    form.get_by_role("button", name="Lưu chỗ đã sửa").click()
    card.get_by_role("button", name="Mở lại, chữ còn nguyên").click(timeout=20_000)
    expect(telephone).to_be_focused()
    expect(telephone).to_have_value("0905444555")
    expect(form).to_contain_text("Số điện thoại chưa đúng.")


@pytest.mark.on("sqlite")
def test_a_wrong_code_is_put_right_in_its_own_form_and_a_taken_one_is_told_once(
    open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard], others: People
) -> None:
    other = ward_has("Trần Văn Bảy")
    ward_has(NAME)
    others("manager1").phone.must(
        "dossier.accept", other.id, seen_as("submitted", 1) | {"official_code": "H57.12-261122-0001"}
    )
    desk = acts.sign_in(open_desk(), "officer1")
    acts.open_at_desk(desk, NAME)
    pane = desk.get_by_role("main")
    desk.keyboard.press("a")
    form = desk.get_by_role("form", name="Nhận bàn giao")
    form.get_by_label("Mã hồ sơ").fill("H57.12-261399-0002")
    expect(form).to_contain_text("Ngày trong mã này không có thật.")
    name = pane.get_by_role("heading", level=1)
    before = name.bounding_box()
    form.get_by_role("button", name="Nhận bàn giao").click()
    expect(pane.get_by_role("button", name="Hoàn tác")).to_be_visible()
    assert name.bounding_box() == before
    acts.left_the_desk(desk)

    desk.keyboard.press("a")
    form = desk.get_by_role("form", name="Ghi trạng thái chính thức")
    code = form.get_by_label("Mã hồ sơ")
    expect(code).to_have_value("H57.12-261399-0002")
    form.get_by_label("Trạng thái", exact=True).select_option("2")
    code.fill("H57.12-261122-0001")
    form.get_by_role("button", name="Ghi trạng thái").click()
    card = pane.get_by_role("region", name="Ghi trạng thái chính thức")
    expect(card).to_contain_text("Mã hồ sơ này đã ghi cho hồ sơ khác.", timeout=20_000)
    expect(card).not_to_contain_text("Đã có rồi")

    card.get_by_role("button", name="Mở lại, chữ còn nguyên").click()
    expect(code).to_have_value("H57.12-261122-0001")
    code.fill("H57.12-261123-0002")
    form.get_by_role("button", name="Ghi trạng thái").click()
    expect(card).to_have_count(0)
    expect(acts.all_sent(desk)).to_be_visible(timeout=20_000)
    expect(pane).to_contain_text("H57.12-261123-0002")
    # Its history goes on telling the wrong one, for whoever wrote it down.
    expect(pane.locator("header")).not_to_contain_text("H57.12-261399-0002")


@pytest.mark.on("sqlite")
def test_a_return_asks_again_when_somebody_has_accepted_meanwhile(
    open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard], others: People
) -> None:
    dossier = ward_has(NAME)
    desk = acts.sign_in(open_desk(), "officer1")
    acts.open_at_desk(desk, NAME)
    desk.keyboard.press("s")
    form = desk.get_by_role("form", name="Yêu cầu bổ sung")
    form.get_by_role("textbox", name="Tìm mục trong hồ sơ").fill("Quê quán")
    form.locator("label", has_text="Quê quán của trẻ").first.click()
    form.get_by_label("Cần sửa gì").first.fill("Ghi theo phường hiện nay.")
    others("manager1").phone.must("dossier.accept", dossier.id, seen_as("submitted", 1))
    notice = form.get_by_role("alert")
    expect(notice).to_contain_text("vừa ghi “Nhận bàn giao” lúc", timeout=acts.ARRIVES_MS)
    expect(notice).not_to_contain_text("Ai đó")
    expect(form.get_by_role("button", name="Gửi yêu cầu bổ sung")).to_have_count(0)
    desk.keyboard.press("Control+Enter")
    form.get_by_role("button", name="Vẫn làm tiếp").click()
    form.get_by_role("button", name="Gửi yêu cầu bổ sung").click()
    acts.left_the_desk(desk)
    assert judged(others)["dossier.return", "applied"] == 1
