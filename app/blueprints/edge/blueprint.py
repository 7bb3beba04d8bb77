"""The blueprint that the routes of this folder belong to."""

from flask import Blueprint

bp = Blueprint("edge", __name__, url_prefix="/edge")
