"""Compression of responses without long-lived secrets: the compressed length could leak them (BREACH)."""

import gzip

import brotli
from flask import Response, request

BROTLI_LEVEL = 4
GZIP_LEVEL = 5
MIN_COMPRESSED_BYTES = 1_000
"""Smaller responses fit into one packet anyway."""


def compress_response(answer: Response) -> Response:
    """Compress a response as the browser accepts it. Never use it for responses with an unmasked secret."""
    body = answer.get_data()
    accepted = request.accept_encodings
    answer.vary.add("Accept-Encoding")
    if len(body) < MIN_COMPRESSED_BYTES:
        return answer
    if accepted.quality("br") > 0:
        answer.set_data(brotli.compress(body, quality=BROTLI_LEVEL))
        answer.content_encoding = "br"
    elif accepted.quality("gzip") > 0:
        answer.set_data(gzip.compress(body, GZIP_LEVEL, mtime=0))
        answer.content_encoding = "gzip"
    return answer
