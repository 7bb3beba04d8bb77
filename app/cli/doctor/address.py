"""Checks of the app's public address, as a browser would use it."""

import http.client
import socket
import ssl
import time
from urllib.parse import urlsplit

from app.cli.doctor.finding import Finding, bad, good, note
from app.config import Config

SECONDS = 4
FEW_DAYS, NO_DAYS = 14, 3


def check_address(config: Config, url: str = "") -> Finding:
    """Check that the app answers at its public address, by name and over TLS."""
    parts = urlsplit(url or config.app_url)
    is_tls = parts.scheme == "https"
    kind = http.client.HTTPSConnection if is_tls else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    advice = "Check the DNS entry of APP_DOMAIN, and the proxy that terminates TLS in front of the app."
    try:
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
    except ssl.SSLCertVerificationError as error:
        why = f"the certificate of {parts.hostname} is not valid: {error.verify_message}"
        return bad("address", why, "Renew the certificate in the proxy.")
    except (OSError, http.client.HTTPException) as error:
        return bad("address", f"{parts.geturl()} does not respond: {error}", advice)
    finally:
        connection.close()
    if status != 200:
        why = f"{parts.geturl()}/healthz responds with status {status}"
        return bad("address", why, "The proxy has to pass requests on with their Host header: see its log.")
    return good("address", f"{parts.geturl()} responds")


def check_certificate(config: Config, port: int = 443) -> Finding:
    """Check that the certificate of the app's address does not expire soon."""
    if not config.is_production:
        return good("certificate", "not needed in development")
    try:
        days = days_left(config.app_domain, port)
    except (OSError, ValueError) as error:
        return note("certificate", f"could not be read: {error}", "See `address`.")
    summary = f"valid for {days} days"
    advice = "Renew it, and check why it was not renewed automatically."
    if days < NO_DAYS:
        return bad("certificate", summary, advice)
    return note("certificate", summary, advice) if days < FEW_DAYS else good("certificate", summary)


def days_left(host: str, port: int) -> int:
    """Return for how many more days a server's certificate is valid."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        certificate = secured.getpeercert() or {}
    return int((ssl.cert_time_to_seconds(str(certificate["notAfter"])) - time.time()) // 86_400)
