"""Looking at addresses that others typed: only public hosts, whatever a name or a redirect says.

A name is resolved once, every address that it has is checked, and the connection goes to what was checked.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
SECONDS = 5.0
MOST_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
AGENT = "QuillSpace-Links/1.0 (looks once a week whether a link still works)"
NOT_ALLOWED = {400, 403, 405, 406, 501}
"""What a server may say to HEAD although the page is there."""
NO_ADDRESS = "This is no address that can be looked at."
NO_SUCH_NAME = {socket.EAI_NONAME, socket.EAI_NODATA}
"""What says that a name is not there, rather than that nobody could be asked."""
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
    """The address is none that we look at, or nothing answers there; the words are for the author.

    `is_sure` says that this is no trouble of a moment.
    """

    def __init__(self, words: str, *, is_sure: bool = False) -> None:
        super().__init__(words)
        self.is_sure = is_sure


def _resolve(name: str, port: int) -> set[str]:
    return {str(entry[4][0]) for entry in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)}


@dataclass(frozen=True)
class Gate:
    """Where requests may go; only tests have another one."""

    may_reach: Callable[[Address], bool]
    ports: Callable[[str, int | None], int | None]
    resolve: Callable[[str, int], set[str]] = _resolve


def is_public(address: Address) -> bool:
    """Whether this is an address of the open internet: no network of ours, no way round to one."""
    if address.version == 6 and address not in PUBLIC_6:
        return False
    return not any(address.version == network.version and address in network for network in RESERVED)


def _usual_port(scheme: str, port: int | None) -> int | None:
    usual = PORTS.get(scheme)
    return usual if port in {None, usual} else None


OPEN_INTERNET = Gate(is_public, _usual_port)


def look(address: str, *, gate: Gate = OPEN_INTERNET, seconds: float = SECONDS) -> int:
    """The status that an address answers with after redirects, each checked anew. Raises Unreachable."""
    deadline = time.monotonic() + seconds
    for _step in range(MOST_REDIRECTS + 1):
        status, location = _ask("HEAD", address, gate, deadline)
        if status in NOT_ALLOWED:
            status, location = _ask("GET", address, gate, deadline)
        if status not in {301, 302, 303, 307, 308} or not location:
            return status
        address = urljoin(address, location)
    raise Unreachable("It leads on and on.")


def _ask(method: str, address: str, gate: Gate, deadline: float) -> tuple[int, str]:
    """Status and Location; the body is never read."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", gate.ports(parts.scheme, parts.port)
        name = host.encode("idna").decode("ascii") if not _is_number(host) else host
    except (ValueError, UnicodeError) as error:
        raise Unreachable(NO_ADDRESS, is_sure=True) from error
    if port is None or not name or parts.username is not None:
        raise Unreachable(NO_ADDRESS, is_sure=True)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _connected(name, port, parts.scheme, gate, deadline) as channel:
            connection = http.client.HTTPConnection(name, port)
            connection.sock = channel
            connection.request(method, _ascii(path), headers={"User-Agent": AGENT, "Accept": "*/*"})
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", "")
    except ssl.SSLError as error:
        raise Unreachable("Its certificate is not in order.") from error
    except TimeoutError as error:
        raise Unreachable("It does not answer in time.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable("Nothing answers there.") from error


@contextlib.contextmanager
def _connected(
    name: str, port: int, scheme: str, gate: Gate, deadline: float
) -> Iterator[socket.socket | ssl.SSLSocket]:
    checked = _checked_addresses(name, port, gate)
    with socket.create_connection((checked[0], port), timeout=_left(deadline)) as plain:
        plain.settimeout(_left(deadline))
        if scheme != "https":
            yield plain
            return
        with ssl.create_default_context().wrap_socket(plain, server_hostname=name) as channel:
            channel.settimeout(_left(deadline))
            yield channel


def _checked_addresses(name: str, port: int, gate: Gate) -> list[str]:
    """Every address of the name, each of which may be reached. Raises Unreachable."""
    try:
        found = gate.resolve(name, port)
    except (OSError, UnicodeError) as error:
        is_sure = isinstance(error, UnicodeError) or error.errno in NO_SUCH_NAME
        raise Unreachable("There is no such site.", is_sure=is_sure) from error
    if not all(gate.may_reach(ipaddress.ip_address(each.partition("%")[0])) for each in found):
        raise Unreachable(NO_ADDRESS, is_sure=True)
    return sorted(found, key=lambda each: ":" in each)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _ascii(path: str) -> str:
    """What browsers send for letters that an address cannot have."""
    return "".join(
        char if "!" <= char <= "~" else "".join(f"%{byte:02X}" for byte in char.encode()) for char in path
    )
