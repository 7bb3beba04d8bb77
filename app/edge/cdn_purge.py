"""Purges hosts from a CDN after their content has changed, in a background thread and with retries.

Each pending purge is stored as a file, so that it survives a restart of the agent.
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
FIRST_PAUSE, MAX_PAUSE = 1.0, 300.0


@dataclass
class Purge:
    """A queue of purges. `target` is a URL to POST to or a command, with `{host}` for the hostname; '' disables it."""

    home: Path
    target: str
    first_pause: float = FIRST_PAUSE
    _wake: threading.Event = field(default_factory=threading.Event)
    _unsaved: dict[str, int] = field(default_factory=dict)
    """Pending purges that could not be saved to disk, each with the time of the request."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        """Start the background thread, which first handles purges still pending from earlier runs."""
        if self.target:
            threading.Thread(target=self._run, name="purge", daemon=True).start()

    def record(self, hostnames: Iterable[str]) -> None:
        """Record purges of these hosts before their content changes."""
        if not self.target:
            return
        for name in filter(is_canonical, hostnames):
            with self._lock:
                try:
                    (self.home / name).touch()
                except OSError as error:
                    log.warning("The pending CDN purge of %s could not be saved: %s", name, error)
                    self._unsaved[name] = time.monotonic_ns()

    def request(self, hostnames: Iterable[str]) -> None:
        """Request purges of these hosts, without waiting for them."""
        self.record(hostnames)
        self._wake.set()

    def _run(self) -> None:
        pause = self.first_pause
        while True:
            self._wake.clear()
            is_done = self._purge_all()
            pause = self.first_pause if is_done else min(2 * pause, MAX_PAUSE)
            self._wake.wait(None if is_done else pause)

    def _purge_all(self) -> bool:
        """Try all pending purges; return True if none remains."""
        names = set(self._unsaved)
        is_read = False
        try:
            names |= {path.name for path in self.home.iterdir()}
            is_read = True
        except OSError as error:
            log.warning("Pending CDN purges could not be read; retrying: %s", error)
        failed = [name for name in names if not self._settle(name)]
        return is_read and not failed

    def _settle(self, name: str) -> bool:
        """Try one purge; return True if it succeeded. A request that arrives in the meantime triggers another purge."""
        try:
            asked = self._requested_at(name)
            self._purge(name)
            with self._lock:
                if self._requested_at(name) == asked:
                    (self.home / name).unlink(missing_ok=True)
                    self._unsaved.pop(name, None)
                else:
                    self._wake.set()
        except (OSError, ValueError, http.client.HTTPException, subprocess.SubprocessError) as error:
            log.warning("The CDN purge of %s failed; retrying: %s", name, type(error).__name__)
            return False
        return True

    def _requested_at(self, name: str) -> tuple[int, int]:
        """Return the times of the last purge request saved on disk and the last one kept in memory; 0 for none."""
        try:
            noted = (self.home / name).stat().st_mtime_ns
        except FileNotFoundError:
            noted = 0
        return noted, self._unsaved.get(name, 0)

    def _purge(self, hostname: str) -> None:
        if self.target.startswith(("http://", "https://")):
            address = self.target.replace("{host}", hostname)
            request = urllib.request.Request(address, method="POST", data=b"")  # noqa: S310 - http only, see above
            with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310 - http only, see above
                if response.status >= HTTPStatus.BAD_REQUEST:
                    raise ValueError(response.status)
            return
        command = [word.replace("{host}", hostname) for word in shlex.split(self.target)]
        subprocess.run(command, check=True, timeout=SECONDS, stdin=subprocess.DEVNULL, capture_output=True)
