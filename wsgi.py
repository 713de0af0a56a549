"""The entry for gunicorn and the `flask` command."""

import sys

from app import cli
from app.config import Refused
from app.factory import create_app

try:
    app = create_app()
except Refused as refusal:
    sys.exit(str(refusal))

cli.register(app)
