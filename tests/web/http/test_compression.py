"""Which responses are compressed."""

import gzip

import brotli
import pytest
from flask import Response

from app.web.http import compress_response

LONG = "It is a truth universally acknowledged. " * 100


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [("br, gzip", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("", None, bytes)],
)
def test_a_response_is_compressed_with_an_accepted_encoding(app, accepted, encoding, unpack):
    with app.test_request_context(headers={"Accept-Encoding": accepted}):
        response = compress_response(Response(LONG))

    assert response.content_encoding == encoding
    assert unpack(response.get_data()).decode() == LONG
    assert response.content_length == len(response.get_data())
    assert "Accept-Encoding" in response.vary


def test_a_short_response_is_not_compressed(app):
    with app.test_request_context(headers={"Accept-Encoding": "br"}):
        assert compress_response(Response("Saved")).content_encoding is None


def test_a_response_with_a_token_is_not_compressed(app):
    client = app.test_client()
    for path in ("/sign-in", "/session", "/sign-up"):
        response = client.get(path, headers={"Accept-Encoding": "br"})
        assert "Content-Encoding" not in response.headers
