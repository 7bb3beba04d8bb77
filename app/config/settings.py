"""The table of all settings: what each is for, which processes use it, and how its text is read."""

from dataclasses import dataclass
from typing import Literal

from app.config import values
from app.config.values import Reader

NOT_FOR_THIS_PROCESS = "none"
"""The value that the supervisor sets for secrets that a process must not use."""

Process = Literal["web", "worker", "relay", "edge", "caddy", "migrate"]
PROCESSES: tuple[Process, ...] = ("web", "worker", "relay", "edge", "caddy", "migrate")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One environment variable."""

    name: str
    meaning: str
    used_by: tuple[Process, ...]
    read: Reader
    default: str = ""
    """What the documentation says about the default; "" if there is none."""
    is_secret: bool = False
    """True if messages must not repeat the value."""
    is_masked: bool = False
    """True if the supervisor hides it from processes that do not use it."""
    may_be_empty: bool = True
    """True if an empty value is the same as none."""


_DATABASE = values.url(
    "postgresql",
    "postgres",
    example="postgresql://user:password@host:5432/quillspace (`database prepare` prints them)",
)
_APP: tuple[Process, ...] = ("web", "worker", "migrate")
_STORE: tuple[Process, ...] = (*_APP, "edge")


def _database(name: str, meaning: str, *used_by: Process) -> Setting:
    return Setting(
        name=name,
        meaning=meaning,
        used_by=used_by,
        read=_DATABASE,
        default="the embedded PostgreSQL",
        is_secret=True,
        is_masked=True,
    )


def _for_caddy(name: str, meaning: str, read: Reader, default: str) -> Setting:
    return Setting(name=name, meaning=meaning, used_by=("caddy",), read=read, default=default)


def _for_s3(name: str, meaning: str, *, is_secret: bool = False) -> Setting:
    return Setting(name=name, meaning=meaning, used_by=_STORE, read=values.word, is_secret=is_secret)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="QUILLSPACE_ENV",
        meaning="`production`, or `development`, which shows all mail at `/dev/mail` and works without https",
        used_by=PROCESSES,
        read=values.one_of("development", "production"),
        default="`development`, only while `APP_DOMAIN` is on this machine",
        may_be_empty=False,
    ),
    Setting(
        name="QUILLSPACE_HOME",
        meaning="the folder for all state",
        used_by=PROCESSES,
        read=values.folder,
        default="`./var`",
    ),
    Setting(
        name="QUILLSPACE_PORT",
        meaning="the app’s port on loopback; the edge agent uses the next one",
        used_by=("web", "edge"),
        read=values.port(65534),
        default="8000",
    ),
    _for_caddy("QUILLSPACE_SITES_PORT", "the port of published sites over http", values.port(), "8080"),
    _for_caddy("QUILLSPACE_SITES_TLS_PORT", "the port of published sites over https", values.port(), "8443"),
    _for_caddy("QUILLSPACE_SITES_BIND", "the address that Caddy listens on", values.addresses, "127.0.0.1"),
    _for_caddy(
        "QUILLSPACE_SITES_HTTP",
        "`redirect` sends every reader to https",
        values.one_of("serve", "redirect"),
        "`serve`",
    ),
    _for_caddy(
        "QUILLSPACE_TLS_ISSUER",
        "`acme` requests publicly trusted certificates",
        values.one_of("internal", "acme"),
        "`internal`",
    ),
    _for_caddy(
        "QUILLSPACE_APP_UPSTREAM",
        "host and port at which Caddy reaches the app to check readers’ passwords",
        values.host_and_port,
        "127.0.0.1:8000",
    ),
    _for_caddy("QUILLSPACE_APP_TLS_PORT", "the port of the app over https", values.port(), "443"),
    _for_caddy(
        "QUILLSPACE_APP_BIND", "the address at which Caddy serves the app", values.addresses, "127.0.0.1"
    ),
    _for_caddy(
        "QUILLSPACE_EDGE_HOME",
        "the folder that Caddy serves",
        values.folder,
        "set by `up`: `edge/` below home",
    ),
    _for_caddy("QUILLSPACE_EDGE_PORT", "the edge agent’s port", values.port(), "set by `up`"),
    _for_caddy("QUILLSPACE_CADDY_ADMIN", "the socket of Caddy’s admin API", values.word, "set by `up`"),
    Setting(
        name="QUILLSPACE_EDGE_KEY",
        meaning="a long random string, the same for the app and each edge’s Caddy",
        used_by=("web", "caddy"),
        read=values.key,
        default="derived from `SECRET_KEY`",
        is_secret=True,
    ),
    Setting(
        name="QUILLSPACE_EDGE_DISK_BUDGET",
        meaning="the disk space that an edge may use for files from a bucket, such as `20G`",
        used_by=("edge",),
        read=values.size,
        default="no limit",
    ),
    Setting(
        name="QUILLSPACE_EDGE_PURGE",
        meaning="a URL that receives a POST, or a command, that purges `{host}` from a CDN",
        used_by=("edge",),
        read=values.purge,
        default="none",
        is_secret=True,
    ),
    _database("DATABASE_URL", "the login for the app, `quillspace_app`", "web", "worker", "relay", "migrate"),
    _database(
        "DATABASE_PLATFORM_URL",
        "the login for the background processes, `quillspace_platform`",
        "worker",
        "relay",
        "migrate",
    ),
    _database("DATABASE_EDGE_URL", "the login for the edges, `quillspace_edge`", "edge"),
    _database("DATABASE_OWNER_URL", "the login for migrations, `quillspace_owner`", "migrate"),
    Setting(
        name="REDIS_URL",
        meaning="Valkey or Redis, for the queue and the rate limits",
        used_by=("web", "worker", "relay", "migrate"),
        read=values.url("redis", "rediss", "unix", example="redis://:password@host:6379/0"),
        default="the embedded Valkey",
        is_secret=True,
        is_masked=True,
    ),
    Setting(
        name="SECRET_KEY",
        meaning="signs cookies: 32 or more random characters",
        used_by=_APP,
        read=values.word,
        default="generated by the first `up`",
        is_secret=True,
        is_masked=True,
    ),
    Setting(
        name="OBJECT_STORE_URL",
        meaning="the folder or the bucket of all files",
        used_by=_STORE,
        read=values.store_url,
        default="`objects/` below home",
    ),
    _for_s3("AWS_ACCESS_KEY_ID", "the bucket’s access key"),
    _for_s3("AWS_SECRET_ACCESS_KEY", "its secret", is_secret=True),
    _for_s3("AWS_SESSION_TOKEN", "its session token, for temporary keys", is_secret=True),
    _for_s3("AWS_REGION", "its region"),
    _for_s3("AWS_CA_BUNDLE", "a file with certificate authorities to trust"),
    Setting(
        name="SMTP_URL",
        meaning="the mail server; `smtps://` for TLS from the beginning",
        used_by=_APP,
        read=values.url("smtp", "smtps", example="smtp://user:password@host:587"),
        default="mail is stored in `mail/` below home and not sent",
        is_secret=True,
    ),
    Setting(
        name="APP_DOMAIN",
        meaning="the hostname of the app",
        used_by=PROCESSES,
        read=values.host_name,
        default="localhost; required in production",
    ),
    Setting(
        name="SITES_DOMAIN",
        meaning="the domain below which sites get their hostnames",
        used_by=PROCESSES,
        read=values.host_name,
        default="localhost; required in production",
    ),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}


def used_by(process: Process) -> frozenset[str]:
    """Return the names of the settings that a process uses."""
    return frozenset(setting.name for setting in SETTINGS if process in setting.used_by)
