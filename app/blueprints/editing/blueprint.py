"""The editor's blueprint and its template filters."""

from flask import Blueprint

from app.components.rendering import rich
from app.components.sizes import own_sizes, value_at
from app.web.editor import acknowledge, field_picture

bp = Blueprint("editing", __name__)
bp.add_app_template_filter(rich, "rich")
bp.add_app_template_filter(own_sizes, "own_sizes")
bp.add_app_template_filter(value_at, "value_at")
bp.add_app_template_filter(field_picture, "field_picture")
bp.after_request(acknowledge)
