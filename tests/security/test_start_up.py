"""What production refuses to start with, each in a plain sentence; and what development makes by itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from app import config
from app.config import Refused
from app.core.transaction import unit
from app.demo.loading import load_cast
from app.factory import create_app
from app.identity.actions import disable_person
from app.identity.queries import person_id_of
from tests.support.databases import Databases
from tests.support.settings import settings


def production(folder: Path, **others: str) -> dict[str, str]:
    """Settings that production accepts, but for `others`."""
    data = folder / "data"
    data.mkdir(exist_ok=True)
    fresh = config.fresh_keys("k1")
    return (
        settings(f"sqlite:///{data}/db.sqlite3", folder)
        | fresh
        | {
            "APP_ENV": "production",
            "PUBLIC_URL": "https://to-so.example.vn",
            "FILES_URL": (data / "files").as_uri(),
        }
        | others
    )


def refusals(given: dict[str, str]) -> str:
    with pytest.raises(Refused) as caught:
        config.load(given)
    assert all(p.endswith(".") and len(p.split()) >= 4 for p in caught.value.problems)
    return " ".join(caught.value.problems)


def test_production_starts_with_real_settings(tmp_path: Path) -> None:
    assert config.load(production(tmp_path)).is_production


ZEROS = "A" * 43

REFUSED = [
    ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
    ({"SECRET_KEY": "a" * 64}, "SECRET_KEY is too short or too simple"),
    ({"SECRET_KEY": "change-me-0123456789-abcdefghijklmnop"}, "SECRET_KEY looks like a default"),
    ({"DATA_KEYS": ""}, "DATA_KEYS is missing"),
    ({"DATA_KEYS": "k1:c2hvcnQ"}, "DATA_KEYS holds a key that is not 32 bytes"),
    ({"DATA_KEYS": "no-id"}, "DATA_KEYS must be a list"),
    ({"DATA_KEYS": f"k1:{ZEROS}"}, "is not random"),
    ({"INDEX_KEY": ""}, "INDEX_KEY is missing"),
    ({"INDEX_KEY": ZEROS, "DATA_KEYS": f"k1:{ZEROS}"}, "must all be different"),
    ({"SEAL_KEYS": "k1:nonsense"}, "SEAL_KEYS holds a key"),
    ({"DATA_KEYS": f"dev:{config.new_key()}"}, "made for development"),
    ({"PUBLIC_URL": "http://to-so.example.vn"}, "must begin with https"),
    ({"PUBLIC_URL": "https://to-so.example.vn/app"}, "without a path"),
    ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG is on"),
    ({"FILES_URL": "s3://bucket"}, "must begin with file"),
    ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must begin"),
    ({"WEB_CONCURRENCY": "2"}, "above 1 with SQLite"),
    ({"PORT": "http"}, "PORT is 'http'"),
    ({"APP_ENV": "staging"}, "say development or production"),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be"),
]


@pytest.mark.parametrize(("changed", "sentence"), REFUSED)
def test_production_refuses(tmp_path: Path, changed: dict[str, str], sentence: str) -> None:
    assert sentence in refusals(production(tmp_path, **changed))


def test_production_refuses_keys_beside_the_database(tmp_path: Path) -> None:
    given = production(tmp_path)
    (tmp_path / "data" / "keys.env").write_text(f"INDEX_KEY={given['INDEX_KEY']}\n")

    assert "keys lie beside the data" in refusals(given)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    said = refusals(production(tmp_path, SECRET_KEY="short", PUBLIC_URL="http://x.vn", FLASK_DEBUG="1"))

    assert all(word in said for word in ("SECRET_KEY", "PUBLIC_URL", "FLASK_DEBUG"))


@pytest.mark.parametrize("looks_real", [{"PUBLIC_URL": "https://x.vn"}, {"DATABASE_URL": "postgresql://h/db"}])
def test_what_looks_real_must_say_which_environment_it_is(looks_real: dict[str, str]) -> None:
    assert "APP_ENV is not set" in refusals(looks_real)


def test_development_makes_its_own_keys_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "INSTANCE", tmp_path)

    first, second = config.load({}), config.load({})

    assert first == second
    assert config.malformed(first) == []
    assert (tmp_path / "development.env").stat().st_mode & 0o077 == 0


def test_every_setting_is_documented() -> None:
    from dataclasses import fields

    read = {f.name.upper() for f in fields(config.Settings)} - {"DEBUG", "FROM_COMMAND_LINE"}

    assert read == config.DOCUMENTED.keys()


def test_only_config_reads_the_environment() -> None:
    offenders = [
        str(path)
        for path in (config.ROOT / "app").rglob("*.py")
        if path.name != "config.py" and ("os.environ" in path.read_text() or "getenv" in path.read_text())
    ]

    assert offenders == []


def test_production_refuses_demo_accounts_until_they_are_disabled(tmp_path: Path, databases: Databases) -> None:
    given = production(tmp_path) | {"DATABASE_URL": databases.migrated("sqlite")}
    app = create_app(given)
    with app.app_context():
        load_cast()

    with pytest.raises(Refused, match="Demo accounts are open: leader1"):
        create_app(given)

    from app.demo import cast

    with app.app_context(), unit("sys") as work:
        for member in cast.MEMBERS:
            disable_person(work, person_id_of(work.session, member.login) or "")
    assert create_app(given)


def test_a_refusal_is_plain_and_final_for_whoever_loads_the_program() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=config.ROOT,
        env={"APP_ENV": "production"},
        capture_output=True,
        text=True,
    )

    # 3 makes gunicorn stop instead of starting workers for ever.
    assert run.returncode == 3
    assert run.stderr.startswith("Tổ Số does not start:\n  - SECRET_KEY is missing.")
    assert "Traceback" not in run.stderr
