"""Sets up everything that `make run` and `make test` need, from nothing but Python and the registries.

Each part has a content stamp: what it was made from has not changed, so there is nothing to do.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import venv
from pathlib import Path

from tools import (
    BUILD,
    CACHE,
    CLIENT,
    LEAST_PYTHON,
    PYTHON,
    ROOT,
    VENV,
    Failed,
    apt_get,
    content_hash,
    environment,
    is_fresh,
    one_at_a_time,
    program,
    run,
    set_stamp,
    step,
    stop,
)

BUILDS_KEPT = 3
"""A phone that was asleep during an update still asks for the files of the shell it has."""

FOR_RUNNING = ("requirements-build.txt", "requirements.txt")
FOR_TESTS = ("requirements-dev.txt",)


WORKSHOP = CLIENT / ".svelte-kit" / "for-build"
MANIFEST, ROUTES = CACHE / "client-manifest.json", CACHE / "client-routes.js"
"""What the last build consists of: which file needs which, and which screen is made of what."""


def venv_version() -> str:
    """Which Python the environment was made with; empty while there is none."""
    settings = VENV / "pyvenv.cfg"
    found = re.search(r"^version\s*=\s*(\S+)", settings.read_text(), re.MULTILINE) if settings.exists() else None
    return found.group(1) if found else ""


def check_python() -> None:
    if sys.version_info < LEAST_PYTHON:
        wanted, found = (".".join(str(part) for part in v) for v in (LEAST_PYTHON, sys.version_info[:3]))
        stop(f"Tổ Số needs Python {wanted} or later; this is {found}.")


def set_up(*, for_tests: bool = False) -> None:
    """Bring packages and the built client up to date."""
    check_python()
    with one_at_a_time():
        install_python(for_tests=for_tests)
        install_client()
        build_client()


def install_python(*, for_tests: bool) -> None:
    """The venv with exactly the locked packages: those for running, or those for tests, which include them."""
    has_venv = PYTHON.exists()
    has_tests = has_venv and is_fresh("python-test", stamp_of(FOR_TESTS))
    has_enough = has_tests or (has_venv and not for_tests and is_fresh("python-run", stamp_of(FOR_RUNNING)))
    if has_enough:
        return
    # Whoever has run the tests here keeps their packages.
    for_tests = for_tests or (has_venv and (CACHE / "stamps" / "python-test").exists())
    if not has_venv:
        with step("Making a virtual environment"):
            make_venv()
    if not (PYTHON.parent / "uv").exists():
        with step("Installing the installer"):
            install_uv()
    names = FOR_TESTS if for_tests else FOR_RUNNING
    with step("Installing Python packages and Node"):
        locked = [ROOT / name for name in names]
        try:
            run([PYTHON.parent / "uv", "pip", "sync", "--require-hashes", "--python", PYTHON, *locked])
        except Failed as error:
            # uv does not read pip's own settings; on a machine that needs them, pip works.
            with_pip(locked, error)
    for name in ("python-run", "python-test"):
        (CACHE / "stamps" / name).unlink(missing_ok=True)
    set_stamp("python-test" if for_tests else "python-run", stamp_of(names))


def stamp_of(names: tuple[str, ...]) -> str:
    return content_hash([ROOT / name for name in names], venv_version())


def make_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        venv.create(VENV, with_pip=True)
    except Exception as error:
        # Debian keeps the module's other half in a package of its own.
        shutil.rmtree(VENV, ignore_errors=True)
        if not apt_get("python3-venv"):
            raise Failed(
                f"{error}\nPython cannot make a virtual environment here. On Debian: apt install python3-venv."
            ) from error
        run([sys.executable, "-m", "venv", VENV])


def install_uv() -> None:
    """uv alone, by pip, at the version and with the hashes of the lock; it installs the rest ten times faster."""
    block = re.search(r"^uv==.*?(?=^\S|\Z)", (ROOT / "requirements-build.txt").read_text(), re.MULTILINE | re.DOTALL)
    if block is None:
        raise Failed("requirements-build.txt does not name uv.")
    with tempfile.TemporaryDirectory() as folder:
        only_uv = Path(folder) / "uv.txt"
        only_uv.write_text(block.group())
        run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", only_uv])


def with_pip(locked: list[Path], reason: Failed) -> None:
    files = [part for path in locked for part in ("-r", path)]
    try:
        run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", *files])
    except Failed as error:
        raise Failed(f"{reason}\n\n{error}") from error


def install_client() -> None:
    """node_modules, exactly as locked."""
    names = ("package.json", "package-lock.json", ".npmrc")
    stamp = content_hash([CLIENT / name for name in names], (ROOT / "requirements-build.txt").read_text())
    if (CLIENT / "node_modules" / ".bin" / "vite").exists() and is_fresh("client", stamp):
        return
    with step("Installing the client's packages"):
        run([PYTHON.parent / "npm", "ci", "--no-audit", "--no-fund"], cwd=CLIENT)
    set_stamp("client", stamp)


def build_client() -> None:
    """The built client, unless its sources are those of the last build."""
    sources = [CLIENT / name for name in ("src", "static", "package-lock.json", "vite.config.ts", "tsconfig.json")]
    stamp = content_hash([path for path in sources if path.exists()])
    if (BUILD / "index.html").exists() and MANIFEST.exists() and is_fresh("build", stamp):
        return
    with step("Building the client"):
        fresh = CLIENT / "build.new"
        shutil.rmtree(fresh, ignore_errors=True)
        run(
            [PYTHON.parent / "npm", "run", "-s", "build", "--", "--logLevel", "warn"],
            cwd=CLIENT,
            env=environment(CLIENT_BUILD=fresh.name),
        )
        shutil.copyfile(WORKSHOP / "output/client/.vite/manifest.json", MANIFEST)
        shutil.copyfile(WORKSHOP / "generated/build/client-optimized/app.js", ROUTES)
        keep_last_builds(fresh, stamp)
        replace(BUILD, fresh)
    set_stamp("build", stamp)


def keep_last_builds(fresh: Path, stamp: str) -> None:
    """Add the immutable files of the builds before this one: their names are hashes, so nothing is overwritten."""
    kept = CACHE / "builds"
    mine = kept / stamp[:16]
    shutil.rmtree(mine, ignore_errors=True)
    shutil.copytree(fresh / "_app" / "immutable", mine)
    builds = sorted((p for p in kept.iterdir() if p.is_dir()), key=lambda p: p.stat().st_ctime, reverse=True)
    for old in builds[BUILDS_KEPT:]:
        shutil.rmtree(old)
    for old in builds[1:BUILDS_KEPT]:
        for file in (p for p in old.rglob("*") if p.is_file()):
            target = fresh / "_app" / "immutable" / file.relative_to(old)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)


def replace(target: Path, fresh: Path) -> None:
    """Put the new build in place; a server that runs meanwhile misses it for a moment only."""
    old = target.with_name("build.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def find_chromium() -> str | None:
    return program("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def install_chromium() -> None:
    """A real Chromium for the browser tests: the machine's, Debian's, or the one Playwright downloads."""
    if find_chromium():
        return
    with step("Installing Chromium"):
        if apt_get("chromium") and find_chromium():
            return
        try:
            run([PYTHON, "-m", "playwright", "install", "chromium"])
        except Failed as error:
            raise Failed(f"{error}\nThe browser tests need Chromium. Install it and run this again.") from error


if __name__ == "__main__":
    try:
        set_up(for_tests="--for-tests" in sys.argv)
    except Failed as failure:
        stop(str(failure))
