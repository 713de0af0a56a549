"""Citizens' pages: what a code alone tells, what it never tells, and what is said when nothing is there."""

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.ids import new_reference
from app.public import routes
from app.public.throttle import ADDRESS_BURST, Throttle
from app.public.words import Speaker, unbroken, within
from tests.support.dossiers import Desk, birth, expect
from tests.support.phone import ORIGIN

CODE = "1.001193"
PERSONAL = (
    "Nguyễn Thị Hường",
    "Trần Bảo An",
    "046190001234",
    "0905",
    "123456",
    "Viết đủ",
    "chưa đủ",
    "Bệnh viện",
    "Kinh",
)
BUDGET_BYTES = 30 * 1024


@pytest.fixture(autouse=True)
def fresh_throttle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "throttle", Throttle())
    monkeypatch.setattr(routes, "digits_throttle", Throttle(has_common=False))


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


@pytest.fixture
def reference() -> str:
    return new_reference()


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.text
    return response.text


def look_up(client: FlaskClient, code: str, phone: str = "", lang: str = "") -> Any:
    path = f"/tra-cuu?lang={lang}" if lang else "/tra-cuu"
    return client.post(path, data={"code": code, "phone": phone}, headers={"Origin": ORIGIN})


def test_a_code_tells_where_the_dossier_stands_and_nothing_personal(
    client: FlaskClient, desk: Desk, as_volunteer: Any, as_officer: Any, reference: str
) -> None:
    desk.returned(as_volunteer, as_officer, reference=reference, note="Bà ở một mình")
    html = page(client, f"/s/{reference}")
    assert "Cần bổ sung" in html
    assert "Họ, chữ đệm, tên của trẻ" in html
    for secret in (*PERSONAL, "một mình"):
        assert secret not in html


def test_each_state_has_its_words(
    client: FlaskClient, desk: Desk, as_volunteer: Any, as_officer: Any, reference: str
) -> None:
    dossier = desk.submitted(as_volunteer, reference=reference)
    assert "Đã gửi phường, chờ nhận" in page(client, f"/s/{reference}")
    official = {"official_code": "H57.12-261122-0001"}
    as_officer.phone.must("dossier.accept", dossier, expect("submitted", 1) | official)
    html = page(client, f"/s/{reference}")
    assert "Phường đã nhận bàn giao" in html
    assert "H57.12-261122-0001" in html
    as_officer.phone.must("dossier.record_official", dossier, {"status": 4, "at": "2026-11-23T16:00:00+07:00"})
    assert "Đang xử lý" in page(client, f"/s/{reference}")
    as_officer.phone.must("dossier.complete", dossier, expect("accepted", 1))
    assert "Hoàn tất" in page(client, f"/s/{reference}")


@pytest.mark.parametrize("command", ["dossier.decline", "dossier.withdraw"])
def test_careful_words_for_what_goes_no_further(
    client: FlaskClient, desk: Desk, as_volunteer: Any, as_officer: Any, reference: str, command: str
) -> None:
    dossier = desk.submitted(as_volunteer, reference=reference)
    as_officer.phone.must(command, dossier, expect("submitted", 1) | {"reason": "Việc này thuộc phường khác."})
    html = page(client, f"/s/{reference}")
    assert ("Chưa chuyển được" if command == "dossier.decline" else "Đã rút") in html
    assert "từ chối" not in html
    assert "phường khác" not in html
    assert "aria-current" not in html


def test_not_arrived_and_unknown_read_alike(client: FlaskClient, desk: Desk, as_volunteer: Any, reference: str) -> None:
    desk.draft(as_volunteer, reference=reference)
    draft = client.get(f"/s/{reference}")
    unknown = client.get(f"/s/{new_reference()}")
    for response in (draft, unknown):
        assert response.status_code == 404
        assert "Chưa thấy hồ\u00a0sơ với mã này" in response.text
    assert len(draft.text) == len(unknown.text)
    assert sorted(draft.headers.keys()) == sorted(unknown.headers.keys())


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("typed", ["x", "%00", "a" * 300, "<script>", "..%2F..", "7K3M-9QTA-4XW2H-XX"])
def test_a_code_that_is_none_reads_like_one_that_is_unknown(client: FlaskClient, typed: str) -> None:
    response = client.get(f"/s/{typed}")
    assert response.status_code == 404
    assert "<script>" not in response.text


