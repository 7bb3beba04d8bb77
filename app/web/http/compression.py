"""Compresses responses that contain no long-lived secrets, which their compressed length could leak (BREACH)."""

import gzip

import brotli
from flask import Response, request

BROTLI_LEVEL = 4
GZIP_LEVEL = 5
MIN_COMPRESSED_BYTES = 1_000
"""Smaller responses fit into a single packet anyway."""


def compress_response(response: Response) -> Response:
    """Compress a response with an encoding that the browser accepts. It must not contain an unmasked secret."""
    body = response.get_data()
    accepted = request.accept_encodings
    response.vary.add("Accept-Encoding")
    if len(body) < MIN_COMPRESSED_BYTES:
        return response
    if accepted.quality("br") > 0:
        response.set_data(brotli.compress(body, quality=BROTLI_LEVEL))
        response.content_encoding = "br"
    elif accepted.quality("gzip") > 0:
        response.set_data(gzip.compress(body, GZIP_LEVEL, mtime=0))
        response.content_encoding = "gzip"
    return response
