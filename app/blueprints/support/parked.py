"""Work that was given up, and sending it again."""

from itertools import groupby

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.support.blueprint import bp
from app.errors import NotFound
from app.services import support
from app.services.parked_work import ParkedWork, WorkKind
from app.web import auth
from app.web.auth import staff
from app.web.display import Tone, flash_message
from app.web.http import redirect_to


@bp.get("/support/parked-work")
@staff
def list_parked_work() -> ResponseReturnValue:
    """Show all parked work, by kind."""
    known = auth.require_identity()
    if known.visit is not None:
        return redirect_to("/sites")
    listed, names = support.list_parked(staff=known)
    by_kind = [(kind, list(works)) for kind, works in groupby(sorted(listed, key=_kind), key=_kind)]
    return render_template("support/parked_work.html", by_kind=by_kind, names=names)


@bp.post("/support/parked-work/retries")
@staff
def create_retry() -> ResponseReturnValue:
    """Send one piece of work again, or everything of a kind."""
    work_id, kind = request.form.get("work", ""), request.form.get("kind", "")
    if not work_id and kind not in set(WorkKind):
        raise NotFound
    known = auth.require_identity()
    sent = support.send_again(work_id=work_id, kind=WorkKind(kind) if not work_id else None, staff=known)
    flash_message(f"Sent again: {sent}.", Tone.GOOD)
    return redirect_to(url_for("support.list_parked_work"))


def _kind(work: ParkedWork) -> WorkKind:
    return work.kind
