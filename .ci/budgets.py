"""Size budgets of the built client, as a phone downloads it (brotli where the server has it).

First use: what is loaded to sign in and to see today's page. Shell: everything the service worker keeps on the
phone, so that every screen opens without a network.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from setup import MANIFEST, ROUTES
from tools import BUILD, CLIENT, say

KB = 1024
BUDGETS_KB = {"first use, scripts": 130, "first use, styles": 25, "shell": 600}
FIRST_USE = re.compile(r"^/(\(field\)/?)?(today)?$|/sign-?in$")
"""The routes, as SvelteKit names them, that a volunteer's first minute needs."""

Manifest = dict[str, dict[str, object]]


def size(path: Path) -> int:
    """Bytes on the wire."""
    packed = path.with_name(path.name + ".br")
    return (packed if packed.exists() else path).stat().st_size


def closure(manifest: Manifest, entries: set[str]) -> set[str]:
    """The keys of all modules that come along with some entries."""
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        key = waiting.pop()
        if key in found or key not in manifest:
            continue
        found.add(key)
        waiting += manifest[key].get("imports", [])
    return found


def files(manifest: Manifest, keys: set[str]) -> set[str]:
    """The files of some modules: scripts, styles and what those refer to."""
    found: set[str] = set()
    for key in keys:
        entry = manifest[key]
        found |= {str(entry["file"]), *entry.get("css", []), *entry.get("assets", [])}
    return found


def routes(manifest: Manifest) -> dict[str, set[str]]:
    """Route → keys of its page and layouts."""
    text = ROUTES.read_text()
    table = re.search(r"export const dictionary = \{(.*?)\n\t?\};", text, re.DOTALL)
    if table is None:
        sys.exit("SvelteKit's list of routes looks different now; see .ci/budgets.py.")
    node_keys = {
        int(n.group(1)): key for key in manifest if (n := re.search(r"/client-optimized/nodes/(\d+)\.js$", key))
    }
    found = {}
    for route, nodes in re.findall(r'"([^"]*)":\s*(\[.*\])', table.group(1)):
        numbers = {int(n) for n in re.findall(r"\d+", nodes)}
        # Node 0 is the root layout, node 1 the root error page.
        found[route] = {node_keys[n] for n in numbers | {0, 1}}
    return found


def measure() -> dict[str, int]:
    manifest: Manifest = json.loads(MANIFEST.read_text())
    boot = {key for key, entry in manifest.items() if str(entry.get("name", "")).startswith("entry/")}
    # The first script fetches the rest of the framework as soon as it runs.
    starts = [entry for entry in manifest.values() if entry.get("name") == "entry/start"]
    boot |= {str(key) for entry in starts for key in entry.get("dynamicImports", [])}
    first = set().union(boot, *(nodes for route, nodes in routes(manifest).items() if FIRST_USE.search(route)))
    first_files = files(manifest, closure(manifest, first))
    shell = files(manifest, set(manifest))
    static = {str(p.relative_to(CLIENT / "static")) for p in (CLIENT / "static").rglob("*") if p.is_file()}

    def total(names: set[str], *endings: str) -> int:
        return sum(size(BUILD / name) for name in names if not endings or name.endswith(endings))

    return {
        "first use, scripts": total(first_files, ".js"),
        "first use, styles": total(first_files, ".css"),
        "shell": total(shell | static | {"index.html"}),
    }


def main() -> int:
    too_large = 0
    for what, size_bytes in measure().items():
        most = BUDGETS_KB.get(what)
        is_over = most is not None and size_bytes > most * KB
        too_large += is_over
        limit = f" of {most} KB{', TOO LARGE' if is_over else ''}" if most else " KB"
        say(f"{what:24} {size_bytes / KB:7.1f}{limit}")
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