def test_a_code_is_read_however_it_is_typed(client: FlaskClient, desk: Desk, as_volunteer: Any) -> None:
    desk.submitted(as_volunteer, reference="7K3M9QTA4XW2H")
    for typed in ("7K3M9QTA4XW2H", "7k3m-9qta-4xw2h", "7K3M 9QTA 4XW2H"):
        assert "7K3M-9QTA-4XW2H" in page(client, f"/s/{typed}")


def test_papers_still_to_bring_are_named(client: FlaskClient, desk: Desk, as_volunteer: Any, reference: str) -> None:
    promised = {"state": "promised", "file_ids": []}
    papers = birth()["documents"] | {
        "birth_notice": promised | {"promised_on": "2026-11-25"},
        "identity_paper": promised,
    }
    desk.submitted(as_volunteer, reference=reference, documents=papers)
    html = page(client, f"/s/{reference}")
    assert "Giấy chứng sinh, <b>còn thiếu, mang trước thứ Tư 25/11</b>" in html
    assert "Giấy tờ tùy thân của người yêu cầu, <b>hẹn bổ sung</b>" in html
    assert "đã xem bản chính" in html


def test_while_a_paper_is_to_be_brought_nobody_is_told_to_do_nothing_or_given_our_day(
    client: FlaskClient, desk: Desk, as_volunteer: Any, as_officer: Any, reference: str
) -> None:
    promised = {"state": "promised", "file_ids": [], "promised_on": "2026-12-02"}
    papers = birth()["documents"] | {"birth_notice": promised}
    dossier = desk.submitted(as_volunteer, reference=reference, documents=papers)
    html = page(client, f"/s/{reference}")
    assert "chưa cần làm gì" not in html
    assert "Ông bà còn giấy tờ cần mang tới" in html
    assert "Dự kiến có kết quả" not in html
    assert "khi đã đủ giấy tờ" in html
    as_officer.phone.must("dossier.accept", dossier, expect("submitted", 1))
    taken = page(client, f"/s/{reference}")
    assert "Trung tâm đang giữ hồ sơ của ông bà. Ông bà còn giấy tờ cần mang tới" in taken
    assert "Dự kiến có kết quả" not in taken


def test_the_centres_own_appointment_stands_while_a_paper_is_to_be_brought(
    client: FlaskClient, desk: Desk, as_volunteer: Any, as_officer: Any, reference: str
) -> None:
    papers = birth()["documents"] | {"birth_notice": {"state": "promised", "file_ids": []}}
    dossier = desk.submitted(as_volunteer, reference=reference, documents=papers)
    due = {"official_due_at": "2026-12-04T17:00:00+07:00"}
    as_officer.phone.must("dossier.accept", dossier, expect("submitted", 1) | due)
    assert "Trung tâm hẹn trả kết quả <b>thứ Sáu 04/12</b>" in page(client, f"/s/{reference}")


def test_the_form_finds_by_whole_code(client: FlaskClient, reference: str) -> None:
    response = look_up(client, f"{reference[:4]}-{reference[4:8].lower()} {reference[8:]}")
    assert (response.status_code, response.headers["Location"]) == (303, f"/s/{reference}")


def test_the_form_finds_by_ten_characters_and_the_phone(
    client: FlaskClient, desk: Desk, as_volunteer: Any, reference: str
) -> None:
    desk.submitted(as_volunteer, reference=reference)
    response = look_up(client, reference[:10], "3456", lang="en")
    assert (response.status_code, response.headers["Location"]) == (303, f"/s/{reference}?lang=en")


