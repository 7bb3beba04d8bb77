"""The blueprint for this package's routes."""

from flask import Blueprint

bp = Blueprint("edge", __name__, url_prefix="/edge")
