from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.web.template_context import until


@pytest.mark.parametrize(
    ("away", "words"),
    [
        ({"seconds": -90}, ""),
        ({"seconds": 20}, "in a moment"),
        ({"minutes": 1, "seconds": 20}, "in 1 minute"),
        ({"minutes": 59, "seconds": 20}, "in 59 minutes"),
        ({"hours": 1, "minutes": 30}, "in 1 hour"),
        ({"hours": 23, "minutes": 30}, "in 23 hours"),
        ({"days": 3, "seconds": 20}, "in 3 days"),
    ],
)
def test_a_time_in_the_future_is_described_in_words(app: Flask, away, words):
    with app.test_request_context():
        assert until(datetime.now(UTC) + timedelta(**away)) == words
