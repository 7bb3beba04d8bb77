"""The environment variables of each process, which gets only the settings that it needs."""

from collections.abc import Iterable, Mapping

from app.config import NOT_FOR_THIS_PROCESS, SETTINGS, used_by

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
SECRETS = frozenset(setting.name for setting in SETTINGS if setting.is_masked)

WEB = used_by("web")
WORKER = used_by("worker")
RELAY = used_by("relay")
EDGE = used_by("edge")
MIGRATE = used_by("migrate")


def restrict(environ: Mapping[str, str], needed: Iterable[str]) -> dict[str, str]:
    """Reduce an environment to the shared variables and those needed, and mask secrets that are not needed."""
    needed = set(needed)
    seen = {
        name: environ[name] for name in environ if name in SHARED | needed or name.startswith("QUILLSPACE_")
    }
    return {**seen, **dict.fromkeys(SECRETS - needed, NOT_FOR_THIS_PROCESS), "PYTHONUNBUFFERED": "1"}
