"""Checks of the app's public address, as a browser would use it."""

import http.client
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.cli.doctor.finding import Finding, bad, good, note
from app.config import Config

SECONDS = 4
FEW_DAYS, FEW_OF_LIFE = 14, 1 / 5
NO_DAYS, NONE_OF_LIFE = 3, 1 / 10
"""The days, and the share of its whole life, after which a certificate should have been renewed; the less counts.

Some certificates are valid for only days or hours, and are renewed when a third of that is left."""
DAY = 86_400


@dataclass(frozen=True)
class Validity:
    """How many days a certificate was issued for, and how many are left."""

    whole: float
    left: float


def check_address(config: Config) -> Finding:
    """Check that the app answers at its public address, by name and over TLS."""
    parts = urlsplit(config.app_url)
    is_tls = parts.scheme == "https"
    kind = http.client.HTTPSConnection if is_tls else http.client.HTTPConnection
    port = config.app_tls_port if is_tls else parts.port
    connection = kind(parts.hostname or "", port, timeout=SECONDS)
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


def check_certificate(config: Config) -> Finding:
    """Check that the certificate of the app's address does not expire soon."""
    if not config.is_production:
        return good("certificate", "not needed in development")
    try:
        validity = read_validity(config.app_domain, config.app_tls_port)
    except (OSError, ValueError) as error:
        return note("certificate", f"could not be read: {error}", "See `address`.")
    summary = f"valid for {_duration(validity.left)}"
    advice = "Renew it, and check why it was not renewed automatically."
    if validity.left < min(NO_DAYS, validity.whole * NONE_OF_LIFE):
        return bad("certificate", summary, advice)
    if validity.left < min(FEW_DAYS, validity.whole * FEW_OF_LIFE):
        return note("certificate", summary, advice)
    return good("certificate", summary)


def read_validity(host: str, port: int) -> Validity:
    """Return how long a server's certificate is valid. Raises OSError."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        certificate = secured.getpeercert() or {}
    begin, end = (ssl.cert_time_to_seconds(str(certificate[name])) for name in ("notBefore", "notAfter"))
    return Validity(whole=(end - begin) / DAY, left=(end - time.time()) / DAY)


def _duration(days: float) -> str:
    return f"{days:.0f} days" if days >= 2 else f"{days * 24:.0f} hours"
