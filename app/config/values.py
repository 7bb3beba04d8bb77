"""Reads the texts of settings. Each function returns a value, or raises ValueError with what the setting must be."""

import re
import shlex
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

Reader = Callable[[str], object]

UNITS = {"K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}
MAX_BYTES = 2**60
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*", re.IGNORECASE)
_KEY = re.compile(r"[!#-&(-Z\]^_a-z|~]+")


def one_of(*known: str) -> Reader:
    """Accept only these words, exactly as they are written."""

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(f"must be {' or '.join(known)}")
        return text

    return read


def port(highest: int = 65535) -> Reader:
    """Accept a port number."""

    def read(text: str) -> int:
        if not _is_number(text) or not 0 < int(text) <= highest:
            raise ValueError(f"must be a port number between 1 and {highest}")
        return int(text)

    return read


def size(text: str) -> int:
    """Accept a number of bytes, with or without a unit."""
    factor = UNITS.get(text[-1].upper(), 1)
    number = text[:-1] if factor > 1 else text
    if not _is_number(number) or int(number) * factor > MAX_BYTES:
        raise ValueError("must be a number of bytes, such as 20G")
    return int(number) * factor


def folder(text: str) -> Path:
    """Accept the path of a folder, which may not exist yet."""
    path = Path(text).absolute()
    existing = next(each for each in (path, *path.parents) if each.exists())
    if not existing.is_dir():
        raise ValueError(f"must be a folder; {existing} is a file")
    return path


def host_name(text: str) -> str:
    """Accept a hostname without a scheme and a port."""
    if not _HOST.fullmatch(text):
        raise ValueError(
            "must be only a hostname, such as app.example.com, without https:// and without a port"
        )
    return text.lower()


def host_and_port(text: str) -> str:
    """Accept a host and a port."""
    host, _, number = text.rpartition(":")
    if not (_HOST.fullmatch(host) or _is_address(host.strip("[]"))) or not _is_number(number, 65535):
        raise ValueError("must be a host and a port, such as 127.0.0.1:8000")
    return text


def addresses(text: str) -> str:
    """Accept one or more IP addresses to listen on."""
    if not all(_is_address(word.strip("[]")) for word in text.split()):
        raise ValueError(
            "must be an IP address to listen on, such as 0.0.0.0, or several with a space between them"
        )
    return text


def url(*schemes: str, example: str) -> Reader:
    """Accept a URL with one of these schemes."""

    def read(text: str) -> str:
        if not _is_url(text, schemes):
            raise ValueError(f"must be a URL such as {example}")
        return text

    return read


def store_url(text: str) -> str:
    """Accept the URL of a folder or of a bucket; `open_store` examines the bucket's options."""
    parts = urlsplit(text)
    if parts.scheme == "s3" and "@" in parts.netloc:
        raise ValueError("contains an access key; use AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead")
    endpoint = dict(parse_qsl(parts.query)).get("endpoint")
    is_bucket = parts.scheme == "s3" and bool(parts.netloc) and not parts.path.strip("/")
    is_folder = parts.scheme == "file" and not parts.netloc and parts.path.startswith("/")
    if not (is_folder or is_bucket) or (endpoint is not None and not _is_url(endpoint, ("http", "https"))):
        raise ValueError(
            "must be file:// followed by the absolute path of a folder, "
            "or s3:// followed by the name of a bucket and, after a question mark, endpoint=https://…"
        )
    return text


def purge(text: str) -> str:
    """Accept a URL or a command with the placeholder for a hostname."""
    is_url = re.match(r"\w+:/", text) is not None
    if "{host}" not in text or (is_url and not _is_url(text, ("http", "https"))):
        raise ValueError(
            "must be a URL or a command that contains {host}, such as https://cdn.example/purge/{host}"
        )
    try:
        shlex.split(text)
    except ValueError as error:
        raise ValueError(f"must be a command that a shell can read ({str(error).lower()})") from error
    return text


def key(text: str) -> str:
    """Accept a key: letters, digits and signs that need no quotes anywhere."""
    if not _KEY.fullmatch(text):
        raise ValueError(
            "must be made of letters, digits and plain signs such as - and _, without spaces and quotes"
        )
    return text


def word(text: str) -> str:
    """Accept any text without spaces."""
    if len(text.split()) != 1:
        raise ValueError("must be a single word")
    return text


def _is_url(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        number = parts.port
    except ValueError:
        return False
    is_local = parts.scheme == "unix" and parts.path.startswith("/")
    in_query = "host=" in parts.query and parts.scheme.startswith("postgres")
    has_server = bool(parts.hostname) or is_local or in_query
    return parts.scheme in schemes and has_server and number != 0 and not re.search(r"\s", text)


def _is_number(text: str, highest: int | None = None) -> bool:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return False
    return highest is None or 0 < int(text) <= highest


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
