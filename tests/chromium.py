"""`python -m tests.chromium`: makes sure that Debian's Chromium is there, or says how to get it."""

import os
import shutil
import subprocess
import sys

from tests import house

COMMAND = "apt-get update && apt-get install --yes --no-install-recommends chromium"


def main() -> None:
    """Install it where we may, and end with a sentence where we may not."""
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
            "or name one that is there with CHROMIUM=/path/to/chromium. Without a browser: "
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
