"""Assembles the web application."""

from datetime import timedelta

from flask import Flask
from htmx_flask import Htmx
from werkzeug.middleware.proxy_fix import ProxyFix

from app import extensions
from app.blueprints import (
    accounts,
    conflicts,
    dev,
    edge,
    editing,
    find_and_replace,
    health,
    history,
    link_checks,
    media,
    pages,
    previews,
    publishing,
    redirects,
    releases,
    sections,
    seo,
    site_passwords,
    sites,
    support,
)
from app.config import Config, load_config
from app.web import error_handlers, old_addresses, presence, template_context
from app.web.assets import install_static_files
from app.web.auth import (
    install_access,
    install_browser_cookie,
    install_login,
    install_method_override,
    install_session_cookie,
)
from app.web.http import install_headers, install_tracing

# Larger requests are rejected unread. These limits are well above those of text fields: text that is too long for its
# field is not lost but gets a message beside the input.
MAX_FORM_BYTES = 6 * 1024 * 1024
MAX_BODY_BYTES = 16 * 1024 * 1024

BLUEPRINTS = (
    health.bp,
    accounts.bp,
    sites.bp,
    pages.bp,
    seo.bp,
    redirects.bp,
    link_checks.bp,
    site_passwords.bp,
    edge.bp,
    editing.bp,
    conflicts.bp,
    find_and_replace.bp,
    history.bp,
    sections.bp,
    media.bp,
    publishing.bp,
    previews.bp,
    releases.bp,
    support.bp,
)


def create_app(config: Config | None = None) -> Flask:
    """Create the Flask application with these settings, or with those from the environment."""
    config = config or load_config()
    extensions.configure(config)
    app = Flask("app", static_folder=None)
    app.config.from_mapping(_settings(config))
    if config.is_production:
        # Flask documents this assignment, but its types do not allow it.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    Htmx(app)
    for install in (
        install_tracing,
        install_session_cookie,
        install_headers,
        install_method_override,
        old_addresses.install,
        install_login,
        install_browser_cookie,
        install_access,
        error_handlers.install,
        template_context.install,
        install_static_files,
        presence.install,
    ):
        install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if not config.is_production:
        app.register_blueprint(dev.bp)
    return app


def _settings(config: Config) -> dict[str, object]:
    """Return Flask's own settings. Other hosts under our domain cannot set a `__Host-` cookie."""
    return {
        "SECRET_KEY": config.secret_key,
        "SESSION_COOKIE_NAME": "__Host-quillspace" if config.is_production else "quillspace",
        "SESSION_COOKIE_SECURE": config.is_production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_FORM_BYTES,
        "MAX_FORM_PARTS": 500,
        "TRUSTED_HOSTS": [config.app_domain, "localhost", "127.0.0.1", "[::1]"],
        "TEMPLATES_AUTO_RELOAD": not config.is_production,
    }
