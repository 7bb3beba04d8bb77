"""The requests that are sent to measure the cost of each route."""

import io
import json
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from app.blueprints.accounts.sign_ins import PENDING
from tests.architecture.route_fixtures import HTMX, RouteFixtures, code
from tests.factories import PASSWORD, puck
from tests.pictures import jpeg

NEW_PASSWORD = "a louder desk by the door"
ROOT = {"slot": "root", "after": ""}
RELEASE = {"name": "Launch day", "starts": "2030-05-06T09:00", "zone": "Europe/Berlin"}


def addresses(fixtures: RouteFixtures) -> Mapping[str, Mapping[str, Any]]:
    """Return the URL parameters that differ from the defaults, by endpoint."""
    ids = fixtures.ids
    of_about, earlier = {"page_id": ids["about"]}, {"build_id": ids["earlier"]}
    return {
        "editing.create_item_change": {"block_id": ids["header"]},
        "sections.create_detachment": {"block_id": ids["shared"]},
        "sections.create_share": {"block_id": ids["button"]},
        "editing.show_asset": {"name": "field-notes/fern.svg"},
        "site_passwords.edit_page_password": of_about,
        "site_passwords.update_page_password": of_about,
        "media.list_choices": {"name": "image"},
        "pages.create_deletion": of_about,
        "pages.create_home": of_about,
        "pages.create_not_found_page": {"page_id": ids["missing"]},
        "pages.create_placement": of_about,
        "pages.create_restoration": {"page_id": ids["gone"]},
        "pages.new_deletion": of_about,
        "previews.create_build_preview": earlier,
        "publishing.create_rollback": earlier,
        "publishing.create_cancellation": {"build_id": ids["pending"]},
        "previews.create_page_revocation": {"preview_id": ids["page_preview"]},
        "accounts.edit_confirmation": {"token": ids["confirmation"]},
        "accounts.update_confirmation": {"token": ids["confirmation"]},
        "accounts.create_switch": {"tenant_id": ids["second_tenant"]},
    }


def forms(fixtures: RouteFixtures) -> Mapping[str, Mapping[str, Any]]:
    """Return the form fields, or the query parameters of GET routes, by endpoint."""
    ids = fixtures.ids
    return {
        "accounts.create_account": {"name": "Dora", "email": "dora@example.test", "password": NEW_PASSWORD},
        "accounts.create_code": {"code": code()},
        "accounts.create_reset": {"email": "ada@example.test"},
        "accounts.create_session": {"email": "ada@example.test", "password": PASSWORD},
        "accounts.update_account": {"name": "Ada King"},
        "accounts.update_confirmation": {"password": PASSWORD},
        "accounts.update_email": {"email": "nell@home.test"},
        "accounts.update_own_password": {"current": PASSWORD, "password": NEW_PASSWORD},
        "accounts.update_password": {"password": NEW_PASSWORD},
        "accounts.update_support_choice": {"support_access": "ask"},
        "edge.create_unlock": {"lock": str(ids["lock"]), "password": "open sesame", "path": "/about"},
        "editing.create_block": {"component": "Heading", **ROOT},
        "editing.create_duplicate": {},
        "editing.create_item_change": {"field": "links", "action": "add"},
        "editing.create_joint_duplicate": {"block": ids["text"]},
        "editing.create_joint_move": {"block": ids["text"], **ROOT},
        "editing.create_move": {"slot": "root", "after": ids["text"]},
        "sections.create_omission": {"part": "header"},
        "editing.create_paste": {"puck": json.dumps(puck("Pasted")), **ROOT},
        "editing.create_removal": {"block": ids["text"]},
        "find_and_replace.create_replacement": {"q": "friend", "words": "reader", "place": ids["place"]},
        "conflicts.create_resolution": {"choice": "theirs"},
        "history.create_restoration": {"revision": "0"},
        "find_and_replace.create_site_undo": {"group_id": ids["group"]},
        "sections.create_saved_section": {"name": "Another"},
        "sections.create_share": {"name": "Another"},
        "find_and_replace.create_site_replacement": {"q": "friend", "words": "reader", "place": ids["place"]},
        "editing.create_transfer": {"block": ids["text"], "to": str(ids["about"])},
        "history.create_version": {"name": "Second draft"},
        "editing.list_changes": {"since": "0"},
        "find_and_replace.list_matches": {"q": "reader"},
        "find_and_replace.list_site_matches": {"q": "reader"},
        "find_and_replace.new_replacement": {"q": "reader", "words": "friend"},
        "find_and_replace.new_site_replacement": {"q": "reader", "words": "friend"},
        "history.show_comparison": {"revision": "0"},
        "editing.show_copy": {"block": ids["text"]},
        "editing.update_block": {"text": "Dear friend"},
        "sections.update_saved_section": {"name": "New name"},
        "sections.update_section": {"name": "New name"},
        "history.update_version": {"name": "New name"},
        "redirects.create_import": {"table": "/older /about", "seen": "1"},
        "redirects.create_redirect": {"from_path": "/older", "target": "/about", "kind": "moved"},
        "site_passwords.update_page_password": {"password": "open sesame"},
        "redirects.update_redirect": {"from_path": "/older", "target": "/about", "kind": "moved"},
        "site_passwords.update_site_password": {"password": "open sesame"},
        "media.update_asset": {"name": "garden", "alt": "A garden"},
        "pages.create_page": {"title": "News", "slug": "news"},
        "pages.update_page": {"title": "Start", "in_menu": "on"},
        "seo.update_page_search": {"search_title": "Start", "meta_description": "All of it"},
        "previews.create_page_preview": {"days": "7"},
        "previews.create_preview": {"days": "7"},
        "publishing.create_renewal": {"release": str(ids["release_id"])},
        "publishing.create_withdrawal": {"release": str(ids["release_id"])},
        "releases.create_release": {**RELEASE, "pages": str(ids["about"])},
        "releases.update_release": {**RELEASE, "pages": str(ids["page_id"])},
        "sites.create_site": {"author_name": "Ada", "subdomain": "ada-two", "template": "plain"},
        "sites.show_preview": {"name": "Ada"},
        "seo.update_site_search": {"pattern": "{page} · {site}"},
        "sites.update_settings": {
            "name": "Letters",
            "author_name": "Ada",
            "subdomain": "ada",
            "language": "en",
            "tagline": "",
        },
        "support.create_retry": {"kind": "mail"},
        "support.create_visit": {"reason": "The heading overlaps on a phone"},
        "support.list_tenants": {"q": "ada"},
    }


