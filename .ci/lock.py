"""`make lock`: pins every package with its hashes, for every platform.

What is pinned already stays where it is unless it must move.
"""

from __future__ import annotations

from setup import set_up
from tools import CLIENT, PYTHON, ROOT, Failed, run, say, stop

COMPILE = (
    "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes",
    # The lock says what, not where from.
    "--no-header", "--no-emit-index-url", "--no-emit-find-links",
)  # fmt: skip


def main() -> None:
    set_up(for_tests=True)
    for name in ("requirements", "requirements-build", "requirements-dev"):
        run([PYTHON.parent / "uv", *COMPILE, "--output-file", f"{name}.txt", f"{name}.in"], cwd=ROOT)
        say(f"  {name}.txt")
    run([PYTHON.parent / "npm", "install", "--package-lock-only", "--ignore-scripts"], cwd=CLIENT)
    say("  static/pwa/package-lock.json")


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        stop(str(failure))
