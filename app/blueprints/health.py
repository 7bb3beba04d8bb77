"""The health check."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.tenancy import public_scope, transaction
from app.web.auth import stateless

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@stateless
def show() -> ResponseReturnValue:
    """Respond with 200 if the database responds, and with 503 if it does not."""
    try:
        with public_scope(), transaction() as session:
            session.execute(text("SELECT 1"))
    except (SQLAlchemyError, ValueError):
        return {"status": "the database is not responding"}, 503
    return {"status": "ok"}
