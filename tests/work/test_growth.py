"""The helper that measures growth: it accepts work in proportion to a text, and finds work that grows like a square."""

import pytest

from tests.work.growth import Shape, faults_in

SHAPES = [Shape("short", lambda _size: ""), Shape("letters", lambda size: "a" * size)]
SIZE = 8_000


def linear(text):
    for _letter in text * 1500:
        pass


def linear_and_log(text):
    sorted(hash((number, "")) for number in range(len(text) * 20))


def square(text):
    for start in range(len(text)):
        text.count("b", start)


def endless(text):
    while text:
        pass


@pytest.mark.parametrize("run", [linear, linear_and_log])
def test_work_in_proportion_to_a_text_passes(run):
    assert faults_in(run, SHAPES, size=SIZE, limit=20) == []


def test_work_like_a_square_is_found():
    ((name, fault),) = faults_in(square, SHAPES, size=8 * SIZE, limit=20)

    assert name == "letters"
    assert fault.startswith("for 16000, 32000 and 64000 characters: ")


def test_work_that_takes_too_long_is_ended_and_other_texts_are_still_measured():
    shapes = [SHAPES[1], *SHAPES, SHAPES[1]]

    assert faults_in(endless, shapes, size=SIZE, limit=0.1) == [("letters", "more than 0.1 seconds")] * 3


def test_a_function_that_raises_stops_the_measurement():
    with pytest.raises(RuntimeError):
        faults_in(lambda text: text[len(text)], SHAPES, size=SIZE, limit=1)
