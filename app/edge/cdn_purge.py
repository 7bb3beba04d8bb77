"""Telling a CDN that a host shows something new: after the flip, as often as it takes, holding nobody up.

What has to be told is a file each, so that it outlives the agent.
"""

import http.client
import logging
import shlex
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from app.delivery.hostnames import is_canonical

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
    _unkept: dict[str, int] = field(default_factory=dict)
    """What the disk had no room for, and when it was asked for."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        """Tell what is left from before, and from now on whatever comes, in a thread of its own."""
        if self.how:
            threading.Thread(target=self._run, name="purge", daemon=True).start()

    def note(self, hostnames: Iterable[str]) -> None:
        """These hosts are about to show something new: not to be forgotten, whatever happens now."""
        if not self.how:
            return
        for name in filter(is_canonical, hostnames):
            with self._lock:
                try:
                    (self.home / name).touch()
                except OSError as error:
                    log.warning("That a CDN is to be told about %s could not be noted: %s", name, error)
                    self._unkept[name] = time.monotonic_ns()

    def ask(self, hostnames: Iterable[str]) -> None:
        """These hosts show something new. Comes back at once."""
        self.note(hostnames)
        self._news.set()

    def _run(self) -> None:
        pause = self.first_pause
        while True:
            self._news.clear()
            is_done = self._tell_all()
            pause = self.first_pause if is_done else min(2 * pause, LONGEST_PAUSE)
            self._news.wait(None if is_done else pause)

    def _tell_all(self) -> bool:
        """Whether nothing is left to tell."""
        names = set(self._unkept)
        is_read = False
        try:
            names |= {path.name for path in self.home.iterdir()}
            is_read = True
        except OSError as error:
            log.warning("What a CDN is to be told could not be read, trying again: %s", error)
        failed = [name for name in names if not self._settle(name)]
        return is_read and not failed

    def _settle(self, name: str) -> bool:
        """Whether it was told; what is asked for meanwhile is told once more."""
        try:
            asked = self._asked(name)
            self._tell(name)
            with self._lock:
                if self._asked(name) == asked:
                    (self.home / name).unlink(missing_ok=True)
                    self._unkept.pop(name, None)
                else:
                    self._news.set()
        except (OSError, ValueError, http.client.HTTPException, subprocess.SubprocessError) as error:
            log.warning("The CDN was not told about %s, trying again: %s", name, type(error).__name__)
            return False
        return True

    def _asked(self, name: str) -> tuple[int, int]:
        """When it was asked for the last time."""
        try:
            noted = (self.home / name).stat().st_mtime_ns
        except FileNotFoundError:
            noted = 0
        return noted, self._unkept.get(name, 0)

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
