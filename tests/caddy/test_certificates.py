"""On-demand TLS: certificates are issued for known hostnames only, even during an outage of other services."""

import http.client
import socket
import ssl
import threading

import pytest

from tests.edge.support import Edge, Response, caddy, pages

STRANGERS = ["nobody.localhost", "ada.localhost.localhost", "localhost", "ada", "x.old-ada.localhost"]


def handshake(port: int, name: str | None) -> ssl.SSLSocket:
    """Open a TLS connection without verification. Raises ssl.SSLError or OSError if the server refuses."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = socket.create_connection(("127.0.0.1", port), timeout=15)
    return context.wrap_socket(connection, server_hostname=name)


def get_tls(port: int, name: str, path: str, *, host: str | None = None) -> Response:
    """Send one request over TLS with this SNI, and the same Host unless another is given."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    connection.sock = handshake(port, name)
    try:
        connection.request("GET", path, headers={"Host": host or name})
        response = connection.getresponse()
        return Response(
            response.status, {key.lower(): value for key, value in response.getheaders()}, response.read()
        )
    finally:
        connection.close()


def is_refused(port: int, name: str | None) -> bool:
    """True if the server presents no certificate for this name."""
    try:
        handshake(port, name).close()
    except (ssl.SSLError, OSError):
        return True
    return False


@pytest.mark.parametrize("name", ["ada.localhost", "bob.localhost"])
def test_a_known_host_is_served_over_tls(edge, name):
    response = get_tls(edge.config.sites_tls_port, name, "/about")
    assert response.status == 200
    assert name.partition(".")[0].title().encode() in response.body


def test_a_former_name_redirects_over_tls(edge):
    response = get_tls(edge.config.sites_tls_port, "old-ada.localhost", "/about")
    assert response.status == 308
    assert response.headers["location"] == f"https://ada.localhost:{edge.config.sites_tls_port}/about"


@pytest.mark.parametrize("name", [*STRANGERS, None])
def test_an_unknown_name_gets_no_certificate(edge, name):
    assert is_refused(edge.config.sites_tls_port, name)


@pytest.mark.parametrize("host", ["bob.localhost", "nobody.localhost", "127.0.0.1", "..", "ada.localhost."])
def test_a_host_other_than_that_of_the_certificate_is_rejected(edge, host):
    response = get_tls(edge.config.sites_tls_port, "ada.localhost", "/", host=host)
    assert response.status in {400, 421}
    for word in (b"Ada home", b"Bob", b"outside"):
        assert word not in response.body


def test_many_unknown_names_at_once_do_not_block_known_ones(edge):
    refused = []
    threads = [
        threading.Thread(
            target=lambda n=n: refused.append(is_refused(edge.config.sites_tls_port, f"s{n}.localhost"))
        )
        for n in range(60)
    ]
    for thread in threads:
        thread.start()
    assert get_tls(edge.config.sites_tls_port, "ada.localhost", "/about").status == 200
    for thread in threads:
        thread.join()
    assert refused == [True] * 60


def test_known_names_keep_their_certificates_after_a_restart_without_a_database(tmp_path):
    edge = Edge(tmp_path)
    for number in range(10):
        edge.publish(f"site-{number}.localhost", pages(f"Site {number}"))
    edge.start()
    port = edge.config.sites_tls_port
    names = [host.hostname for host in edge.hosts]
    with caddy(edge.config):
        assert [get_tls(port, name, "/about").status for name in names] == [200] * 10
    edge.stop()
    edge.start(lay_out=False)
    with caddy(edge.config):
        assert [get_tls(port, name, "/about").status for name in names] == [200] * 10
        assert all(is_refused(port, f"other-{number}.localhost") for number in range(5))
    edge.stop()
