"""Checks that all ports are free before any process starts."""

import errno
import socket

from app.config import Config


def check(config: Config) -> None:
    """Check that all ports are free. Raises OSError with a message that names the port and its setting."""
    wanted: dict[int, str] = {}
    for setting, port in settings(config).items():
        if port in wanted:
            raise OSError(
                f"Port {port} is used twice, by {wanted[port]} and by {setting}. Change one of them."
            )
        wanted[port] = setting
        _check_free(port, setting)


def settings(config: Config) -> dict[str, int]:
    """Return the ports to listen on, by the setting that determines them."""
    return {
        "QUILLSPACE_PORT": config.port,
        "QUILLSPACE_PORT plus one (the edge agent)": config.edge_port,
        "QUILLSPACE_SITES_PORT": config.sites_port,
        "QUILLSPACE_SITES_TLS_PORT": config.sites_tls_port,
    }


def _check_free(port: int, setting: str) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise OSError(
                f"Port {port} {_reason(error)}. Set {setting.split(maxsplit=1)[0]} to another port."
            ) from error


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "is in use by another program"
    return (
        "cannot be opened by this user"
        if error.errno == errno.EACCES
        else f"cannot be opened ({error.strerror})"
    )
