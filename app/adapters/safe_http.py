"""Requests user-supplied URLs while preventing SSRF: only public IP addresses are allowed, even after redirects.

A name is resolved once, all its addresses are checked, and the connection is made to one of those addresses.
"""

import contextlib
import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
TIMEOUT = 5.0
MAX_REDIRECTS = 3
UNESCAPED = "%:/?@[]!$&'(*),+;="
"""Escapes, and the characters of RFC 3986 that have a meaning in a path or query."""
PORTS = {"http": 80, "https": 443}
USER_AGENT = "QuillSpace-Links/1.0 (checks once a week whether links still work)"
HEAD_REFUSED = {400, 403, 405, 406, 501}
"""Status codes with which some servers reject HEAD requests even though the page exists."""
NO_ADDRESS = "This address can’t be checked."
NAME_NOT_FOUND = {socket.EAI_NONAME, socket.EAI_NODATA}
"""Resolver errors that mean that the name does not exist, as opposed to a temporary failure."""
PUBLIC_6 = ipaddress.ip_network("2000::/3")
RESERVED = [
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
]


class Unreachable(Exception):
    """The URL is not allowed or does not respond; the message is for authors.

    `is_permanent` is False for failures that may be temporary.
    """

    def __init__(self, message: str, *, is_permanent: bool = False) -> None:
        super().__init__(message)
        self.is_permanent = is_permanent


def _resolve(name: str, port: int) -> set[str]:
    return {str(entry[4][0]) for entry in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)}


@dataclass(frozen=True)
class EgressPolicy:
    """Decides which IP addresses and ports requests may reach. Tests replace it."""

    may_reach: Callable[[Address], bool]
    ports: Callable[[str, int | None], int | None]
    resolve: Callable[[str, int], set[str]] = _resolve


def is_public(address: Address) -> bool:
    """Return True for a public unicast address; False for one in a private, reserved or tunnelling network."""
    if address.version == 6 and address not in PUBLIC_6:
        return False
    return not any(address.version == network.version and address in network for network in RESERVED)


def _default_port(scheme: str, port: int | None) -> int | None:
    usual = PORTS.get(scheme)
    return usual if port in {None, usual} else None


PUBLIC_INTERNET = EgressPolicy(is_public, _default_port)


def fetch_status(address: str, *, policy: EgressPolicy = PUBLIC_INTERNET, seconds: float = TIMEOUT) -> int:
    """Return the HTTP status of a URL after following redirects, each of which is checked too. Raises Unreachable."""
    deadline = time.monotonic() + seconds
    for _step in range(MAX_REDIRECTS + 1):
        status, location = _request("HEAD", address, policy, deadline)
        if status in HEAD_REFUSED:
            status, location = _request("GET", address, policy, deadline)
        if status not in {301, 302, 303, 307, 308} or not location:
            return status
        address = _redirected(address, location)
    raise Unreachable("It redirects too many times.")


def _redirected(address: str, location: str) -> str:
    """Return the URL that a redirect leads to. Raises Unreachable for one that cannot be parsed."""
    try:
        return urljoin(address, location)
    except ValueError as error:
        raise Unreachable("It redirects to an address that doesn’t exist.") from error


def _request(method: str, address: str, policy: EgressPolicy, deadline: float) -> tuple[int, str]:
    """Send one request; return the status and the Location header. The body is not read."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", policy.ports(parts.scheme, parts.port)
        name = host.encode("idna").decode("ascii") if not _is_ip_address(host) else host
    except (ValueError, UnicodeError) as error:
        raise Unreachable(NO_ADDRESS, is_permanent=True) from error
    if port is None or not name or parts.username is not None:
        raise Unreachable(NO_ADDRESS, is_permanent=True)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _connect(name, port, parts.scheme, policy, deadline) as channel:
            connection = http.client.HTTPConnection(name, port)
            connection.sock = DeadlineSocket(channel, deadline)
            connection.request(
                method, _percent_encoded(path), headers={"User-Agent": USER_AGENT, "Accept": "*/*"}
            )
            response = connection.getresponse()
            return response.status, response.headers.get("Location", "")
    except ssl.SSLError as error:
        raise Unreachable("Its certificate isn’t valid.") from error
    except TimeoutError as error:
        raise Unreachable("It takes too long to respond.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable("It isn’t responding.") from error


@contextlib.contextmanager
def _connect(
    name: str, port: int, scheme: str, policy: EgressPolicy, deadline: float
) -> Iterator[socket.socket | ssl.SSLSocket]:
    checked = _checked_addresses(name, port, policy, deadline)
    with socket.create_connection((checked[0], port), timeout=_remaining(deadline)) as plain:
        plain.settimeout(_remaining(deadline))
        if scheme != "https":
            yield plain
            return
        with ssl.create_default_context().wrap_socket(plain, server_hostname=name) as channel:
            yield channel


class DeadlineSocket:
    """A connected socket for `http.client` whose reads all end at one deadline (monotonic clock).

    A plain timeout restarts with every byte, so a server that sends one byte a second would never time out.
    """

    def __init__(self, channel: socket.socket | ssl.SSLSocket, deadline: float) -> None:
        self._channel = channel
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        """Send all of the data. Raises TimeoutError."""
        self._channel.settimeout(_remaining(self._deadline))
        self._channel.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return a file that reads from the socket."""
        return io.BufferedReader(_DeadlineReader(self._channel, self._deadline))

    def close(self) -> None:
        """Close the socket."""
        self._channel.close()


class _DeadlineReader(io.RawIOBase):
    def __init__(self, channel: socket.socket | ssl.SSLSocket, deadline: float) -> None:
        self._channel = channel
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._channel.settimeout(_remaining(self._deadline))
        return self._channel.recv_into(buffer)


def _checked_addresses(name: str, port: int, policy: EgressPolicy, deadline: float) -> list[str]:
    """Resolve the name to addresses, IPv4 first. Raises TimeoutError, or Unreachable unless all are allowed."""
    try:
        found = _resolve_before(deadline, name, port, policy)
    except TimeoutError:
        raise
    except (OSError, UnicodeError) as error:
        is_permanent = isinstance(error, UnicodeError) or error.errno in NAME_NOT_FOUND
        raise Unreachable("This site doesn’t exist.", is_permanent=is_permanent) from error
    if not all(policy.may_reach(ipaddress.ip_address(each.partition("%")[0])) for each in found):
        raise Unreachable(NO_ADDRESS, is_permanent=True)
    return sorted(found, key=lambda each: ":" in each)


def _resolve_before(deadline: float, name: str, port: int, policy: EgressPolicy) -> set[str]:
    """Resolve a name in a thread of its own, because nothing interrupts the system's resolver.

    A thread that is given up ends by the resolver's own limits. Raises TimeoutError, and what the resolver raises.
    """
    found: Future[set[str]] = Future()

    def look_up() -> None:
        try:
            found.set_result(policy.resolve(name, port))
        except Exception as error:  # noqa: BLE001 - raised again for the caller
            found.set_exception(error)

    threading.Thread(target=look_up, name="resolver", daemon=True).start()
    return found.result(_remaining(deadline))


def _remaining(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _percent_encoded(path: str) -> str:
    """Percent-encode the characters that a URL may not contain; existing escapes are kept."""
    return quote(path, safe=UNESCAPED)
