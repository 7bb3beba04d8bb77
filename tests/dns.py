"""A real DNS server for tests, and a resolver that asks only this server."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, repeat

TYPE_A, CLASS_IN, ANSWER = 1, 1, 0x8180


@contextmanager
def dns_server(*addresses: str) -> Iterator["Resolver"]:
    """Run a server that answers with these addresses, one per question, and then always with the last one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        resolver = Resolver(listener.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(listener, addresses, resolver), daemon=True)
        thread.start()
        yield resolver
        listener.sendto(b"", listener.getsockname())
        thread.join()


@contextmanager
def silent_dns_server() -> Iterator["Resolver"]:
    """Run a server that never answers; yield a resolver that waits for it for a long time."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        yield Resolver(listener.getsockname()[1], patience=60)


class Resolver:
    """Takes the place of `socket.getaddrinfo`: names are resolved by the server, addresses as usual."""

    def __init__(self, port: int, *, patience: float = 5) -> None:
        self.port = port
        self.patience = patience
        self.asked = 0
        self._usual = socket.getaddrinfo

    def getaddrinfo(self, host: str, port: int, *args: int, **kwargs: int) -> list[object]:
        """Resolve a name as `socket.getaddrinfo` does."""
        address = host if host[0].isdigit() else self._ask(host)
        return self._usual(address, port, *args, **kwargs)

    def _ask(self, name: str) -> str:
        labels = b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split("."))
        question = labels + b"\0" + TYPE_A.to_bytes(2) + CLASS_IN.to_bytes(2)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(self.patience)
            head = (7, 0x0100, 1, 0, 0, 0)
            asking.sendto(b"".join(field.to_bytes(2) for field in head) + question, ("127.0.0.1", self.port))
            return socket.inet_ntoa(asking.recv(512)[-4:])


def _serve(listener: socket.socket, addresses: tuple[str, ...], resolver: Resolver) -> None:
    for address in chain(addresses, repeat(addresses[-1])):
        asked, client = listener.recvfrom(512)
        if not asked:
            return
        resolver.asked += 1
        head = b"".join(field.to_bytes(2) for field in (ANSWER, 1, 1, 0, 0))
        record = b"\xc0\x0c" + b"".join(field.to_bytes(2) for field in (TYPE_A, CLASS_IN, 0, 0, 4))
        listener.sendto(asked[:2] + head + asked[12:] + record + socket.inet_aton(address), client)
