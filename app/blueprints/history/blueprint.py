"""The blueprint that the routes of this package are added to."""

from flask import Blueprint

from app.web.editor import acknowledge

bp = Blueprint("history", __name__)
bp.after_request(acknowledge)
