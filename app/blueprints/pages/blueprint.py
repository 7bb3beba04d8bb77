"""The blueprint for this package's routes."""

from flask import Blueprint

bp = Blueprint("pages", __name__)