@pytest.mark.parametrize("phone", ["3457", "0000"])
def test_other_digits_find_nothing(
    client: FlaskClient, desk: Desk, as_volunteer: Any, reference: str, phone: str
) -> None:
    desk.submitted(as_volunteer, reference=reference)
    other = new_reference()
    wrong, unknown = look_up(client, reference[:10], phone), look_up(client, other[:10], phone)
    assert (wrong.status_code, wrong.text) == (unknown.status_code, unknown.text.replace(other[:10], reference[:10]))
    assert wrong.status_code == 404
    assert sorted(wrong.headers.keys()) == sorted(unknown.headers.keys())


def test_what_was_not_found_blames_neither_and_stays_in_the_form(client: FlaskClient, reference: str) -> None:
    html = look_up(client, reference[:10], '34"56').text
    assert "Mã hoặc 4 số điện thoại có thể chưa đúng" in html
    assert f'name="code" value="{reference[:10]}"' in html
    assert 'name="phone" value="34&#34;56"' in html
    well_formed(html)
    assert f'value="{reference[:4]}-{reference[4:8]}-{reference[8:]}"' in client.get(f"/s/{reference}").text


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("H57.12-261122-0001", "Đây là mã hồ sơ của Trung tâm"),
        ("h57-261122-0001", "Đây là mã hồ sơ của Trung tâm"),
        ("7K3M", "Mã cần ít nhất 10"),
        ("7K3M-9QTA-4XW2H-XX", "Mã dài quá"),
    ],
)
def test_what_is_wrong_with_a_code_is_told(client: FlaskClient, code: str, words: str) -> None:
    response = look_up(client, code)
    assert response.status_code == 422
    assert words in response.text
    assert f'value="{code}"' in response.text
    well_formed(response.text)


def test_a_paper_sent_back_is_not_there_and_the_supplement_is_the_step(
    client: FlaskClient, desk: Desk, as_volunteer: Any, as_officer: Any, reference: str
) -> None:
    dossier = desk.submitted(as_volunteer, reference=reference)
    items = [{"path": "documents.birth_notice", "message": "Ảnh mờ."}]
    args = {"items": items, "reason": "Giấy chứng sinh chưa rõ."}
    as_officer.phone.must("dossier.return", dossier, expect("submitted", 1) | args)
    html = page(client, f"/s/{reference}")
    assert html.count("Giấy chứng sinh") == 1
    here = html[html.index('aria-current="step"') :]
    assert "<b>Cần bổ sung</b>" in here[: here.index("</li>")]


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("7:00–11:30 và 13:30–17:00, thứ Hai đến thứ Sáu", "7:00–11:30 and 13:30–17:00, Monday to Friday"),
        ("7:30–17:30 mỗi ngày", "7:30–17:30 every day"),
        ("Thứ 2 đến thứ 6, từ 7:00 đến 17:00", "Monday to Friday, 7:00 to 17:00"),
        ("Sáng thứ Bảy", ""),
        ("Gọi trước khi đến", ""),
    ],
)
def test_hours_are_told_in_english_where_every_word_is_known(text: str, told: str) -> None:
    assert Speaker("en", date(2026, 11, 24)).hours(text) == told
    assert Speaker("vi", date(2026, 11, 24)).hours(text) == text


def test_days_are_written_as_the_app_writes_them() -> None:
    say = Speaker("vi", date(2026, 11, 24))
    assert (say.day(date(2026, 11, 7)), say.day(date(2027, 1, 3))) == ("thứ Bảy 07/11", "Chủ nhật 03/01/2027")
    assert say.plain_day(date(2026, 7, 5)) == "05/07/2026"
    assert Speaker("en", date(2026, 11, 24)).day(date(2026, 11, 7)) == "Saturday 7 November"


def test_hours_and_codes_are_not_torn_apart_at_the_end_of_a_line() -> None:
    assert unbroken("7:00–11:30, XXXX-XXXX") == "7:00\u2060–\u206011:30, XXXX\u2060-\u2060XXXX"
    assert unbroken("một - hai") == "một - hai"


