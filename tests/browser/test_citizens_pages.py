"""Citizens' pages in a real browser: nothing for axe to find, no sideways scrolling, no complaint."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.browser import Watch, assert_accessible

PAGES = ("/p/1.001193", "/p/2.000815?lang=en", "/tra-cuu", "/tra-cuu?lang=en", "/s/7K3M9QTA4XW2H", "/p/9.999999")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_citizens_pages_are_accessible_and_fit_every_screen(
    open_phone: Callable[..., Page], watch: Watch, scheme: str
) -> None:
    watch.allow(r"status of 404")
    page = open_phone(color_scheme=scheme, java_script_enabled=True)
    for path in PAGES:
        page.goto(path)
        assert_accessible(page)
        for width in (180, 320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth"), (path, width)


def test_the_form_works_without_a_script(open_phone: Callable[..., Page], watch: Watch) -> None:
    watch.allow(r"status of (404|422)")
    page = open_phone(java_script_enabled=False)
    page.goto("/tra-cuu")
    page.get_by_label("Mã tra cứu").fill("7K3M")
    page.get_by_role("button", name="Xem hồ sơ").click()
    assert page.get_by_text("Mã cần ít nhất 10 chữ và số").is_visible()
    assert page.get_by_label("Mã tra cứu").input_value() == "7K3M"
    page.get_by_label("Mã tra cứu").fill("7k3m-9qta-4xw2h")
    page.get_by_role("button", name="Xem hồ sơ").click()
    page.wait_for_url("**/s/7K3M9QTA4XW2H")
    assert page.get_by_role("heading").first.inner_text().startswith("Chưa thấy hồ")
