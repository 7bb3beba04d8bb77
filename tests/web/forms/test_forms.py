from dataclasses import dataclass

import pytest

from app.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from app.web.forms import Form, Input


@dataclass
class Letter(Form):
    to = Input(label="To", max_length=10)
    text = Input(label="Text", kind="textarea", required=False, max_length=20)
    paper = Input(label="Paper", kind="select", options=(("laid", "Laid"), ("wove", "Wove")), required=False)
    secret = Input(label="Secret", kind="password", required=False)


def test_valid_values_are_stripped():
    form = Letter.read({"to": "  Cassandra ", "text": "Dear\r\nsister"})

    assert form.is_valid
    assert form["to"] == "Cassandra"


def test_a_missing_value_gets_an_error_message():
    form = Letter.read({})

    assert form.errors == {"to": "Please fill this in."}


def test_a_value_that_is_too_long_gets_an_error_message_and_is_kept():
    form = Letter.read({"to": "x" * 2_000_000})

    assert "2,000,000" in form.errors["to"]
    assert form["to"] == "x" * 2_000_000


def test_an_invalid_choice_gets_an_error_message():
    form = Letter.read({"to": "Jane", "paper": "vellum"})

    assert form.errors == {"paper": "Please choose one of these."}


@pytest.mark.parametrize("char", ["\0", "\x1b", "\ud800", "\x07"])
def test_a_character_that_cannot_be_stored_gets_an_error_message(char):
    form = Letter.read({"to": f"a{char}b"})

    assert "can’t be saved" in form.errors["to"]


def test_space_in_a_password_is_kept():
    form = Letter.read({"to": "x", "secret": " two words "})

    assert form["secret"] == " two words "


def test_a_domain_error_is_shown_beside_its_input():
    form = Letter.read({"to": "Jane"})

    with form.catch_errors():
        raise Conflict("Taken.", field="to")

    assert form.errors == {"to": "Taken."}
    assert not form.is_valid


def test_a_domain_error_without_an_input_is_shown_above_the_form():
    form = Letter.read({"to": "Jane"})

    with form.catch_errors():
        raise TooMany("Wait.", retry_after=3)

    assert form.message == "Wait."
    assert form.status == 429


@pytest.mark.parametrize("error", [NotFound, Forbidden, ValueError])
def test_other_errors_propagate(error):
    form = Letter.read({"to": "Jane"})

    with pytest.raises(error), form.catch_errors():
        raise error


def test_errors_about_an_input_use_no_technical_terms():
    with pytest.raises(Invalid) as refused:
        Input(label="x", max_length=1).clean("abc")

    assert "invalid" not in str(refused.value).lower()
