"""`python -m tests.chromium`: installs Debian's Chromium if it is missing, or prints how to."""

import os
import shutil
import subprocess
import sys

from tests import house

COMMAND = "apt-get update && apt-get install --yes --no-install-recommends chromium"


def main() -> None:
    """Install Chromium if permitted; otherwise exit with instructions."""
    if _is_there():
        return
    if os.getuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's Chromium for the browser tests.", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["sh", "-c", f"{COMMAND} >/dev/null"], env=environment, check=False)
    if not _is_there():
        sys.exit(
            "The browser tests need Chromium, and this user may not install it. As root:\n"
            f"    {COMMAND}\n"
            "or set CHROMIUM=/path/to/chromium to an installed one. Without a browser: "
            "pytest -m 'not soak and not browser'."
        )


def _is_there() -> bool:
    try:
        house.chromium()
    except FileNotFoundError:
        return False
    return True


if __name__ == "__main__":
    main()
