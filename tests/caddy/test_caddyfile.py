"""The Caddyfile that we ship, validated by the real Caddy."""

import subprocess
from pathlib import Path

import pytest

from app.config import load_config
from tests.edge.support import CADDY, CADDYFILE, caddy_environment

APP_CADDYFILE = CADDYFILE.with_name("app.Caddyfile")
FILES = [CADDYFILE, APP_CADDYFILE, *sorted((CADDYFILE.parent / "snippets").glob("*.caddy"))]


def run(*arguments: str, config: Path, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = caddy_environment(load_config({"QUILLSPACE_HOME": str(home)}), home / "caddy.sock") | more
    return subprocess.run(
        [str(CADDY), *arguments, str(config)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {
            "QUILLSPACE_SITES_BIND": "0.0.0.0",
            "QUILLSPACE_SITES_HTTP": "redirect",
            "QUILLSPACE_TLS_ISSUER": "acme",
        },
    ],
    ids=["development", "production"],
)
def test_the_caddyfile_is_valid(tmp_path, settings):
    result = run("validate", "--config", config=CADDYFILE, home=tmp_path, **settings)
    assert result.returncode == 0, result.stderr
    assert '"level":"warn"' not in result.stderr


@pytest.mark.parametrize("issuer", ["internal", "acme"])
def test_the_apps_caddyfile_is_valid(tmp_path, issuer):
    settings = {"APP_DOMAIN": "app.quillspace.example", "QUILLSPACE_TLS_ISSUER": issuer}
    result = run("validate", "--config", config=APP_CADDYFILE, home=tmp_path, **settings)
    assert result.returncode == 0, result.stderr
    assert '"level":"warn"' not in result.stderr


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_file_is_formatted(file, tmp_path):
    result = run("fmt", config=file, home=tmp_path)
    assert result.stdout == file.read_text()


FAULTS = {
    "ask is missing": ("ask http://127.0.0.1:{$QUILLSPACE_EDGE_PORT}/v1/domains/verify", ""),
    "errors in the global block": ("persist_config off", "handle_errors {\n}"),
    "an interval that Caddy dropped": ("ask http", "interval 2m\n\t\task http"),
    "a snippet that is not there": ("import site", "import sites"),
    "an unknown issuer": ("issuer {$QUILLSPACE_TLS_ISSUER:internal}", "issuer nobody"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_caddyfile_is_rejected(fault, tmp_path):
    good, bad = FAULTS[fault]
    source = CADDYFILE.read_text()
    assert good in source
    broken = tmp_path / "Caddyfile"
    broken.write_text(source.replace(good, bad).replace("snippets/", f"{CADDYFILE.parent}/snippets/"))
    assert run("validate", "--config", config=broken, home=tmp_path).returncode != 0
