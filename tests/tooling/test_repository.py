"""What every committed file keeps to: locked packages, and no word about where it was made."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from app.config import ROOT

CLIENT = ROOT / "static" / "pwa"
FOREIGN = re.compile(
    r"registry\.np[m]|pypi\.or[g]|pythonhoste[d]|deb\.debia[n]|/hom[e]/\w|/Use[r]s/\w|fil[e]:///\w+/\w+/simple",
    re.IGNORECASE,
)
"""Hosts of registries, folders of somebody's machine. Spelt so that this line is not one itself."""


def committed() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_folder_of_some_machine() -> None:
    found = []
    for path in committed():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in FOREIGN.finditer(text)]
    assert found == []


@pytest.mark.parametrize("name", ["requirements", "requirements-build", "requirements-dev"])
def test_every_python_package_is_pinned_with_hashes(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / f"{name}.txt").read_text().strip())
    assert all(re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", entry) and "--hash=sha256:" in entry for entry in entries)


def test_the_test_lock_agrees_with_the_lock_for_running() -> None:
    running, testing = (pins(name) for name in ("requirements.txt", "requirements-dev.txt"))
    assert {name: testing.get(name) for name in running} == running


def pins(file_name: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", (ROOT / file_name).read_text()))


def test_every_client_package_is_asked_for_by_exact_version_and_locked() -> None:
    asked = json.loads((CLIENT / "package.json").read_text())
    locked = json.loads((CLIENT / "package-lock.json").read_text())["packages"]
    wanted = asked["dependencies"] | asked["devDependencies"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("resolved" not in entry for entry in locked.values())
    assert all("integrity" in entry for name, entry in locked.items() if name)
