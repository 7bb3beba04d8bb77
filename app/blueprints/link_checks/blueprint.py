"""The blueprint for this package's routes."""

from flask import Blueprint

bp = Blueprint("link_checks", __name__)
