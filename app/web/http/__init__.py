"""Headers, compression, redirects, and htmx's requests."""

from app.web.http.compression import (
    packed,
)
from app.web.http.dispatching import (
    dispatch_to,
)
from app.web.http.edge_key import (
    HEADER,
    is_right,
)
from app.web.http.headers import (
    csp_nonce,
    install_headers,
)
from app.web.http.htmx import (
    as_notice,
    is_htmx,
    is_script_request,
    redirect_to,
    trigger,
    wants_json,
)
from app.web.http.redirects import (
    after_sign_in,
    local_path,
)
from app.web.http.tracing import install_tracing

__all__ = [
    "HEADER",
    "after_sign_in",
    "as_notice",
    "csp_nonce",
    "dispatch_to",
    "install_headers",
    "install_tracing",
    "is_htmx",
    "is_right",
    "is_script_request",
    "local_path",
    "packed",
    "redirect_to",
    "trigger",
    "wants_json",
]
