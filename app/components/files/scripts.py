"""Component scripts: ES modules that published pages load on demand. The component declares when."""

from enum import StrEnum

LOADER = "scripts/loader.js"
"""Asset name of the module that loads the others. Only pages with a component that has a script include it."""


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
