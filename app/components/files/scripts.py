"""Scripts of components: ES modules that published pages load at the time that the component declares."""

from enum import StrEnum

LOADER = "scripts/loader.js"
"""The module that loads the others; only included in pages with a scripted component."""


class When(StrEnum):
    """When to load a component's script."""

    VISIBLE = "visible"
    """Once the component is near the viewport."""
    IDLE = "idle"
    """Once the browser is idle."""
    INTERACTION = "interaction"
    """On hover, focus or click."""


def script_name(folder: str) -> str:
    """The asset name of the script in a component's folder."""
    return f"scripts/{folder}.js"
