"""The blueprint that the routes of this folder belong to."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