def test_a_title_within_a_sentence_begins_small_unless_it_is_an_abbreviation() -> None:
    assert [within(text) for text in ("Được cử", "CCCD còn hạn", "")] == ["được cử", "CCCD còn hạn", ""]


@pytest.mark.on("sqlite")
def test_every_page_says_whose_it_is(client: FlaskClient) -> None:
    for path in ("/tra-cuu", f"/p/{CODE}", "/p/9.999999"):
        html = client.get(path).get_data(as_text=True)
        assert "<p><b>Tổ Số</b><br>" in html


def test_hours_nobody_can_translate_are_marked_as_vietnamese(
    client: FlaskClient, desk: Desk, as_volunteer: Any, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = {"name": "Trung tâm", "address": None, "phone": None, "hours": "Gọi trước khi đến"}
    monkeypatch.setattr("app.dossiers.citizen_view.centre_of", lambda *_: centre)
    desk.submitted(as_volunteer, reference=reference)
    assert '<span lang="vi">Gọi trước khi đến</span>' in page(client, f"/s/{reference}?lang=en")


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("code", "phone", "field"), [("", "", "code"), ("7K3M", "3456", "code"), ("7K3M9QTA4X", "34", "phone")]
)
def test_what_is_missing_is_told_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, code: str, phone: str, field: str
) -> None:
    response = look_up(client, code, phone)
    assert response.status_code == 422
    assert f'id="{field}-wrong"' in response.text
    assert f'value="{code}"' in response.text
    assert f'value="{phone}"' in response.text


@pytest.mark.on("sqlite")
def test_another_site_cannot_post_the_form(client: FlaskClient) -> None:
    response = client.post("/tra-cuu", data={"code": "x"}, headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 403


def test_guessing_is_slowed_down_and_what_is_found_costs_nothing(
    client: FlaskClient, desk: Desk, as_volunteer: Any, reference: str
) -> None:
    desk.submitted(as_volunteer, reference=reference)
    for _ in range(ADDRESS_BURST + 5):
        page(client, f"/s/{reference}")
    for _ in range(ADDRESS_BURST):
        page(client, f"/s/{new_reference()}", 404)
    response = client.get(f"/s/{new_reference()}")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) >= 1


def test_a_neighbours_guesses_keep_nobody_from_their_own_page(
    client: FlaskClient, desk: Desk, as_volunteer: Any, reference: str
) -> None:
    """A carrier puts many phones behind one address."""
    desk.submitted(as_volunteer, reference=reference)
    for _ in range(ADDRESS_BURST):
        page(client, f"/s/{new_reference()}", 404)
    assert client.get(f"/s/{new_reference()}").status_code == 429
    page(client, f"/s/{reference}")
    assert look_up(client, reference[:10], "0905 123 456").status_code == 303


def test_the_digits_of_one_code_cannot_be_gone_through(
    client: FlaskClient, desk: Desk, as_volunteer: Any, reference: str
) -> None:
    desk.submitted(as_volunteer, reference=reference)
    for tried in range(ADDRESS_BURST):
        elsewhere = {"X-Forwarded-For": f"203.0.113.{tried}", "Origin": ORIGIN}
        guess = {"code": reference[:10], "phone": f"{tried:04}"}
        assert client.post("/tra-cuu", data=guess, headers=elsewhere).status_code == 404
    assert look_up(client, reference[:11], "0905 123 456").status_code == 429
    assert look_up(client, reference).status_code == 303
    page(client, f"/s/{reference}")


def test_the_throttle_forgets_in_time_and_keeps_addresses_apart() -> None:
    now = 0.0
    throttle = Throttle(clock=lambda: now)
    for _ in range(ADDRESS_BURST):
        throttle.found_nothing("a")
    assert throttle.wait_seconds("a") == 6
    assert throttle.wait_seconds("b") == 0
    now = 6.0
    assert throttle.wait_seconds("a") == 0


