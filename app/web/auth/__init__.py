"""Authentication and access control."""

from app.web.auth.access import (
    Role,
    SignedOut,
    ends_session,
    ends_visit,
    install_access,
    public,
    requires,
    signed_in,
    staff,
    stateless,
)
from app.web.auth.browser_cookie import (
    install_browser_cookie,
    known_browsers,
    remember_browser,
)
from app.web.auth.csrf import (
    SAFE_METHODS,
    csrf_token,
    masked_token,
)
from app.web.auth.login import (
    client_browser,
    client_ip,
    identity,
    install_login,
    is_identity_loaded,
    loaded_identity,
    require_identity,
    sign_in,
    sign_out,
)
from app.web.auth.method_override import install_method_override
from app.web.auth.password_requests import hashes_password
from app.web.auth.roles import (
    may,
)
from app.web.auth.session_cookie import install_session_cookie, signed_in_browser
from app.web.auth.tickets import (
    TICKET_HEADER,
    issue_ticket,
    read_ticket,
)

__all__ = [
    "SAFE_METHODS",
    "TICKET_HEADER",
    "Role",
    "SignedOut",
    "client_browser",
    "client_ip",
    "csrf_token",
    "ends_session",
    "ends_visit",
    "hashes_password",
    "identity",
    "install_access",
    "install_browser_cookie",
    "install_login",
    "install_method_override",
    "install_session_cookie",
    "is_identity_loaded",
    "issue_ticket",
    "known_browsers",
    "loaded_identity",
    "masked_token",
    "may",
    "public",
    "read_ticket",
    "remember_browser",
    "require_identity",
    "requires",
    "sign_in",
    "sign_out",
    "signed_in",
    "signed_in_browser",
    "staff",
    "stateless",
]
