"""The blueprint for this package's routes."""

from flask import Blueprint

bp = Blueprint("site_passwords", __name__)
