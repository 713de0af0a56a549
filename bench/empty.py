"""The least a Flask app can do, to compare with."""

from flask import Flask

app = Flask(__name__)


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.post("/api/v1/sync")
def nothing() -> dict[str, object]:
    return {}
