"""The shell on the phone: cold starts without a network, reloads in the middle of a word, new versions."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import acts
from tests.browser.conftest import client_build, new_page
from tests.support.browser import PHONE, Watch
from tests.support.servers import Server

CHILD, BORN_AT = "Ngô Bảo An", "Bệnh viện Trung ương Huế"


@pytest.mark.on("sqlite")
def test_the_second_visit_needs_no_network(open_phone: Callable[..., Page], watch: Watch) -> None:
    watch.allow_network_faults()
    first = acts.sign_in(open_phone(), "volunteer1")
    acts.wait_until_ready_for_offline(first)
    context = first.context
    first.close()
    context.set_offline(True)
    phone = context.new_page()
    for path, title in (
        ("/", "Chào Hạnh"),
        ("/procedures/1.001193", "Đăng ký khai sinh"),
        ("/dossiers/new", "Làm hồ sơ mới"),
    ):
        phone.goto(path)
        expect(phone.get_by_role("heading", name=title).first).to_be_visible()
    phone.goto("/")
    expect(phone.get_by_role("banner").get_by_role("button", name="Ngoại tuyến")).to_be_visible()


@pytest.mark.on("sqlite")
def test_a_reload_in_the_middle_of_a_form_keeps_every_letter(open_phone: Callable[..., Page], watch: Watch) -> None:
    watch.allow_network_faults()
    phone = acts.sign_in(open_phone(), "volunteer1")
    acts.wait_until_ready_for_offline(phone)
    phone.context.set_offline(True)
    begin_form(phone)
    phone.reload()
    expect_form(phone)


@pytest.mark.on("sqlite")
def test_a_new_version_asks_first_and_loses_nothing(
    tmp_path: Path, start_server: Callable[..., Server], new_context: Callable[..., BrowserContext], watch: Watch
) -> None:
    watch.allow_network_faults()
    build = tmp_path / "build"
    shutil.copytree(client_build(), build)
    server = start_server(CLIENT_BUILD=str(build))
    phone = acts.sign_in(new_page(new_context, watch, server, PHONE), "volunteer1")
    acts.wait_until_ready_for_offline(phone)
    begin_form(phone)

    server.stop()
    new_version = release(build)
    server.start()
    phone.reload()
    prompt = phone.get_by_role("region", name="Có bản mới của Tổ Số")
    expect(prompt).to_be_visible(timeout=20_000)
    expect_form(phone)
    phone.get_by_label("Nơi sinh").fill(f"{BORN_AT}, khoa Sản")
    with phone.expect_navigation():
        prompt.get_by_role("button", name="Cập nhật").click()
    expect(phone.get_by_label("Nơi sinh")).to_have_value(f"{BORN_AT}, khoa Sản")
    expect(prompt).to_have_count(0)
    assert phone.evaluate("() => caches.keys()") == [f"shell-{new_version}"]


def begin_form(phone: Page) -> None:
    acts.begin_birth_registration(phone)
    acts.fill_people(phone)
    phone.get_by_label("Họ, chữ đệm, tên của trẻ").fill(CHILD)
    phone.get_by_label("Nơi sinh").fill(BORN_AT)


def expect_form(phone: Page) -> None:
    expect(phone.get_by_label("Họ, chữ đệm, tên của trẻ")).to_have_value(CHILD)
    expect(phone.get_by_label("Nơi sinh")).to_have_value(BORN_AT)


def release(build: Path) -> str:
    """Turn the build into that of another version; returns its name."""
    old = json.loads((build / "_app" / "version.json").read_text())["version"]
    new = old[::-1]
    for path in [found for found in build.rglob("*") if found.is_file()]:
        if path.suffix in {".br", ".gz"}:
            if path.with_suffix("").name in {"index.html", "service-worker.js", "version.json"}:
                path.unlink()
        elif old.encode() in (data := path.read_bytes()):
            path.write_bytes(data.replace(old.encode(), new.encode()))
    return new
