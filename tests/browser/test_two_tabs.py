"""One dossier open in two tabs of one phone: both show what is typed in either, and no last letter is lost."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser import acts


def name(page: Page) -> Locator:
    return page.get_by_label("Họ và tên").first


def phone_number(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Điện thoại").first


def test_both_tabs_show_what_is_typed_in_either(open_phone: Callable[..., Page]) -> None:
    one = acts.sign_in(open_phone(), "volunteer1")
    acts.begin_birth_registration(one)
    expect(name(one)).to_be_visible()
    two = one.context.new_page()
    two.goto(one.url)
    expect(name(two)).to_be_visible()

    for letter in "Lựu":
        name(one).press_sequentially(letter)
        phone_number(two).press_sequentially("09")
    for page in (one, two):
        expect(name(page)).to_have_value("Lựu")
        expect(phone_number(page)).to_have_value("090909")

    name(one).press_sequentially("A")
    one.reload()
    expect(name(one)).to_have_value("LựuA")
    expect(name(two)).to_have_value("LựuA")

    name(one).press_sequentially("B")
    one.goto("about:blank")
    expect(name(two)).to_have_value("LựuAB")
    expect(phone_number(two)).to_have_value("090909")


HOLD = """
async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    const store = names.find((name) => /^to-so-[0-9a-f-]{36}$/.test(name));
    const opening = indexedDB.open(store);
    const db = await new Promise((resolve) => { opening.onsuccess = () => resolve(opening.result); });
    const writing = db.transaction([...db.objectStoreNames], 'readwrite').objectStore('meta');
    const until = performance.now() + 1500;
    const again = () => { if (performance.now() < until) writing.get('state').onsuccess = again; };
    again();
    db.onversionchange = () => db.close();
}
"""
"""The tab writes to its person's store, and for a while nobody else can."""


def test_a_last_letter_outlives_its_tab_while_the_other_one_writes(open_phone: Callable[..., Page]) -> None:
    one = acts.sign_in(open_phone(), "volunteer1")
    acts.begin_birth_registration(one)
    expect(name(one)).to_be_visible()
    two = one.context.new_page()
    two.goto(one.url)
    expect(name(two)).to_be_visible()
    one.evaluate(HOLD)
    name(two).press_sequentially("A")
    two.goto("about:blank")
    expect(name(one)).to_have_value("A")
    two.goto(one.url)
    expect(name(two)).to_have_value("A")
    one.evaluate(HOLD)
    name(two).press_sequentially("B")
    two.close(run_before_unload=True)
    expect(name(one)).to_have_value("AB")


def test_a_dossier_agreed_on_in_two_tabs_is_made_once(open_phone: Callable[..., Page]) -> None:
    one = acts.sign_in(open_phone(), "volunteer1")
    one.get_by_role("link", name="Làm hồ sơ mới").click()
    acts.choose_birth_registration(one)
    agree = "Ông bà đồng ý"
    expect(one.get_by_role("button", name=agree)).to_be_visible()
    two = one.context.new_page()
    two.goto(one.url)
    one.locator("label", has_text="Chuẩn bị và gửi hồ sơ này").click()
    expect(two.get_by_role("checkbox", name="Chuẩn bị và gửi hồ sơ này")).to_be_checked()
    one.get_by_role("button", name=agree).click()
    expect(name(one)).to_be_visible()
    expect(two.get_by_role("button", name=agree)).to_be_hidden()
    name(one).fill("Phan Thị Lựu")
    two.get_by_role("button", name="Tới phần người nộp").click()
    expect(name(two)).to_have_value("Phan Thị Lựu")
    expect(acts.all_sent(one)).to_be_visible(timeout=20_000)
    expect(acts.all_sent(two)).to_be_visible(timeout=20_000)
