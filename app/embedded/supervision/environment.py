"""The environment variables of each process, which gets only the settings that it needs."""

from collections.abc import Iterable, Mapping

from app.config import NOT_FOR_THIS_PROCESS

SHARED = {
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "SSL_CERT_FILE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "APP_DOMAIN",
    "SITES_DOMAIN",
}
# A process that does not need one of these must not fall back to the file with its value in the home folder either.
SECRETS = {
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_PLATFORM_URL",
    "DATABASE_EDGE_URL",
    "REDIS_URL",
    "SECRET_KEY",
}
OBJECT_STORE = {
    "OBJECT_STORE_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_CA_BUNDLE",
}

WEB = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SMTP_URL"} | OBJECT_STORE
WORKER = WEB | {"DATABASE_PLATFORM_URL"}
RELAY = {"DATABASE_URL", "DATABASE_PLATFORM_URL", "REDIS_URL"}
EDGE = {"DATABASE_EDGE_URL"} | OBJECT_STORE
MIGRATE = {"DATABASE_OWNER_URL"} | WORKER


def restrict(environ: Mapping[str, str], needed: Iterable[str]) -> dict[str, str]:
    """Reduce an environment to the shared variables and those needed, and mask secrets that are not needed."""
    needed = set(needed)
    seen = {
        name: environ[name] for name in environ if name in SHARED | needed or name.startswith("QUILLSPACE_")
    }
    return {**seen, **dict.fromkeys(SECRETS - needed, NOT_FOR_THIS_PROCESS), "PYTHONUNBUFFERED": "1"}
