"""QuillSpace, a website builder for authors."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Config


def create_app(config: "Config | None" = None) -> "Flask":
    """Create the web application. Flask is imported only here, because the edge agent imports `app` too."""
    app: Flask = import_module("app.blueprints.factory").create_app(config)
    return app
