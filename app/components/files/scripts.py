"""Scripts of components: ES modules on published pages, each loaded when its component says so."""

from enum import StrEnum

LOADER = "scripts/loader.js"
"""The small module that loads the others; only pages that show a component with a script name it."""


class When(StrEnum):
    """When a reader needs a component's script."""

    VISIBLE = "visible"
    """Once it is near the window."""
    IDLE = "idle"
    """Once the page has nothing else to do."""
    INTERACTION = "interaction"
    """Once somebody points at it, comes to it by keyboard or presses it."""


def script_name(folder: str) -> str:
    """The name, among the files that come with us, of the script in a component's folder."""
    return f"scripts/{folder}.js"
