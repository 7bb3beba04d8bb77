"""The blueprint for this package's routes."""

from flask import Blueprint

bp = Blueprint("dev", __name__)
