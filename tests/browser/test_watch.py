"""The watch itself: a page's complaints must reach the test, or every other browser test proves less."""

from playwright.sync_api import Page

from tests.support.browser import Watch, accessibility_faults


def test_an_error_on_the_console_is_noticed(page: Page, watch: Watch) -> None:
    page.goto("/tra-cuu")
    page.evaluate("() => console.error('something broke')")
    assert any("something broke" in text for text in watch.unexpected())
    watch.allow("something broke")


def test_an_uncaught_error_is_noticed(page: Page, watch: Watch) -> None:
    page.goto("/tra-cuu")
    with page.expect_event("pageerror"):
        page.evaluate("() => { setTimeout(() => { throw new Error('nobody caught me'); }); }")
    assert any("nobody caught me" in text for text in watch.unexpected())
    watch.allow("nobody caught me")


def test_an_inline_style_is_noticed(page: Page, watch: Watch) -> None:
    page.goto("/tra-cuu")
    with page.expect_console_message(lambda message: "style-src" in message.text):
        page.evaluate("() => { document.body.innerHTML = '<p style=\"color: red\">x</p>'; }")
    assert watch.unexpected()
    watch.allow("style-src")


def test_a_picture_without_words_is_a_fault_of_accessibility(page: Page) -> None:
    page.goto("/tra-cuu")
    page.evaluate("() => { document.body.append(document.createElement('img')); }")
    assert any(fault.startswith("image-alt") for fault in accessibility_faults(page))
