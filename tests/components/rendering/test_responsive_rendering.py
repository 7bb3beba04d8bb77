"""Rendering values that differ between screen sizes: classes, and their CSS rules."""

import re
from pathlib import Path

import html5lib
import pytest

from app.components.files import LIBRARY as FOLDER
from app.components.library.content.button.button import Button
from app.components.library.content.heading.heading import Heading
from app.components.library.layout.columns.columns import Columns
from app.components.library.sections.section.section import Section
from app.components.registry import BUILT_IN, LIBRARY
from app.components.rendering import Mode, RenderContext, render_component
from app.components.rendering.size_variants import variant_rules
from app.components.sizes import PHONE_BELOW, TABLET_BELOW, Size

PHONE = frozenset({Size.PHONE})
SIZED = [
    pytest.param(component, name, id=f"{component.__name__}.{name}")
    for component in LIBRARY
    for name in component.responsive_fields
]
every_sized_field = pytest.mark.parametrize(("component", "name"), SIZED)
every_component = pytest.mark.parametrize("component", LIBRARY, ids=lambda each: each.__name__)
STYLE_SHEETS = [*FOLDER.rglob("*.css"), *Path("gallery").rglob("style.css")]


def render(component, props, *, mode=Mode.PUBLISH, template_css=""):
    context = RenderContext(
        registry=BUILT_IN, mode=mode, assets={"tree.svg": "/tree.svg"}, template_css=lambda: template_css
    )
    html = render_component(
        component, block_id="b", props=props, children=lambda slot: f"<p>{slot}</p>", context=context
    )
    return html, list(context.styles.values())


def root(html):
    (element,) = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return element


def test_different_values_have_classes_with_size_suffixes():
    html, rules = render(Heading, {"text": "Hi", "align": {"desktop": "left", "phone": "center"}})

    assert html == '<h2 class="c-heading c-heading--large c-heading--left@dt c-heading--center@p" >Hi</h2>'
    assert rules == [r"@media (width<640px){.c-heading--center\@p{text-align:center}}"]


def test_three_different_values_become_three_classes():
    html, rules = render(
        Heading, {"text": "Hi", "size": {"desktop": "large", "tablet": "medium", "phone": "small"}}
    )

    assert (
        'class="c-heading c-heading--large@d c-heading--left c-heading--medium@t c-heading--small@p"' in html
    )
    assert rules == [
        r"@media (640px<=width<1024px){.c-heading--medium\@t{font-size:var(--size-4)}}",
        r"@media (width<640px){.c-heading--small\@p{font-size:var(--size-3)}}",
    ]


def test_sizes_with_the_same_values_share_their_rules():
    html, rules = render(
        Heading, {"text": "Hi", "align": {"desktop": "center", "tablet": "left", "phone": "center"}}
    )

    assert "c-heading--center@dp c-heading--left@t" in html
    assert rules == [r"@media (width<640px),(width>=1024px){.c-heading--center\@dp{text-align:center}}"]


def test_rules_of_the_template_apply_to_values_for_phones_too():
    css = """
    .t .c-heading--large.c-heading--center::after { content: url(asset:tree.svg); }
    .t { & .c-heading--center { color: red; } }
    @media print { .t :is(.c-heading--center, .c-quote--display) > b { color: blue; } .x { y: z; } }
    .t .c-heading:not(.c-heading--center) { color: green; }
    """

    _html, rules = render(Heading, {"align": {"desktop": "left", "phone": "center"}}, template_css=css)

    assert rules == [
        r"@media (width<640px){.t .c-heading--large.c-heading--center\@p:after{content:url(/tree.svg)}}",
        r"@media (width<640px){.t{& .c-heading--center\@p{color:red}}}",
        r"@media (width<640px){@media print{.t .c-heading--center\@p>b{color:#00f}}}",
        r"@media (width<640px){.c-heading--center\@p{text-align:center}}",
    ]


def test_a_template_cannot_close_the_style_element():
    css = '.c-heading--center::after { content: "</style><script>"; } .c-heading--center { a: b</style>; }'

    _html, rules = render(Heading, {"align": {"desktop": "left", "phone": "center"}}, template_css=css)

    assert rules
    assert not any("</" in rule for rule in rules)


