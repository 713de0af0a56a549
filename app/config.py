"""Every setting of the product, and the only place that reads the environment.

`load()` turns the environment (or a mapping given by a test) into one frozen `Settings`. What production
must not run with is refused here, each with a sentence that says what to do.
"""

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.core.crypto import decode_key, new_key

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
BUILD = ROOT / "static" / "pwa" / "build"

DEVELOPMENT = "development"
PRODUCTION = "production"
LEAST_SECRET_CHARACTERS = 32
WEAK_WORDS = ("change", "secret", "default", "example", "password", "insecure", "development")


class Refused(Exception):
    """The settings cannot be used. problems: plain sentences, each with what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("Tổ Số does not start:\n" + "\n".join(f"  - {p}" for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force. Each field is one environment variable of the same name in capitals."""

    # development: safe values are made for what is missing. production: nothing is made up.
    app_env: str
    # SQLAlchemy URL; SQLite (one worker) or PostgreSQL (several).
    database_url: str
    # Signs cursors and tokens; at least 32 characters.
    secret_key: str
    # `id:base64url of 32 bytes`, comma separated, the current one first: fields and files at rest.
    data_keys: str
    # base64url of 32 bytes: blind indexes. Never changes while the database lives.
    index_key: str
    # `id:base64url of 32 bytes`, comma separated: X25519 private keys that phones seal to. May be empty.
    seal_keys: str
    # Where files are kept: `file:///absolute/folder`.
    files_url: str
    # The address people use, without a path: in QR codes and cookies' rules.
    public_url: str
    # TCP port to listen on.
    port: int
    # Worker processes (gunicorn's own variable): the allowance of concurrent password hashes is shared.
    web_concurrency: int
    # Bearer token for /metrics; without it only the machine itself may read them.
    metrics_token: str
    # Folder where the workers of one server keep their counts; gunicorn.conf.py makes it. Empty: one process.
    prometheus_multiproc_dir: str
    # Lowest level that is logged: debug, info, warning or error.
    log_level: str
    # Folder with the built client.
    client_build: str
    # Whether Flask's debugger was asked for (FLASK_DEBUG).
    debug: bool
    # Whether the `flask` command loads the app, rather than a server.
    from_command_line: bool

    @property
    def is_production(self) -> bool:
        return self.app_env == PRODUCTION

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def database_path(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(self.database_url.removeprefix("sqlite:///")) if self.is_sqlite else None

    @property
    def files_path(self) -> Path:
        return Path(urlsplit(self.files_url).path)


DOCUMENTED: dict[str, str] = {
    "APP_ENV": "development or production",
    "DATABASE_URL": "where the data is; SQLite under instance/ when absent",
    "SECRET_KEY": "signs cursors and tokens; 32 characters or more",
    "DATA_KEYS": "keys of fields and files at rest, `id:key`, current one first",
    "INDEX_KEY": "key of the blind indexes",
    "SEAL_KEYS": "private keys that phones seal to, `id:key`; may be empty",
    "FILES_URL": "where files are kept, file://…",
    "PUBLIC_URL": "the address people use",
    "PORT": "TCP port, 8000 when absent",
    "WEB_CONCURRENCY": "worker processes, 1 when absent; SQLite allows one",
    "METRICS_TOKEN": "token for /metrics from elsewhere; may be empty",
    "PROMETHEUS_MULTIPROC_DIR": "where workers keep their counts; gunicorn.conf.py makes it",
    "LOG_LEVEL": "debug, info, warning or error; info when absent",
    "CLIENT_BUILD": "folder with the built client; static/pwa/build when absent",
}
"""Every variable with one line for `flask doctor` and the documentation."""


def load(given: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from a mapping, or from the environment when None. Raises Refused."""
    env: Mapping[str, str] = os.environ if given is None else given
    app_env = env.get("APP_ENV", "").strip() or _guess_environment(env)
    if app_env not in (DEVELOPMENT, PRODUCTION):
        raise Refused([f"APP_ENV is {app_env!r}; say development or production."])
    made = _development_values(env) if app_env == DEVELOPMENT else {}
    port = _whole_number(env, "PORT", 8000)
    settings = Settings(
        app_env=app_env,
        database_url=_database_url(env.get("DATABASE_URL", "")),
        secret_key=env.get("SECRET_KEY") or made.get("SECRET_KEY", ""),
        data_keys=env.get("DATA_KEYS") or made.get("DATA_KEYS", ""),
        index_key=env.get("INDEX_KEY") or made.get("INDEX_KEY", ""),
        seal_keys=env.get("SEAL_KEYS", made.get("SEAL_KEYS", "")),
        files_url=env.get("FILES_URL") or (INSTANCE / "files").as_uri(),
        public_url=(env.get("PUBLIC_URL") or f"http://localhost:{port}").rstrip("/"),
        port=port,
        web_concurrency=_whole_number(env, "WEB_CONCURRENCY", 1),
        metrics_token=env.get("METRICS_TOKEN", ""),
        prometheus_multiproc_dir=env.get("PROMETHEUS_MULTIPROC_DIR", ""),
        log_level=env.get("LOG_LEVEL", "info").lower(),
        client_build=env.get("CLIENT_BUILD") or str(BUILD),
        debug=env.get("FLASK_DEBUG", "").lower() in ("1", "true", "yes", "on"),
        from_command_line=env.get("FLASK_RUN_FROM_CLI") == "true",
    )
    problems = list(malformed(settings))
    if settings.is_production and not problems:
        problems = list(unfit_for_production(settings))
    if problems:
        raise Refused(problems)
    return settings


def _guess_environment(env: Mapping[str, str]) -> str:
    """Development unless something looks real; then a person has to say which one it is."""
    if env.get("PUBLIC_URL", "").startswith("https:") or env.get("DATABASE_URL", "").startswith("postgres"):
        raise Refused(["APP_ENV is not set, but the address or the database looks real. Set APP_ENV=production."])
    return DEVELOPMENT


def _whole_number(env: Mapping[str, str], name: str, otherwise: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return otherwise
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Refused([f"{name} is {text!r}; it must be a whole number from 1 to 65535."])
    return int(text)


def _database_url(text: str) -> str:
    if not text:
        return f"sqlite:///{INSTANCE / 'to-so.sqlite3'}"
    for scheme in ("postgres://", "postgresql://"):
        if text.startswith(scheme):
            return "postgresql+psycopg://" + text.removeprefix(scheme)
    if text.startswith("sqlite:///"):
        return f"sqlite:///{Path(text.removeprefix('sqlite:///')).resolve()}"
    return text


def malformed(settings: Settings) -> list[str]:
    """What no environment can run with."""
    problems = []
    if not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        problems.append("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    if not settings.secret_key:
        problems.append("SECRET_KEY is missing. `APP_ENV=development flask keys` prints a fresh set.")
    problems += _key_problems("DATA_KEYS", settings.data_keys, required=True, named=True)
    problems += _key_problems("INDEX_KEY", settings.index_key, required=True, named=False)
    problems += _key_problems("SEAL_KEYS", settings.seal_keys, required=False, named=True)
    address = urlsplit(settings.public_url)
    if address.scheme not in ("http", "https") or not address.hostname or address.path or address.query:
        problems.append("PUBLIC_URL must look like https://to-so.example.vn, without a path.")
    if urlsplit(settings.files_url).scheme != "file":
        problems.append("FILES_URL must begin with file://; other storage is not supported yet.")
    if settings.log_level not in ("debug", "info", "warning", "error"):
        problems.append("LOG_LEVEL must be debug, info, warning or error.")
    if settings.is_sqlite and settings.web_concurrency > 1:
        problems.append("WEB_CONCURRENCY is above 1 with SQLite, which has one writer. Use PostgreSQL or one worker.")
    return problems


def _key_problems(name: str, text: str, *, required: bool, named: bool) -> list[str]:
    if not text:
        return [f"{name} is missing. `APP_ENV=development flask keys` prints a fresh set."] if required else []
    seen: set[str] = set()
    for entry in text.split(","):
        key_id, colon, encoded = entry.strip().rpartition(":")
        if named and (not colon or not key_id.isalnum() or not key_id.isascii() or len(key_id) > 32 or key_id in seen):
            return [f"{name} must be a list of id:key with different short ids."]
        seen.add(key_id)
        try:
            decode_key(encoded)
        except ValueError:
            return [f"{name} holds a key that is not 32 bytes in base64url."]
    return []


def unfit_for_production(settings: Settings) -> list[str]:
    """What production must not run with, one sentence each."""
    problems = []
    secret = settings.secret_key
    if len(secret) < LEAST_SECRET_CHARACTERS or len(set(secret)) < 10:
        problems.append("SECRET_KEY is too short or too simple; use 32 random characters or more.")
    elif any(secret.lower().startswith(word) for word in WEAK_WORDS):
        problems.append("SECRET_KEY looks like a default value; make a random one.")
    keys = [entry.rpartition(":")[2] for entry in f"{settings.data_keys},{settings.index_key}".split(",")]
    if len(set(keys)) < len(keys) or secret in keys:
        problems.append("DATA_KEYS, INDEX_KEY and SECRET_KEY must all be different.")
    if any(len(set(decode_key(key))) < 10 for key in keys):
        problems.append("DATA_KEYS or INDEX_KEY is not random. `APP_ENV=development flask keys` prints a fresh set.")
    if any(entry.strip().startswith("dev:") for entry in f"{settings.data_keys},{settings.seal_keys}".split(",")):
        problems.append("DATA_KEYS or SEAL_KEYS are the ones made for development (id dev); make new ones.")
    if not settings.is_https:
        problems.append("PUBLIC_URL must begin with https://; phones keep no offline work over plain http.")
    if settings.debug:
        problems.append("FLASK_DEBUG is on; the debugger runs any code a visitor sends. Turn it off.")
    problems += _keys_beside_data(settings)
    return problems


def _keys_beside_data(settings: Settings) -> list[str]:
    """Keys in a file next to the data would be stolen together with it."""
    secrets_in_force = [settings.secret_key, settings.index_key, *settings.data_keys.split(",")]
    folders = {settings.files_path}
    if settings.database_path is not None:
        folders.add(settings.database_path.parent)
    for folder in folders:
        if not folder.is_dir():
            continue
        for path in folder.iterdir():
            if path.is_file() and path.stat().st_size < 65536:
                content = path.read_bytes()
                if any(s.strip().encode() in content for s in secrets_in_force if s.strip()):
                    return [f"The keys lie beside the data, in {path}. Keep them elsewhere, out of every backup."]
    return []


def fresh_keys(key_id: str) -> dict[str, str]:
    """A new random value for each secret setting."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATA_KEYS": f"{key_id}:{new_key()}",
        "INDEX_KEY": new_key(),
        "SEAL_KEYS": f"{key_id}:{new_key()}",
    }


def _development_values(env: Mapping[str, str]) -> dict[str, str]:
    """Random keys for this checkout, made once and kept in instance/, so that data stays readable."""
    if all(env.get(name) for name in ("SECRET_KEY", "DATA_KEYS", "INDEX_KEY")):
        return {}
    path = INSTANCE / "development.env"
    if not path.exists():
        INSTANCE.mkdir(exist_ok=True)
        text = "".join(f"{name}={value}\n" for name, value in fresh_keys("dev").items())
        partial = path.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(text)
        # Where another process was first, its keys are the ones in use.
        with contextlib.suppress(FileExistsError):
            os.link(partial, path)
        partial.unlink()
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)