@pytest.mark.on("sqlite")
def test_the_guide_says_what_how_long_and_how_much(client: FlaskClient) -> None:
    html = page(client, f"/p/{CODE}")
    assert "Đăng ký khai sinh" in html
    assert "Chỉ khi: có giấy chứng sinh<" in html
    assert "Trừ khi: có giấy chứng sinh<" in html
    assert "1 ngày làm việc" in html
    assert "Nộp trước 15 giờ" in html
    assert "Không mất lệ phí." in html
    assert "Trực tuyến, trực tiếp, bưu chính" in html


@pytest.mark.on("sqlite")
def test_the_guide_speaks_english_on_demand(client: FlaskClient) -> None:
    html = page(client, f"/p/{CODE}?lang=en")
    assert '<html lang="en">' in html
    assert "Birth registration" in html
    assert "1 working day" in html
    assert page(client, f"/p/{CODE}?lang=xx") == page(client, f"/p/{CODE}")


@pytest.mark.on("sqlite")
def test_an_unknown_time_or_fee_is_said_to_be_unknown(app: Flask, client: FlaskClient) -> None:
    from app.catalogue.queries import current_procedures
    from app.core.transaction import snapshot

    with app.app_context(), snapshot() as session:
        docs = current_procedures(session)
    for doc in docs:
        html = page(client, f"/p/{doc['code']}")
        assert ("Chưa rõ thời hạn" in html) == (doc["time_limit"] is None)
        assert ("Chưa rõ lệ phí" in html) == (not doc["fees"])
        assert "None" not in html
        well_formed(html)


@pytest.mark.on("sqlite")
def test_a_procedure_nobody_knows_is_said_to_be_unknown(client: FlaskClient) -> None:
    assert "Chưa có thủ\u00a0tục với mã này" in page(client, "/p/9.999999", 404)
    assert client.get("/p/9.999999/qr.svg").status_code == 404


@pytest.mark.on("sqlite")
def test_the_qr_is_a_picture_that_may_be_kept(client: FlaskClient) -> None:
    response = client.get(f"/p/{CODE}/qr.svg")
    assert response.mimetype == "image/svg+xml"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert "<svg" in response.text


@pytest.mark.on("sqlite")
def test_the_sheet_is_named_by_its_content_and_kept_for_ever(client: FlaskClient) -> None:
    html = page(client, f"/p/{CODE}")
    found = re.search(r'href="(/p/style/[^"]+)"', html)
    assert found is not None
    response = client.get(found[1])
    assert response.mimetype == "text/css"
    assert "immutable" in response.headers["Cache-Control"]
    assert client.get("/p/style/public.old.css").headers["Cache-Control"] == "no-cache"
    assert len(html.encode()) + len(response.data) < BUDGET_BYTES


def test_pages_need_no_script_and_carry_no_inline_style(
    client: FlaskClient, desk: Desk, as_volunteer: Any, as_officer: Any, reference: str
) -> None:
    desk.accepted(as_volunteer, as_officer, reference=reference)
    for path in (f"/s/{reference}", "/s/unknown", "/tra-cuu", f"/p/{CODE}", "/p/x"):
        response = client.get(path)
        assert "<script" not in response.text
        assert "style=" not in response.text
        assert "<style" not in response.text
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        well_formed(response.text)


def test_pages_about_dossiers_are_neither_kept_nor_indexed(
    client: FlaskClient, desk: Desk, as_volunteer: Any, reference: str
) -> None:
    desk.submitted(as_volunteer, reference=reference)
    for path in (f"/s/{reference}", f"/s/{new_reference()}"):
        response = client.get(path)
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"


VOID = {"meta", "link", "input", "img", "br", "path", "use", "hr"}


class Nesting(HTMLParser):
    """Whether every element is closed where it should be, and no id is used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), (tag, names)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, tag


def well_formed(html: str) -> None:
    parser = Nesting()
    parser.feed(html)
    assert parser.open == []
    assert len(parser.ids) == len(set(parser.ids))
    labelled = re.findall(r'(?:aria-labelledby|for|aria-describedby)="([^"]+)"', html)
    assert {name for names in labelled for name in names.split()} <= set(parser.ids)
    assert html.count("<h1") == 1
