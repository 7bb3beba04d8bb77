"""Telling a CDN that a host shows something new: after the flip, as often as it takes, holding nobody up.

What has to be told is a file each, so that it outlives the agent.
"""

import logging
import shlex
import subprocess
import threading
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from app.edge.names import is_canonical

log = logging.getLogger("quillspace.edge")

SECONDS = 10
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0


@dataclass
class Purge:
    """`how` is an address that gets a POST, or a command; `{host}` in it is the name. Empty: nobody is told."""

    home: Path
    how: str
    first_pause: float = FIRST_PAUSE
    _news: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        """Tell what is left from before, and from now on whatever comes, in a thread of its own."""
        if self.how:
            threading.Thread(target=self._run, name="purge", daemon=True).start()

    def note(self, hostnames: Iterable[str]) -> None:
        """These hosts are about to show something new: not to be forgotten, whatever happens now."""
        if self.how:
            for name in filter(is_canonical, hostnames):
                (self.home / name).touch()

    def ask(self, hostnames: Iterable[str]) -> None:
        """These hosts show something new. Comes back at once."""
        self.note(hostnames)
        self._news.set()

    def _run(self) -> None:
        pause = self.first_pause
        while True:
            self._news.clear()
            failed = [path for path in self.home.iterdir() if not self._settle(path)]
            pause = min(2 * pause, LONGEST_PAUSE) if failed else self.first_pause
            self._news.wait(pause if failed else None)

    def _settle(self, path: Path) -> bool:
        """Whether it was told; what is asked for meanwhile is told once more."""
        asked = path.stat().st_mtime_ns
        try:
            self._tell(path.name)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            log.warning("The CDN was not told about %s, trying again: %s", path.name, type(error).__name__)
            return False
        if path.stat().st_mtime_ns == asked:
            path.unlink(missing_ok=True)
        else:
            self._news.set()
        return True

    def _tell(self, hostname: str) -> None:
        if self.how.startswith(("http://", "https://")):
            address = self.how.replace("{host}", hostname)
            request = urllib.request.Request(address, method="POST", data=b"")  # noqa: S310 - http only, see above
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - http only, see above
                if answer.status >= HTTPStatus.BAD_REQUEST:
                    raise ValueError(answer.status)
            return
        command = [word.replace("{host}", hostname) for word in shlex.split(self.how)]
        subprocess.run(command, check=True, timeout=SECONDS, stdin=subprocess.DEVNULL, capture_output=True)
