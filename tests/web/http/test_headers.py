from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Config

PAGES = ["/", "/sign-in", "/sign-up", "/password", "/nowhere"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_forbids_foreign_script_and_frames(client: FlaskClient, path):
    policy = client.get(path).headers["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_security_and_cache_headers(client: FlaskClient, path):
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Request-Id"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_scripts_or_styles(client: FlaskClient, path):
    html = client.get(path).text

    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html
    assert "<script>" not in html


def test_the_cookie_cannot_be_read_by_scripts(client: FlaskClient):
    cookie = client.get("/sign-in").headers["Set-Cookie"]

    assert cookie.startswith("quillspace=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


def test_the_cookie_is_bound_to_the_host_in_production(clean_database: Config):
    app = create_app(replace(clean_database, env="production", app_domain="app.example.test"))

    cookie = app.test_client().get("https://app.example.test/sign-in").headers["Set-Cookie"]

    assert cookie.startswith("__Host-quillspace=")
    assert "Secure" in cookie
    assert "Path=/" in cookie


def test_mail_is_not_shown_in_production(clean_database: Config):
    app = create_app(replace(clean_database, env="production", app_domain="app.example.test"))

    assert app.test_client().get("https://app.example.test/dev/mail").status_code == 404


@pytest.mark.parametrize("host", ["evil.test", "localhost.evil.test", "[::2]", "localhost@evil.test", "a b"])
def test_an_unknown_host_is_rejected_and_not_echoed(client: FlaskClient, host):
    response = client.get("/", headers={"Host": host})

    assert response.status_code == 400
    assert "evil" not in response.text


def test_a_forwarded_host_is_not_trusted(client: FlaskClient):
    response = client.get("/sites", headers={"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "https"})

    assert "evil" not in response.headers["Location"]
    assert response.headers["Location"].startswith("/")


def test_the_health_check_passes_while_the_database_is_available(client: FlaskClient):
    assert client.get("/healthz").json == {"status": "ok"}


def test_the_health_check_fails_while_the_database_is_unavailable(clean_database: Config):
    away = replace(clean_database, database_url="postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    app: Flask = create_app(away)

    assert app.test_client().get("/healthz").status_code == 503
    assert app.test_client().get("/").status_code == 503
    assert "Traceback" not in app.test_client().get("/").text
