"""The globals, filters and context that all templates share."""

from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, g, request
from jinja2 import StrictUndefined, Undefined, make_logging_undefined

from app.extensions import config
from app.models import Role
from app.web import assets, auth, display, http

WITHOUT_DATABASE = "renders_without_database"
"""Set in `g` while an error page is rendered, so that it does not fail for the same reason as the request."""

_MINUTE, _HOUR, _DAY, _WEEK = 60, 3600, 86400, 7 * 86400


def install(app: Flask) -> None:
    """Register the globals, filters and context processor."""
    app.jinja_env.globals.update(
        icon=assets.icon,
        lucide=assets.icon,
        static_url=assets.static_url,
        module_urls=assets.module_urls,
        csrf_token=auth.masked_token,
        csp_nonce=http.csp_nonce,
        dom_id=dom_id,
        edit_url=edit_url,
        site_url=site_url,
        sites_domain_suffix=sites_domain_suffix,
        is_current=is_current,
    )
    app.jinja_env.filters.update(
        ago=ago, until=until, moment=moment, clock=display.clock, day_and_time=display.day_and_time
    )
    app.jinja_env.undefined = _undefined(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_identity_context)


def _undefined(app: Flask) -> type[Undefined]:
    """Return the class for undefined names in templates, which raise an error in development and tests.

    In production they are logged and rendered as an empty string, so that one missing name does not break a page.
    """
    return make_logging_undefined(app.logger) if config().is_production else StrictUndefined


def dom_id(noun: str, key: object) -> str:
    """Return the id of a fragment's root element."""
    return f"{noun}-{key}"


def edit_url(page_id: UUID) -> str:
    """Return the URL of a page's editor."""
    return f"/pages/{page_id}/edit"


def site_url(hostname: str) -> str:
    """Return the public URL of a site."""
    return config().site_url(hostname)


def sites_domain_suffix() -> str:
    """Return the domain, with port, that the hostnames of all sites end with."""
    return urlsplit(config().site_url(config().sites_domain)).netloc


def is_current(*endpoints: str) -> bool:
    """Return True if the current endpoint is one of these."""
    return request.endpoint in endpoints


def ago(moment_then: datetime) -> str:
    """Format a past time, such as “5 minutes ago”; as a date after a week."""
    seconds = int((datetime.now(UTC) - moment_then).total_seconds())
    if seconds < _MINUTE:
        return "just now"
    for length, name in ((_HOUR, "minute"), (_DAY, "hour"), (_WEEK, "day")):
        if seconds < length:
            unit = {"minute": _MINUTE, "hour": _HOUR, "day": _DAY}[name]
            count = seconds // unit
            return f"{count} {name}{'s' if count != 1 else ''} ago"
    return moment(moment_then)


def until(moment_then: datetime) -> str:
    """Format a future time, such as “in 5 minutes”; '' for a past one."""
    minutes = int((moment_then - datetime.now(UTC)).total_seconds() / _MINUTE)
    if minutes < 0:
        return ""
    if minutes < 1:
        return "in a moment"
    days = (display.to_local_time(moment_then).date() - display.to_local_time(datetime.now(UTC)).date()).days
    hours = minutes // 60
    count, name = (days, "day") if days and hours >= 24 else (hours, "hour") if hours else (minutes, "minute")
    return f"in {count} {name}{'s' if count != 1 else ''}"


def moment(moment_then: date) -> str:
    """Format a date, such as “3 May 2027”; a datetime is converted to the user's time zone first."""
    there = display.to_local_time(moment_then) if isinstance(moment_then, datetime) else moment_then
    return f"{there.day} {there:%B %Y}"


def _identity_context() -> dict[str, object]:
    known = auth.loaded_identity() if g.get(WITHOUT_DATABASE) else auth.identity()
    visit = known.visit if known else None
    return {
        "identity": known,
        "visit": visit,
        "can_edit": known is not None and visit is None and auth.may(known, Role.EDITOR),
        "is_htmx": http.is_htmx(),
    }
