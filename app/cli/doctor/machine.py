"""Checks for the machine, the web app, the object store and the installation."""

import platform
import shutil
import sys

from app.adapters.startup import check_store_url
from app.cli.doctor.finding import Finding, bad, good, note, skipped
from app.config import Config, check_requirements
from app.config.settings import Process
from app.embedded import vendor
from app.embedded.supervision import health

SAFE_PYTHON = (3, 11, 15)
MIN_FREE_DISK = 2 * 1024**3


def check_python(config: Config) -> Finding:
    """Check that this version of Python has the required security fixes."""
    del config
    version = f"Python {platform.python_version()}"
    if sys.version_info < SAFE_PYTHON:
        return note(
            "python",
            version,
            "Python before 3.11.15 has security flaws in parsing email headers and addresses. Please update it.",
        )
    return good("python", version)


def check_web(config: Config) -> Finding:
    """Check that the web app responds."""
    found = health.status(config.port, "/healthz")
    if found == 0:
        return bad("web", f"no response on port {config.port}", "Start QuillSpace with `quillspace up`.")
    if found == 503:
        return skipped("web", "database")
    if found != 200:
        return bad("web", f"responds with status {found} at /healthz", "See log/web.log in QUILLSPACE_HOME.")
    return good("web", f"responds at {config.app_url}")


def check_secret(config: Config) -> Finding:
    """Check that the key for signing sessions is long enough."""
    if len(config.secret_key) < 32:
        return bad("secret key", "missing or too short", "Set SECRET_KEY to at least 32 random characters.")
    return good("secret key", "set")


def check_settings(config: Config) -> Finding:
    """Check that the processes of this machine would start with these settings."""
    is_only_edge = bool(config.database_edge_url) and not config.database_url
    processes: tuple[Process, ...] = ("edge",) if is_only_edge else ("web", "worker", "relay")
    try:
        for process in processes:
            check_requirements(config, process)
        check_store_url(config)
    except ValueError as error:
        what, _, advice = str(error).partition(". ")
        return bad("settings", what, advice or "Set it, and restart all processes.")
    return good("settings", f"complete, for {config.env}")


def check_disk(config: Config) -> Finding:
    """Check that there is enough disk space."""
    usage = shutil.disk_usage(config.home if config.home.exists() else config.home.parent)
    summary = f"{usage.free / 1024**3:.1f} GiB free in {config.home}"
    if usage.free < MIN_FREE_DISK:
        return bad(
            "disk", summary, "Free up some space: when the disk is full, nothing can be saved or published."
        )
    return good("disk", summary)


def check_vendor(config: Config) -> Finding:
    """Check that the browser libraries are installed."""
    del config
    wanted = ("htmx.min.js", "squire.js", "fonts.json", "icons/pencil.svg")
    missing = [name for name in wanted if not (vendor.VENDOR / name).exists()]
    if missing:
        return bad("browser libraries", f"{', '.join(missing)} missing", "Run `make setup`.")
    return good("browser libraries", f"in {vendor.VENDOR}")
