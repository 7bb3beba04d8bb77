"""Support visits, which are read-only and last for 30 minutes."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.support.blueprint import bp
from app.blueprints.support.forms import Visit
from app.services import support
from app.web import auth
from app.web.auth import ends_visit, staff
from app.web.display import Tone, flash_message
from app.web.forms import form_response
from app.web.http import redirect_to


@bp.get("/support/tenants/<uuid:tenant_id>")
@staff
def new_visit(tenant_id: UUID) -> ResponseReturnValue:
    """Show the form that asks for the reason for the visit."""
    tenant = support.get_tenant(tenant_id, staff=auth.require_identity())
    return render_template("support/new_visit.html", form=Visit(), tenant=tenant)


@bp.post("/support/tenants/<uuid:tenant_id>/visits")
@staff
def create_visit(tenant_id: UUID) -> ResponseReturnValue:
    """Start the visit."""
    known = auth.require_identity()
    tenant = support.get_tenant(tenant_id, staff=known)
    form = Visit.read(request.form)
    if form.is_valid:
        with form.catch_errors():
            support.start_visit(tenant_id, reason=form["reason"], staff=known)
            return redirect_to(url_for("sites.list_sites"))
    return form_response("support/new_visit.html", "support/_visit_form.html", form=form, tenant=tenant)


@bp.post("/support/visit-ends")
@ends_visit
def create_visit_end() -> ResponseReturnValue:
    """End the visit."""
    known = auth.require_identity()
    if known.visit is not None:
        support.end_visit(known.visit, staff=known)
        flash_message("Your visit has ended. The author can see which pages you opened.", Tone.NOTE)
    return redirect_to(url_for("support.list_tenants"))
