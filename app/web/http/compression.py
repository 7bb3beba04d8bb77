"""Packed answers, for those that hold no secret that stays: beside chosen words its length would give it away."""

import gzip

import brotli
from flask import Response, request

BROTLI_LEVEL = 4
GZIP_LEVEL = 5
MIN_COMPRESSED_BYTES = 1_000
"""Bytes; what is smaller fits into one packet anyway."""


def compress_response(answer: Response) -> Response:
    """The same answer, packed as the browser accepts it. Never for answers with a secret that is the same twice."""
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
