"""Fuzzed templates: each renders a page or reports a clear error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.adapters.shells import render_shells
from app.adapters.shells.render import TemplateFailed

PIECES = st.sampled_from(
    [
        *("{{", "}}", "{%", "%}", "{#", "#}", "-%}", "{%-", "|", "(", ")", "[", "]", "{", "}", ".", ",", ":"),
        *(
            "if ",
            "else ",
            "endif ",
            "for x in y ",
            "endfor ",
            "set a = ",
            "block b ",
            "endblock ",
            "macro m() ",
        ),
        *(
            "endmacro ",
            "include 'shell.html' ",
            "extends 'x' ",
            "import 'x' as y ",
            "filter upper ",
            "endfilter ",
        ),
        *("raw ", "endraw ", "with a=1 ", "endwith ", "do ", "not ", "in ", "is defined ", "and ", "or "),
        *(
            "range(3)",
            "x",
            "y",
            "page",
            "menu",
            "loop",
            "self",
            "super()",
            "markdown",
            "asset_url('a')",
            "tojson",
        ),
        *(
            "1",
            "-1",
            "1e308",
            "0",
            "''",
            '"a"',
            "'{}'",
            "none",
            "true",
            "[1, 2]",
            "{'a': 1}",
            "\n",
            "é",
            "\0",
            "💥",
        ),
        *(" + ", " * ", " ** ", " / ", " // ", " % ", " ~ ", " == ", " < ", "99999999999999999999"),
    ]
)
SOURCES = st.one_of(
    st.lists(PIECES, max_size=25).map("".join),
    st.lists(PIECES, max_size=12).map(lambda parts: "{{ " + "".join(parts) + " }}"),
    st.text(max_size=60),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
WORDS = st.fixed_dictionaries({"page": VALUES, "menu": VALUES, "x": VALUES})


def outcome_of(source: str, context: dict) -> str:
    """Return the rendered page, or the error message."""
    try:
        page = render_shells("{{ head }}{{ blocks }}" + source, [context], assets={"a": "/a"})[0]
    except TemplateFailed as fault:
        return str(fault)
    return f"page: {page.fill(head='', blocks='')}"


def check(source: str, context: dict) -> None:
    words = outcome_of(source, context)
    assert words.startswith("page: ") or (len(words) < 700 and "Traceback" not in words)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SOURCES, WORDS)
def test_any_template_renders_a_page_or_reports_a_clear_error(source, context):
    check(source, context)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@settings(max_examples=200_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SOURCES, WORDS)
def test_two_hundred_thousand_templates_render_pages_or_report_clear_errors(source, context):
    check(source, context)
