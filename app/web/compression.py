"""Packed answers, for those that hold no secret: a packed secret beside chosen words can be guessed by its length."""

import gzip

import brotli
from flask import Response, request

BROTLI_LEVEL = 4
GZIP_LEVEL = 5
WORTH_IT = 1_000
"""Bytes; what is smaller fits into one packet anyway."""


def packed(answer: Response) -> Response:
    """The same answer, packed as the browser accepts it. Never for answers that carry a token."""
    body = answer.get_data()
    accepted = request.accept_encodings
    answer.vary.add("Accept-Encoding")
    if len(body) < WORTH_IT:
        return answer
    if accepted.quality("br") > 0:
        answer.set_data(brotli.compress(body, quality=BROTLI_LEVEL))
        answer.content_encoding = "br"
    elif accepted.quality("gzip") > 0:
        answer.set_data(gzip.compress(body, GZIP_LEVEL, mtime=0))
        answer.content_encoding = "gzip"
    return answer
