"""HTTP: headers, compression, redirects and htmx requests."""

from app.web.http.compression import (
    compress_response,
)
from app.web.http.dispatching import (
    dispatch_to,
)
from app.web.http.edge_key import (
    EDGE_KEY_HEADER,
    has_valid_edge_key,
)
from app.web.http.headers import (
    BARE_HEADERS,
    csp_nonce,
    install_headers,
)
from app.web.http.htmx import (
    is_htmx,
    is_script_request,
    redirect_to,
    retarget_to_notices,
    trigger,
    wants_json,
)
from app.web.http.redirects import (
    local_path,
    sign_in_target,
)
from app.web.http.tracing import install_tracing

__all__ = [
    "BARE_HEADERS",
    "EDGE_KEY_HEADER",
    "compress_response",
    "csp_nonce",
    "dispatch_to",
    "has_valid_edge_key",
    "install_headers",
    "install_tracing",
    "is_htmx",
    "is_script_request",
    "local_path",
    "redirect_to",
    "retarget_to_notices",
    "sign_in_target",
    "trigger",
    "wants_json",
]
