"""What a process needs to have been set before it may start."""

from app.config.model import Config
from app.config.settings import Process

FIELDS = {
    "DATABASE_URL": "database_url",
    "DATABASE_PLATFORM_URL": "database_platform_url",
    "DATABASE_EDGE_URL": "database_edge_url",
    "DATABASE_OWNER_URL": "database_owner_url",
    "REDIS_URL": "redis_url",
    "SECRET_KEY": "secret_key",
}
"""The settings without which a process that uses them cannot work, and the fields of Config with their values."""
NEEDED: dict[Process, tuple[str, ...]] = {
    "web": ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"),
    "worker": ("DATABASE_URL", "DATABASE_PLATFORM_URL", "REDIS_URL", "SECRET_KEY"),
    "relay": ("DATABASE_URL", "DATABASE_PLATFORM_URL", "REDIS_URL"),
    "edge": ("DATABASE_EDGE_URL",),
    "migrate": ("DATABASE_OWNER_URL", "DATABASE_URL"),
    "caddy": (),
}
MIN_KEY = 32
MIN_DIFFERENT = 10
EXAMPLES = ("change", "default", "example", "insecure", "password", "secret", "your-")
"""Words that are in keys from examples, and hardly ever in random ones."""
NEW_KEY = "`openssl rand -hex 32` prints a good one"


def check_requirements(config: Config, process: Process) -> None:
    """Raise ValueError with one sentence for the operator if the process must not start with these settings."""
    for name in NEEDED[process]:
        if not getattr(config, FIELDS[name]):
            raise ValueError(
                f"{name} is not set, and QuillSpace has never been started in {config.home}. "
                f"Set {name}, or start everything on this machine with `quillspace up`."
            )
    if not config.is_production:
        return
    if "SECRET_KEY" in NEEDED[process] and is_weak_key(config.secret_key):
        raise ValueError(
            f"SECRET_KEY can be guessed; set it to at least {MIN_KEY} random characters ({NEW_KEY})."
        )
    if config.edge_key and is_weak_key(config.edge_key):
        raise ValueError(
            f"QUILLSPACE_EDGE_KEY can be guessed; set it to at least {MIN_KEY} random characters ({NEW_KEY})."
        )
    for name, domain in (("APP_DOMAIN", config.app_domain), ("SITES_DOMAIN", config.sites_domain)):
        if domain == "localhost" and process != "edge":
            raise ValueError(
                f"{name} is localhost, but QUILLSPACE_ENV is production; set {name} to your own domain."
            )


def is_weak_key(key: str) -> bool:
    """Return True if a key is too short, or looks like one from an example."""
    return (
        len(key) < MIN_KEY or len(set(key)) < MIN_DIFFERENT or any(word in key.lower() for word in EXAMPLES)
    )
