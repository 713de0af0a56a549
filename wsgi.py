"""The entry for gunicorn and the `flask` command."""

import sys

from app import cli
from app.config import Refused
from app.factory import create_app

GIVE_UP = 3
"""The exit code at which gunicorn stops altogether, instead of starting the worker again and again."""

try:
    app = create_app()
except Refused as refusal:
    sys.stderr.write(f"{refusal}\n")
    sys.exit(GIVE_UP)

cli.register(app)
