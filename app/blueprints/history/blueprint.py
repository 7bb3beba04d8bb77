"""The blueprint for this package's routes."""

from flask import Blueprint

from app.web.editor import acknowledge

bp = Blueprint("history", __name__)
bp.after_request(acknowledge)
