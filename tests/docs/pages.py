"""The project's own pages, as the tests of this folder read them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*$", re.MULTILINE)

TOP = ("app", "bench", "docs", "migrations", "static", "tests", ".ci")
"""Folders of the root: a name in code type that begins with one of them is a claim that it exists."""

PATH = re.compile(rf"^(?:{'|'.join(map(re.escape, TOP))})/[\w./*{{}},+()\[\]-]*$")
TOP_FILE = re.compile(r"^(?:[A-Z]+\.md|Makefile|[\w-]+\.(?:toml|in|conf\.py|txt)|wsgi\.py|gunicorn\.conf\.py)$")
TEST_NAME = re.compile(r"^test_\w+$")
CLIENT_TEST = re.compile(r"^([\w-]+\.test\.ts): (.+)$")


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> str:
        """The text without fenced blocks."""
        return FENCE.sub("", self.text)

    @cached_property
    def spans(self) -> list[str]:
        """What stands in code type inside the prose."""
        return SPAN.findall(self.prose)

    @property
    def links(self) -> list[str]:
        return LINK.findall(SPAN.sub("", self.prose))

    @cached_property
    def anchors(self) -> set[str]:
        return {anchor_of(heading) for heading in HEADING.findall(self.prose)}


def anchor_of(heading: str) -> str:
    """The anchor that code hosts give a heading."""
    kept = "".join(c for c in heading.lower() if c.isalnum() or c in " -_")
    return kept.strip().replace(" ", "-")


def pages() -> list[Page]:
    """README, CHANGELOG and everything under docs/."""
    return [Page(ROOT / "README.md"), Page(ROOT / "CHANGELOG.md"), *(Page(p) for p in sorted(DOCS.rglob("*.md")))]


def said() -> set[str]:
    """Everything that stands in code type on any page."""
    return {span for page in pages() for span in page.spans}


def named_files(page: Page) -> Iterator[str]:
    """Names of files and folders in code type."""
    for span in page.spans:
        name = span.split("::")[0].rstrip("/")
        if PATH.match(span) or TOP_FILE.match(span):
            yield name


def expand(name: str) -> list[str]:
    """`a/{b,c}.ts` as `a/b.ts` and `a/c.ts`."""
    found = re.search(r"\{([^{}]*)\}", name)
    if not found:
        return [name]
    return [n for part in found[1].split(",") for n in expand(name[: found.start()] + part + name[found.end() :])]
