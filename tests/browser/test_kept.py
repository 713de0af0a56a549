"""What is written stays: a question of a leader, the place of a visit, and words for which the phone has no room."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from app.core import clock
from app.core.ids import new_id
from app.demo import cast
from tests.browser import acts
from tests.browser.test_double_taps import judged
from tests.support.browser import Watch
from tests.support.personas import People

QUESTION = "Buổi này phát ở đâu?"
SENT = {"expect": {"state": "sent"}}

NO_ROOM = """() => {
    const full = () => { throw new DOMException('no room', 'QuotaExceededError'); };
    const { put, add } = IDBObjectStore.prototype;
    Object.assign(IDBObjectStore.prototype, { put: full, add: full });
    globalThis.makeRoom = () => Object.assign(IDBObjectStore.prototype, { put, add });
}"""


@pytest.mark.on("sqlite")
def test_a_leaders_question_outlasts_the_page_goes_with_the_sending_and_comes_back_refused(
    open_phone: Callable[..., Page], others: People, watch: Watch
) -> None:
    watch.allow_network_faults()
    volunteer, activity = others("volunteer1").phone, new_id()
    moment = clock.now() - timedelta(hours=3)
    volunteer.must("activity.log", activity, {
        "task": "b",
        "kind": "loudspeaker",
        "started_at": moment.isoformat(),
        "ended_at": (moment + timedelta(hours=1)).isoformat(),
        "hamlet_id": cast.hamlet_id(cast.PHU_XUAN, 1),
        "counts": {"broadcasts": 2},
    })  # fmt: skip

    def answer(before: str | None, after: str) -> None:
        volunteer.must("activity.edit", activity, {"changes": [{"field": "note", "base": before, "new": after}]})

    leader = open_phone()
    leader.clock.install()
    acts.sign_in(leader, "leader1")
    leader.goto("/team")
    question = leader.get_by_label("Hỏi lại điều gì?")
    ask = leader.get_by_role("button", name="Hỏi lại", exact=True)
    ask.click()
    question.fill(QUESTION)
    leader.reload()
    expect(question).to_have_value(QUESTION)
    send(leader)
    answer(None, "Ở nhà văn hóa.")
    acts.contact_server(leader)
    expect(ask).to_be_visible()
    expect(question).to_have_count(0)

    leader.context.set_offline(True)
    ask.click()
    question.fill(QUESTION)
    leader.get_by_role("button", name="Gửi câu hỏi").click()
    expect(question).to_have_count(0)
    others("leader1").phone.must("activity.query", activity, SENT | {"reason": "Mấy giờ?"})
    leader.clock.fast_forward(10_000)
    leader.context.set_offline(False)
    expect(acts.to_mend(leader)).to_be_visible(timeout=20_000)
    expect(leader.get_by_role("region", name="Phát loa").first).to_contain_text(QUESTION)
    answer("Ở nhà văn hóa.", "Ở nhà văn hóa, 7 giờ.")
    acts.contact_server(leader)
    leader.get_by_role("button", name="Hỏi lại lần nữa").click(timeout=20_000)
    expect(question).to_have_value(QUESTION)
    send(leader)
    expect(leader.get_by_role("button", name="Hỏi lại lần nữa")).to_have_count(0)
    assert judged(others)["activity.query", "applied"] == 3


def send(leader: Page) -> None:
    """Send the question, and let the moment pass in which it can be taken back."""
    leader.get_by_role("button", name="Gửi câu hỏi").click()
    expect(leader.get_by_label("Hỏi lại điều gì?")).to_have_count(0)
    leader.clock.fast_forward(10_000)
    expect(acts.all_sent(leader)).to_be_visible(timeout=20_000)


@pytest.mark.on("sqlite")
def test_the_place_of_a_visit_is_kept_and_a_full_phone_says_so_before_one_leaves(
    open_phone: Callable[..., Page],
) -> None:
    phone = acts.sign_in(open_phone(), "volunteer1")
    phone.goto("/visit")
    place = phone.get_by_label("Chọn nơi")
    place.select_option(index=2)
    chosen = place.input_value()
    name = place.locator("option:checked").inner_text()
    phone.reload()
    expect(place).to_have_value(chosen)
    phone.get_by_role("button", name="Bắt đầu").click()
    expect(phone.get_by_role("banner")).to_contain_text(name)
    phone.reload()
    expect(phone.get_by_role("banner")).to_contain_text(name)
    phone.get_by_role("link", name="Ghi hoạt động").click()
    expect(phone.get_by_label("Ở đâu").locator("option:checked")).to_have_text(name)
    phone.go_back()
    phone.get_by_role("button", name="Kết thúc chuyến").click()
    phone.get_by_role("dialog").get_by_role("button", name="Kết thúc chuyến").click()
    phone.wait_for_url("**/")
    expect(acts.all_sent(phone)).to_be_visible()
    leaving = ask_to_leave(phone)
    expect(leaving).to_contain_text("Mọi việc đã gửi.")
    expect(leaving).not_to_contain_text("viết dở")

    phone.goto("/visit")
    place.select_option(index=1)
    phone.evaluate(NO_ROOM)
    place.select_option(index=2)
    expect(phone.get_by_role("alert")).to_contain_text("Máy hết chỗ, chữ vừa gõ chưa lưu được")
    acts.back(phone)
    ask_to_leave(phone)
    expect(leaving).to_contain_text("Máy hết chỗ, chữ vừa gõ chưa lưu được")
    expect(leaving).to_contain_text("Chưa đếm được việc còn trên máy.")
    expect(leaving).not_to_contain_text("Mọi việc đã gửi.")
    leaving.get_by_role("button", name="Thôi").click()
    phone.evaluate("makeRoom()")
    phone.get_by_role("button", name="Đăng xuất").click()
    expect(leaving).to_contain_text("Còn 1 bản đang viết dở.")
    expect(phone.get_by_role("alert")).to_have_count(0)


def ask_to_leave(phone: Page) -> Locator:
    """From Today to the question before signing out."""
    phone.get_by_role("link", name="Tài khoản").click()
    phone.get_by_role("button", name="Đăng xuất").click()
    return phone.get_by_role("dialog", name="Đăng xuất khỏi máy này?")
