"""Settings: a table of all of them, and the configuration that is read from it once."""

from app.config.loading import load_config
from app.config.model import Config
from app.config.requirements import check_requirements, is_weak_key
from app.config.settings import NOT_FOR_THIS_PROCESS, PROCESSES, SETTINGS, Setting, used_by

DATABASE_ROLES = ("app", "owner", "platform", "edge", "backup")

__all__ = [
    "DATABASE_ROLES",
    "NOT_FOR_THIS_PROCESS",
    "PROCESSES",
    "SETTINGS",
    "Config",
    "Setting",
    "check_requirements",
    "is_weak_key",
    "load_config",
    "used_by",
]
