"""The blueprint for this package's routes."""

from flask import Blueprint

bp = Blueprint("redirects", __name__)
