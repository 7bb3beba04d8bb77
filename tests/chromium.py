"""`python -m tests.chromium`: install Debian's Chromium if it is missing, or print how to install it."""

import os
import shutil
import subprocess
import sys

from tests import house

COMMAND = "apt-get update && apt-get install --yes --no-install-recommends chromium"
LIGHTER = "apt-get update && apt-get install --yes --no-install-recommends chromium-headless-shell"
"""The headless build of the same browser, which tests use if it is installed."""


def main() -> None:
    """Install Chromium if permitted; otherwise exit with instructions."""
    if not _is_there():
        _install(COMMAND)
    if not _is_there():
        sys.exit(
            "The browser tests need Chromium, and this user may not install it. As root:\n"
            f"    {COMMAND}\n"
            "or set CHROMIUM=/path/to/chromium to an installed one. Without a browser: "
            "pytest -m 'not soak and not browser'."
        )
    if house.headless_chromium() == house.chromium() and "CHROMIUM" not in os.environ:
        _install(LIGHTER)


def _install(command: str) -> None:
    """Install the package with apt if this process runs as root on Debian."""
    if os.getuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's Chromium for the browser tests.", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        quietly = ["sh", "-c", f"{{ {command}; }} >/dev/null"]
        subprocess.run(quietly, env=environment, check=False)


def _is_there() -> bool:
    try:
        house.chromium()
    except FileNotFoundError:
        return False
    return True


if __name__ == "__main__":
    main()
