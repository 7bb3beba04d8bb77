"""Checks of the machine and of the files around us."""

import platform
import shutil
import sys

from app.adapters.object_store import open_store
from app.cli.doctor.finding import Finding, bad, good, note
from app.config import Config
from app.embedded import vendor
from app.embedded.supervision import health

SAFE_PYTHON = (3, 11, 15)
LEAST_DISK = 2 * 1024**3


def check_python(config: Config) -> Finding:
    """Whether this Python has the fixes that we count on."""
    del config
    version = f"Python {platform.python_version()}"
    if sys.version_info < SAFE_PYTHON:
        return note(
            "python", version, "3.11.15 and newer fix holes in reading mail and addresses. Update it."
        )
    return good("python", version)


def check_web(config: Config) -> Finding:
    """Whether the app answers."""
    found = health.status(config.port, "/healthz")
    if found == 0:
        return bad("web", f"nobody answers on port {config.port}", "Start QuillSpace with `quillspace up`.")
    if found != 200:
        return bad("web", f"answers {found} at /healthz", "See log/web.log below QUILLSPACE_HOME.")
    return good("web", f"answers at {config.app_url}")


def check_secret(config: Config) -> Finding:
    """Whether what browsers hold is signed."""
    if len(config.secret_key) < 32:
        return bad("secret key", "missing or short", "Set SECRET_KEY to 32 or more random characters.")
    return good("secret key", "set")


def check_object_store(config: Config) -> Finding:
    """Whether published files can be written and read back."""
    try:
        open_store(config.object_store_url).check()
    except (OSError, ValueError) as error:
        return bad("object store", str(error), "Check OBJECT_STORE_URL and the rights to write there.")
    return good("object store", config.object_store_url.partition("?")[0])


def check_disk(config: Config) -> Finding:
    """Whether there is room."""
    usage = shutil.disk_usage(config.home if config.home.exists() else config.home.parent)
    says = f"{usage.free / 1024**3:.1f} GiB free below {config.home}"
    if usage.free < LEAST_DISK:
        return bad("disk", says, "Make room: with a full disk nothing can be saved or published.")
    return good("disk", says)


def check_vendor(config: Config) -> Finding:
    """Whether the browser libraries are there."""
    del config
    wanted = ("htmx.min.js", "squire.js", "fonts.json", "icons/pencil.svg")
    missing = [name for name in wanted if not (vendor.VENDOR / name).exists()]
    if missing:
        return bad("browser libraries", f"{', '.join(missing)} missing", "Run `make setup`.")
    return good("browser libraries", f"in {vendor.VENDOR}")
