"""Reads the settings from the environment, with defaults for the embedded servers."""

import difflib
import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.config.model import Config
from app.config.settings import BY_NAME, NOT_FOR_THIS_PROCESS, Setting

OURS = re.compile(r"QUILLSPACE_.*|DATABASE_(?:.*_)?URL|(?:APP|SITES)_DOM\w*|SMTP_UR\w*|SECRET_KE\w*")
"""The names that are compared with those of settings, to find misspelt ones."""
ALIKE = 0.85
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


def load_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; those that are unset get defaults for a single machine, with data in QUILLSPACE_HOME.

    Raises ValueError with one sentence for the operator: which setting, what is wrong, and what it must be.
    """
    _check_names(environ)
    read = {name: _read(BY_NAME[name], environ[name]) for name in BY_NAME if name in environ}

    def value(name: str, default: Any) -> Any:
        return default if read.get(name) is None else read[name]

    home: Path = value("QUILLSPACE_HOME", Path("var").absolute())
    _check_env(environ, value("APP_DOMAIN", "localhost"))

    def secret(name: str, *file: str) -> str:
        found = str(value(name, "")) or _from_file(BY_NAME[name], home.joinpath(*file))
        return "" if found == NOT_FOR_THIS_PROCESS else found

    secret_key = secret("SECRET_KEY", "secret_key")
    return Config(
        home=home,
        env=value("QUILLSPACE_ENV", "development"),
        port=value("QUILLSPACE_PORT", 8000),
        sites_port=value("QUILLSPACE_SITES_PORT", 8080),
        sites_tls_port=value("QUILLSPACE_SITES_TLS_PORT", 8443),
        app_tls_port=value("QUILLSPACE_APP_TLS_PORT", 443),
        database_url=secret("DATABASE_URL", "postgres", "app.dsn"),
        database_owner_url=secret("DATABASE_OWNER_URL", "postgres", "owner.dsn"),
        database_platform_url=secret("DATABASE_PLATFORM_URL", "postgres", "platform.dsn"),
        database_edge_url=secret("DATABASE_EDGE_URL", "postgres", "edge.dsn"),
        redis_url=secret("REDIS_URL", "valkey", "url"),
        object_store_url=value("OBJECT_STORE_URL", f"file://{quote(str(home / 'objects'))}"),
        smtp_url=value("SMTP_URL", ""),
        app_domain=value("APP_DOMAIN", "localhost"),
        sites_domain=value("SITES_DOMAIN", "localhost"),
        secret_key=secret_key,
        edge_disk_budget=value("QUILLSPACE_EDGE_DISK_BUDGET", 0),
        edge_purge=value("QUILLSPACE_EDGE_PURGE", ""),
        edge_key=value("QUILLSPACE_EDGE_KEY", "") or _derived(secret_key, "key of the edges"),
    )


def _read(setting: Setting, text: str) -> object:
    """Return the value of a setting, or None if it is empty and may be. Raises ValueError."""
    if not text and setting.may_be_empty:
        return None
    if setting.is_masked and text == NOT_FOR_THIS_PROCESS:
        return text
    shown = f"{setting.name} is wrong; it" if setting.is_secret else f"{setting.name} is {text!r}; it"
    if text != text.strip() or _UNPRINTABLE.search(text):
        raise ValueError(f"{shown} must not begin or end with a space, or contain a line break.")
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        raise ValueError(f"{shown} must not be in quotes.")
    try:
        return setting.read(text)
    except ValueError as error:
        raise ValueError(f"{shown} {error}.") from error


def _from_file(setting: Setting, path: Path) -> str:
    """Return what the embedded server wrote to a file; "" if there is no readable file. Raises ValueError."""
    try:
        text = path.read_text().strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return str(_read(setting, text) or "")


def _check_names(names: Iterable[str]) -> None:
    """Raise ValueError for a name that looks like a misspelt setting."""
    for name in names:
        _check_name(name)


def _check_name(name: str) -> None:
    if name in BY_NAME or not OURS.fullmatch(name.upper()):
        return
    longer = [known for known in BY_NAME if name.upper().startswith(known)]
    alike = difflib.get_close_matches(name.upper(), BY_NAME, n=1, cutoff=ALIKE) or longer[-1:]
    if alike:
        raise ValueError(f"There is no setting {name}. Call it {alike[0]}, or unset it.")


def _check_env(environ: Mapping[str, str], app_domain: str) -> None:
    """Raise ValueError if the app is for other people, but nobody said whether this is production."""
    is_local = app_domain.rpartition(".")[2] in {"localhost", "test"} or app_domain.startswith("127.")
    if "QUILLSPACE_ENV" not in environ and not is_local:
        raise ValueError(
            f"QUILLSPACE_ENV is not set, but APP_DOMAIN is {app_domain!r}, which is not on this machine. Set "
            "QUILLSPACE_ENV=production; development shows everybody’s mail at /dev/mail and works without https."
        )


def _derived(secret_key: str, purpose: str) -> str:
    return hmac.new(secret_key.encode(), purpose.encode(), hashlib.sha256).hexdigest() if secret_key else ""
