"""The blueprint that every resource of the editor adds its routes to."""

from flask import Blueprint

from app.components.rendering import rich

bp = Blueprint("editor", __name__)
bp.add_app_template_filter(rich, "rich")
