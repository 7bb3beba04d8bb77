"""Ports in use are reported before anything starts."""

import socket
from dataclasses import replace

import pytest

from app.config import load_config
from app.embedded import ports
from tests.running import free_ports


@pytest.fixture
def settings():
    first, second, third = free_ports()
    return replace(load_config({}), port=first, sites_port=second, sites_tls_port=third)


def test_free_ports_are_accepted(settings):
    ports.check(settings)


@pytest.mark.parametrize("name", ["port", "edge_port", "sites_port", "sites_tls_port"])
def test_a_port_in_use_is_reported_with_its_setting(settings, name):
    with socket.socket() as other:
        other.bind(("127.0.0.1", getattr(settings, name)))
        other.listen()
        with pytest.raises(
            OSError, match=rf"Port {getattr(settings, name)} is in use by another program. Set QUILLSPACE"
        ):
            ports.check(settings)


def test_a_port_used_twice_is_reported(settings):
    with pytest.raises(OSError, match="is used twice, by QUILLSPACE_PORT and by QUILLSPACE_SITES_PORT"):
        ports.check(replace(settings, sites_port=settings.port))
