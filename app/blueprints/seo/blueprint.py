"""The blueprint that the routes of this package are added to."""

from flask import Blueprint

bp = Blueprint("seo", __name__)
