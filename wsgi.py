"""The entry for gunicorn and the `flask` command."""

from app import cli
from app.factory import create_app

app = create_app()
cli.register(app)