OF_THE_EDITOR = (
    "conflicts.",
    "editing.",
    "find_and_replace.",
    "history.",
    "previews.",
    "publishing.",
    "sections.",
)
"""The blueprints whose requests come from htmx."""


def options(fixtures: RouteFixtures, endpoint: str, method: str) -> dict[str, Any]:
    """Return the keyword arguments for the test client's request, besides the URL."""
    fields = dict(forms(fixtures).get(endpoint, {}))
    headers = dict(HTMX) if endpoint.startswith(OF_THE_EDITOR) else {"Sec-Fetch-Site": "same-origin"}
    headers["QS-Ticket"] = fixtures.ids["ticket"]
    if method == "GET":
        return {"query_string": fields, "headers": headers}
    if endpoint == "media.create_asset":
        headers["Content-Type"] = "application/octet-stream"
        return {"query_string": {"name": "sea.jpg"}, "data": jpeg(seed=2), "headers": headers}
    if endpoint == "pages.create_file":
        fields["document"] = (io.BytesIO(fixtures.ids["file"]), "page.json")
    return {"data": {"operation_id": str(uuid4()), **fields}, "headers": headers}


def prepare(fixtures: RouteFixtures, endpoint: str, client: FlaskClient) -> None:
    """Put the session into the state that the route expects."""
    ids = fixtures.ids
    page = f"/pages/{ids['page_id']}"
    if endpoint in {"accounts.create_code", "accounts.new_code"}:
        with client.session_transaction() as kept:
            kept[PENDING] = {"user": str(ids["staff"]), "staff": True, "at": time.time()}
    if endpoint == "editing.create_redo":
        client.post(f"{page}/undos", headers=HTMX)
    if endpoint == "media.create_restoration":
        client.delete(f"/assets/{ids['asset_id']}", headers=HTMX)
    if endpoint == "sections.create_saved_section_restoration":
        client.delete(f"/saved-sections/{ids['saved_id']}", headers=HTMX)
    if endpoint in {"sections.delete_section", "sections.create_section_restoration"}:
        client.delete(f"{page}/blocks/{ids['shared']}", headers=HTMX)
    if endpoint == "sections.create_section_restoration":
        client.delete(f"/sections/{ids['section_id']}", headers=HTMX)