def test_css_declarations_of_a_block_may_differ_too():
    class Padded(Section):
        """A section whose padding is a number."""

        pad = Columns.fields["gap"].__class__(options=((1, "One"), (2, "Two")), responsive=True)

        @classmethod
        def style(cls, props):
            return {"--pad": f"{props['pad']}rem"}

        @classmethod
        def template_name(cls):
            return "sections/section/section.html"

        @classmethod
        def css(cls):
            return ""

    _plain, (rule,) = render(Padded, {"pad": 2})
    html, rules = render(Padded, {"pad": {"desktop": 1, "phone": 2}})

    assert re.fullmatch(r"\.b-\w{8}\{--pad:2rem\}", rule)
    name = rule[1:11]
    assert f"{name}@p" in html
    assert f"@media (width<640px){{.{name}\\@p{{--pad:2rem}}}}" in rules


@every_component
def test_a_hidden_block_has_a_class_for_each_size_and_is_otherwise_unchanged(component):
    plain, plain_rules = render(component, component.example())
    hidden, rules = render(component, {**component.example(), "show_on": {"tablet": False, "phone": False}})

    assert hidden.replace(" c-hidden@t c-hidden@p", "", 1) == plain
    hiding = [rule for rule in rules if "display:none!important" in rule]
    assert hiding == [
        r"@media (640px<=width<1024px){.c-hidden\@t:not([data-block-id]){display:none!important}}",
        r"@media (width<640px){.c-hidden\@p:not([data-block-id]){display:none!important}}",
    ]
    assert [rule for rule in rules if "c-hidden" not in rule] == plain_rules


def test_the_canvas_marks_a_hidden_block_with_the_same_class():
    canvas, _rules = render(Heading, {"show_on": {"phone": False}}, mode=Mode.CANVAS)
    published, _rules = render(Heading, {"show_on": {"phone": False}})

    assert root(canvas).get("class") == root(published).get("class")


@every_component
def test_a_plain_value_adds_no_classes_or_rules_for_sizes(component):
    html, rules = render(component, component.example())

    assert "@" not in root(html).get("class")
    assert not any("@media" in rule for rule in rules)


@every_sized_field
def test_a_choice_changes_only_the_roots_classes(component, name):
    shapes = set()
    for value, _label in component.fields[name].options:
        element = root(render(component, {**component.example(), name: value})[0])
        element.set("class", "")
        shapes.add(html5lib.serialize(element))

    assert len(shapes) == 1


@every_sized_field
def test_the_same_value_at_all_sizes_is_a_plain_value(component, name):
    for value, _label in component.fields[name].options:
        same = {size.value: value for size in Size}
        assert render(component, {name: same}) == render(component, {name: value})


@every_sized_field
def test_no_style_sheet_negates_a_choice(component, name):
    """`:not(.c-text--center)` would still match text that is centred only on phones."""
    names = {
        one
        for value, _label in component.fields[name].options
        for one in root(render(component, {name: value})[0]).get("class").split()
        if "--" in one
    }
    for sheet in STYLE_SHEETS:
        for negated in re.findall(r":not\(((?:[^()]|\([^()]*\))*)\)", sheet.read_text()):
            chosen = set(re.findall(r"\.([\w-]+)", negated)) & names
            assert not chosen & varied(component, name), (sheet, negated)


def varied(component, name):
    """Return the classes that depend on the value of a field."""
    lists = [
        set(root(render(component, {name: value})[0]).get("class").split())
        for value, _label in component.fields[name].options
    ]
    return set.union(*lists) - set.intersection(*lists)


def test_a_page_with_many_centred_headings_contains_their_rule_once():
    context = RenderContext(registry=BUILT_IN)
    for number in range(50):
        props = {"text": f"Chapter {number}", "align": {"desktop": "left", "phone": "center"}}
        render_component(
            Heading, block_id=str(number), props=props, children=lambda _slot: "", context=context
        )

    assert sum(map(len, context.styles.values())) == 62


@pytest.mark.parametrize(
    ("component", "props", "limit"),
    [
        (Button, {"align": {"desktop": "left", "phone": "center"}}, 70),
        (Columns, {"small": {"desktop": "one", "phone": "single"}}, 80),
        (Section, {"space": {"desktop": "large", "phone": "small"}}, 400),
        (Heading, {"show_on": {"phone": False}}, 700),
    ],
)
def test_a_difference_between_sizes_adds_few_bytes(component, props, limit):
    _html, rules = render(component, props)

    assert sum(map(len, rules)) <= limit


def test_css_of_the_canvas_uses_the_same_breakpoints():
    canvas = Path("app/static/css/canvas/canvas.css").read_text()
    widths = set(map(int, re.findall(r"(\d+)px", "".join(re.findall(r"@media \((.*width.*)\) \{", canvas)))))

    assert widths == {PHONE_BELOW, TABLET_BELOW}


def test_rules_of_other_classes_are_left_out():
    assert variant_rules(".c-heading--centered { a: b }", frozenset({"c-heading--center"}), PHONE) == ()
