"""The blueprint for this package's routes."""

from flask import Blueprint

bp = Blueprint("previews", __name__)
