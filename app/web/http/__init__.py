"""Headers, compression, redirects, and htmx's requests."""

from app.web.http.compression import (
    packed,
)
from app.web.http.headers import (
    csp_nonce,
    install_headers,
    request_id,
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

__all__ = [
    "after_sign_in",
    "as_notice",
    "csp_nonce",
    "install_headers",
    "is_htmx",
    "is_script_request",
    "local_path",
    "packed",
    "redirect_to",
    "request_id",
    "trigger",
    "wants_json",
]
