"""What a page says exists, exists: links, files, tests, pictures."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import CLIENT_TEST, DOCS, ROOT, TEST_NAME, Page, expand, named_files, pages

PAGES = pages()
ALL = pytest.mark.parametrize("doc", PAGES, ids=lambda doc: doc.name)

MOST_PICTURE_BYTES = 150 * 1024


@ALL
def test_every_link_leads_somewhere(doc: Page) -> None:
    dead = [link for link in doc.links if not leads_somewhere(doc, link)]
    assert dead == []


def leads_somewhere(page: Page, link: str) -> bool:
    if link.startswith(("https://", "http://", "mailto:")):
        return True
    path, _, anchor = link.partition("#")
    target = (page.path.parent / path).resolve() if path else page.path
    if not target.exists() or ROOT not in target.parents:
        return False
    return not anchor or anchor in Page(target).anchors


@ALL
def test_every_file_that_is_named_exists(doc: Page) -> None:
    missing = [name for span in named_files(doc) for name in expand(span) if not exists(name)]
    assert missing == []


MADE = frozenset({"static/pwa/build", "static/pwa/node_modules"})
"""Not there before `make build`."""


def exists(name: str) -> bool:
    if name in MADE:
        return True
    return any(ROOT.glob(name)) if "*" in name else (ROOT / name).exists()


@ALL
def test_every_test_that_is_named_exists(doc: Page) -> None:
    missing = [span for span in doc.spans if TEST_NAME.match(span) and span not in names_of_tests()]
    assert missing == []


@cache
def names_of_tests() -> frozenset[str]:
    files = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return frozenset(name for text in files for name in re.findall(r"def (test_\w+)", text))


@ALL
def test_every_client_test_that_is_named_exists(doc: Page) -> None:
    named = [found.groups() for span in doc.spans if (found := CLIENT_TEST.match(span))]
    assert [f"{file}: {title}" for file, title in named if f"test('{title}'" not in client_tests(file)] == []


def client_tests(name: str) -> str:
    return "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "static/pwa/test").rglob(name))


def test_every_picture_is_shown_somewhere_and_small() -> None:
    shown = {(page.path.parent / link).resolve() for page in PAGES for link in page.links if link.endswith(".png")}
    pictures = set(DOCS.rglob("*.png"))
    assert pictures == shown
    assert [p.name for p in pictures if p.stat().st_size > MOST_PICTURE_BYTES] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    found, ahead = set[str](), [Page(ROOT / "README.md")]
    while ahead:
        page = ahead.pop()
        if page.name in found:
            continue
        found.add(page.name)
        targets = ((page.path.parent / link.partition("#")[0]).resolve() for link in page.links if ":" not in link)
        ahead += [Page(target) for target in targets if target.suffix == ".md" and target.is_file()]
    assert {page.name for page in PAGES} - found == set()


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    files = sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert [name[:4] for name in files] == [f"{n:04d}" for n in range(1, len(files) + 1)]
    listed = Page(DOCS / "decisions" / "README.md").links
    assert [name for name in files if name not in listed] == []


@pytest.mark.parametrize("path", sorted((DOCS / "decisions").glob("[0-9]*.md")), ids=lambda path: path.name[:4])
def test_a_decision_fits_a_page_and_says_context_choice_and_consequences(path: Path) -> None:
    page = Page(path)
    assert len(page.text.splitlines()) <= 60
    headings = re.findall(r"^## (.*)$", page.text, re.MULTILINE)
    assert headings[:3] == ["Context", "Choice", "Consequences"]


def test_the_guide_uses_the_words_of_the_screen() -> None:
    """What the guide prints bold a reader will look for on the phone."""
    files = [path for path in (ROOT / "static/pwa/src").rglob("*") if path.suffix in {".ts", ".svelte"}]
    screen = "\n".join(path.read_text(encoding="utf-8") for path in files)
    bold = re.findall(r"\*\*(.+?)\*\*", Page(DOCS / "user-guide.vi.md").prose, re.DOTALL)
    told = {" ".join(words.split()) for words in bold} - {"đậm"}
    assert {words for words in told if words not in screen} == set()
