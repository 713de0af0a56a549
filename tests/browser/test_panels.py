"""Forms, menus, dialogs and the faces of refusal: axe finds nothing in them, and nothing is too wide."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.core.ids import new_id
from tests.browser import acts
from tests.browser.conftest import AtTheWard
from tests.browser.test_screens import ENGLISH, faults_here, settled
from tests.support.browser import DESK, PHONE, Watch
from tests.support.dossiers import Desk
from tests.support.personas import People

NAME = "Nguyễn Thị Hường"
SUBMITTED = ("Ghi trạng thái chính thức…", "Giao cho người khác…", "Chuyển phường khác…", "Ghi nhận rút hồ sơ…")
ACCEPTED = ("Mở lại…",)


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_form_of_the_desk_is_accessible_and_fits(
    scheme: str, open_desk: Callable[..., Page], ward_has: Callable[[str], AtTheWard]
) -> None:
    ward_has(NAME)
    desk = acts.sign_in(open_desk(color_scheme=scheme), "officer1")
    acts.open_at_desk(desk, NAME)
    faults: list[str] = []
    for key in "ads":
        desk.keyboard.press(key)
        faults += faults_of_form(desk, key)
    for name in SUBMITTED:
        faults += faults_behind(desk, name)
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Phím tắt")).to_be_visible()
    faults += faults_here(desk, "keys")
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Sửa…").click()
    faults += faults_of_form(desk, "edit")
    desk.get_by_role("button", name="Hiện số, ghi lý do").click()
    faults += faults_here(desk, "reveal")
    desk.keyboard.press("Escape")
    acts.accept(desk, "H57.12-261122-0001")
    for name in ACCEPTED:
        faults += faults_behind(desk, name)
    desk.get_by_role("button", name="Hoàn tất").click()
    faults += faults_of_form(desk, "complete")
    assert not faults, "\n".join(faults)


@pytest.mark.on("sqlite")
def test_what_a_volunteer_opens_over_a_dossier_is_accessible_and_fits(
    open_phone: Callable[..., Page], ward_has: Callable[[str], AtTheWard], others: People
) -> None:
    sent = ward_has(NAME)
    kept = Desk(others.app).draft(others("volunteer1"))
    phone = acts.sign_in(open_phone(), "volunteer1")
    faults: list[str] = []
    for path, name in (
        (f"/dossiers/{sent.id}", "Rút hồ sơ"),
        (f"/dossiers/{sent.id}", "Ghi việc nộp trên Cổng"),
        (f"/dossiers/{kept}", "Xóa bản nháp"),
    ):
        phone.goto(path)
        phone.get_by_role("button", name=name, exact=True).click()
        expect(phone.get_by_role("dialog")).to_be_visible()
        faults += faults_here(phone, name)
    phone.goto("/account")
    phone.get_by_role("button", name="Đăng xuất").click()
    expect(phone.get_by_role("dialog")).to_be_visible()
    faults += faults_here(phone, "sign out")
    assert not faults, "\n".join(faults)


@pytest.mark.on("sqlite")
def test_who_refuses_consent_and_a_promised_paper_have_accessible_faces(open_phone: Callable[..., Page]) -> None:
    phone = acts.sign_in(open_phone(), "volunteer1")
    phone.get_by_role("link", name="Làm hồ sơ mới").click()
    acts.choose_birth_registration(phone)
    phone.get_by_role("button", name="Ông bà không đồng ý").click()
    expect(phone.get_by_role("button", name="Đã hướng dẫn, đếm 1 người")).to_be_visible()
    faults = faults_here(phone, "consent refused")
    phone.goto("/dossiers/new")
    acts.choose_birth_registration(phone)
    acts.consent(phone)
    acts.fill_people(phone)
    acts.fill_first_half(phone)
    acts.fill_second_half(phone)
    phone.get_by_role("button", name="Hẹn sau").first.click()
    expect(phone.get_by_role("dialog")).to_be_visible()
    faults += faults_here(phone, "a promised paper")
    assert not faults, "\n".join(faults)


@pytest.mark.on("sqlite")
def test_what_was_returned_refused_or_is_not_there_has_an_accessible_face(
    open_phone: Callable[..., Page], others: People, watch: Watch
) -> None:
    watch.allow(r"status of 404")
    owner = others("volunteer1")
    making = Desk(others.app)
    returned = making.returned(owner, others("officer1"))
    phone = acts.sign_in(open_phone(), "volunteer1")
    faults: list[str] = []
    for path in ("/", f"/dossiers/{returned}", f"/dossiers/{returned}/edit?field=form.child_name", "/nowhere"):
        phone.goto(path)
        settled(phone)
        faults += faults_here(phone, path)
    phone.goto(f"/dossiers/{new_id()}")
    settled(phone)
    faults += faults_here(phone, "a dossier that is not there")
    assert not faults, "\n".join(faults)


@pytest.mark.on("sqlite")
def test_a_task_is_accessible_in_both_languages(open_phone: Callable[..., Page], others: People) -> None:
    due = datetime.now(UTC).date() + timedelta(days=3)
    task = {"assignee_id": others("volunteer1").id, "kind": "follow_up", "subject": "Cụ Tư cần cài lại VNeID"}
    others("leader1").phone.must("task.assign", new_id(), task | {"due_on": due.isoformat()})
    phone = acts.sign_in(open_phone(), "volunteer1")
    phone.get_by_role("main").get_by_role("link", name="Cụ Tư cần cài lại VNeID").click()
    settled(phone)
    faults = faults_here(phone, "task")
    phone.context.add_init_script(ENGLISH)
    phone.reload()
    settled(phone)
    faults += faults_here(phone, "task in English")
    assert not faults, "\n".join(faults)


def faults_behind(desk: Page, name: str) -> list[str]:
    """Of the form that an entry of the menu opens."""
    desk.get_by_text("Việc khác", exact=True).click()
    desk.get_by_role("group", name="Việc làm với hồ sơ này").get_by_role("button", name=name).click()
    return faults_of_form(desk, name)


def faults_of_form(desk: Page, name: str) -> list[str]:
    """Of the form that stands open beside the dossier, on the desk and at a phone's width; closes it."""
    expect(desk.locator("form").get_by_role("button", name="Thôi").first).to_be_visible()
    found = faults_here(desk, name)
    desk.set_viewport_size(PHONE["viewport"])
    found += faults_here(desk, f"{name} on a phone")
    desk.set_viewport_size(DESK["viewport"])
    desk.keyboard.press("Escape")
    return found
