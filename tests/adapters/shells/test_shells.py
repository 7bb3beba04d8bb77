"""Template shells: context, output, and error reports."""

from dataclasses import replace

import pytest

from app.adapters.child_pool import ChildPool
from app.adapters.shells import render as shells
from app.adapters.shells import render_shells
from app.adapters.shells.render import TemplateFailed
from app.errors import Invalid

SHELL = "<html><head>{{ head }}</head>\n<body>%s{{ blocks }}</body></html>"


def render(body: str, context: dict | None = None, *, assets: dict | None = None, **more: object) -> str:
    page = render_shells(SHELL % body, [context or {}], assets=assets or {}, **more)[0]
    return page.fill(head="", blocks="")


def test_blocks_and_head_are_inserted_by_the_parent_unchanged():
    page = render_shells(SHELL % "", [{}], assets={})[0]
    html = page.fill(head="<title>{{ x }}</title>", blocks="<p>{% raw %}&#x2f;</p>")
    assert html == "<html><head><title>{{ x }}</title></head>\n<body><p>{% raw %}&#x2f;</p></body></html>"


def test_many_pages_are_rendered_in_order():
    contexts = [{"page": {"title": f"Page {number}"}} for number in range(60)]
    pages = render_shells(SHELL % "{{ page.title }};", contexts, assets={})
    assert [page.between.split("<body>")[1] for page in pages] == [f"Page {number};" for number in range(60)]


def test_values_are_escaped_except_for_slashes():
    assert "<b>&lt;i&gt;/x&quot;&#x27;</b>" in render("<b>{{ x }}</b>", {"x": "<i>/x\"'"})


def test_markdown_gives_safe_html():
    text = "*Emma* <script>alert(1)</script> [here](javascript:alert(1)) [there](https://example.org)"
    html = render("{{ text|markdown }}", {"text": text})
    assert "<em>Emma</em>" in html
    assert 'href="https://example.org"' in html
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_asset_url_returns_the_url_and_records_the_use():
    assets = {"fonts/a.woff2": "/_assets/a.123.woff2", "b.svg": "/_assets/b.456.svg"}
    page = render_shells(SHELL % "{{ asset_url('b.svg') }}|{{ 'b.svg'|asset_url }}", [{}], assets=assets)[0]
    assert "/_assets/b.456.svg|/_assets/b.456.svg" in page.between
    assert page.assets == ("b.svg",)


def test_assets_are_recorded_per_page():
    source = SHELL % "{% if page.cover %}{{ asset_url(page.cover) }}{% endif %}"
    contexts = [{"page": {"cover": "a"}}, {"page": {}}, {"page": {"cover": "b"}}]
    pages = render_shells(source, contexts, assets={"a": "/a", "b": "/b"})
    assert [page.assets for page in pages] == [("a",), (), ("b",)]


def test_a_partial_can_be_included():
    html = render("{% include 'footer.html' %}", {"x": "bye"}, partials={"footer.html": "<i>{{ x }}</i>"})
    assert "<i>bye</i>" in html


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        ("\n\n{% if %}", 4, "unexpected"),
        ("\n{{ x|nosuchfilter }}", 3, "nosuchfilter"),
        ("\n{{ nosuch() }}", 3, "nosuch"),
        ("\n\n{{ a.b.c }}", 4, "undefined"),
        ("\n{{ asset_url('no.png') }}", 3, "no.png"),
        ("\n{% include 'other.html' %}", 3, "other.html"),
        ("\n{{ 1 / 0 }}", 3, "1 / 0"),
        ("{{ blocks }}", None, "shows it 2 times"),
    ],
)
def test_an_error_names_the_template_the_line_and_the_reason(body, line, reason):
    with pytest.raises(TemplateFailed) as fault:
        render(body)
    assert fault.value.template == "shell.html"
    assert fault.value.line == line
    assert reason in str(fault.value)
    if line:
        assert f"shell.html, line {line}" in str(fault.value)


def test_an_error_in_a_partial_names_the_partial():
    with pytest.raises(TemplateFailed, match=r"nav\.html, line 2"):
        render("{% include 'nav.html' %}", partials={"nav.html": "<nav>\n{{ x|nope }}"})


@pytest.mark.parametrize("source", ["{{ head }} only", "{{ blocks }} only", "none", "{{ blocks }}{{ head }}"])
def test_a_shell_that_lacks_a_placeholder_is_rejected(source):
    with pytest.raises(TemplateFailed, match="must"):
        render_shells(source, [{}], assets={})


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", float("nan"), float("inf")])
def test_a_context_accepts_only_json(value):
    with pytest.raises(Invalid):
        render_shells(SHELL % "", [{"x": value}], assets={})


def test_children_are_replaced_after_their_maximum_number_of_batches():
    pool = ChildPool(replace(shells.PROGRAM, max_batches=2))
    seen = set()
    for _ in range(4):
        with pool.child() as child:
            seen.add(child.process.pid)
            child.batches += 1
    pool.close()
    assert len(seen) == 2
