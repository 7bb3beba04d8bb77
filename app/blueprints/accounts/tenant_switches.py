"""Switching between tenants."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from app.blueprints.accounts.blueprint import bp
from app.services import accounts
from app.web import auth
from app.web.auth import signed_in
from app.web.http import redirect_to


@bp.post("/account/tenants/<uuid:tenant_id>/switches")
@signed_in
def create_switch(tenant_id: UUID) -> ResponseReturnValue:
    """Switch this session to another tenant."""
    known = auth.require_identity()
    accounts.switch_tenant(known.session_id, tenant_id, user_id=known.user.id)
    return redirect_to(url_for("sites.list_sites"))
