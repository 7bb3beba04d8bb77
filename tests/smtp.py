"""A real SMTP server that answers as a test wants."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from app import extensions


@dataclass
class MailServer:
    """The messages that it received, and its replies to commands other than the usual ones."""

    port: int
    replies: Mapping[str, str] = field(default_factory=dict)
    """From a command, or `.` for the end of a message, to a reply; `` closes the connection without one."""
    received: list[EmailMessage] = field(default_factory=list)

    def serve(self, client: socket.socket) -> None:
        """Handle one connection."""
        with client, suppress(OSError), client.makefile("rwb", buffering=0) as wire:
            wire.write(b"220 here\r\n")
            while line := wire.readline():
                command = line[:4].upper().decode().strip()
                reply = self.replies.get(command, "221 bye" if command == "QUIT" else "250 well")
                if command == "DATA" and command not in self.replies:
                    wire.write(b"354 go on\r\n")
                    message = b"".join(iter(wire.readline, b".\r\n"))
                    self.received.append(message_from_bytes(message, policy=policy.default))
                    reply = self.replies.get(".", "250 well")
                if not reply:
                    return
                wire.write(f"{reply}\r\n".encode())


@contextmanager
def mail_server(port: int = 0, **replies: str) -> Iterator[MailServer]:
    """Run a server, which the app uses meanwhile."""
    with listening(port, **replies) as server:
        use_mail_server(server.port)
        yield server


@contextmanager
def listening(port: int = 0, **replies: str) -> Iterator[MailServer]:
    """Run a server."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = MailServer(listener.getsockname()[1], replies)
        threading.Thread(target=_accept, args=(listener, server), daemon=True).start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)


def use_mail_server(port: int) -> None:
    """Let the app send mail to this port on this machine."""
    extensions.configure(replace(extensions.config(), smtp_url=f"smtp://127.0.0.1:{port}"))


def _accept(listener: socket.socket, server: MailServer) -> None:
    with suppress(OSError):
        while True:
            client, _address = listener.accept()
            threading.Thread(target=server.serve, args=(client,), daemon=True).start()
