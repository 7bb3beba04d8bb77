"""Every function that reads authors' or readers' text bit by bit, with the texts that are hardest for it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from uuid import UUID

from app.blueprints.conflicts import text_diff
from app.components.fields import Colour, Image, Link, RichText, SharedSection, Text, TextArea
from app.components.files import prioritise_first_image
from app.components.library.content.text.text import verse
from app.components.registry import BUILT_IN
from app.components.rendering import RenderContext
from app.components.text import clean_rich_text, is_known_clean, plain_paragraphs, resolve_page_links
from app.delivery import hostnames
from app.delivery.redirects import Rule, Rules, normalise_path
from app.errors import DomainError
from app.services.accounts import names, people
from app.services.domains import subdomains
from app.services.editing import conflict_resolution
from app.services.find_and_replace.search import MAX_HITS
from app.services.link_checks import places
from app.services.mail import plain_text
from app.services.pages import files, slugs
from app.services.redirects import csv_files, validation
from app.services.redirects.resolution import AddressBook
from app.services.seo import page_head, structured_data
from app.tree import codecs
from app.tree.model import id_factory
from app.tree.model.slot_address import parse_address
from app.tree.operations import build_replace
from app.tree.sync import diff_markup
from app.tree.sync.differences import Difference, Kind
from app.tree.text import Query, TextEdit, compare_words, find, limit_texts, links_in, text_in, words_of
from app.tree.text.rich_text import ParsedRichText, json_texts, strip_tags
from app.web.forms import Form, Input
from app.web.http import local_path
from tests.tree.support import block, page
from tests.work.growth import Shape

TAGS = [
    "<p>a</p>",
    "<br>",
    "<p><em>a</em> b</p>",
    '<a href="/x">a</a>',
    "<ul><li>a</li></ul>",
    "<p>",
    "</p>",
    "<a ",
    "<",
]
HARD_TAGS = [
    "<ul><li>a",
    "<b><i></b>",
    '<a href="/x">',
    "<!--",
    "<style>",
    '<a "',
    "</td> ",
    "<td>",
    "<pre>",
    "a://b.",
    "https://a.co/",
    "&nbsp;",
]
PAGE_LINKS = [f'<a href="page:{UUID(int=0)}">', f'<p><a href="page:{UUID(int=0)}">a</a></p>', "<a>", "<p>"]
MARKUP = [*TAGS, *HARD_TAGS]
WORDS = [
    "a",
    "a ",
    "a. ",
    " ",
    "\n",
    " \n",
    "a b ",
    "é",
    "ﬁ",
    "a\u0301",
    "\u0301",
    "…",
    "&",
    "&amp;",
    '"',
    "\\",
    "\\n",
]
NAMES = ["a", "a.", "a-", "a/", "/", "-", ".", "A", "a@", " ", "%41", "/*", "é", "http://", "[", "?", "page:"]
"""Texts are repetitions of these."""
BOOK = AddressBook({"home": "/home"}, {}, frozenset(), Rules())
RULES = Rules(
    {"/a/*": Rule("moved", target="/b/*"), "/b/a/*": Rule("moved", target="/c"), "/*": Rule("gone")},
    [("/a", "p")],
)
FORM = type("Anything", (Form,), {"text": Input(label="Text", max_length=10**7)})


@dataclass(frozen=True)
class Step:
    """A function of one text, the size of the largest text that it is given, and what hard texts repeat."""

    name: str
    run: Callable[[str], object]
    units: Sequence[str]
    size: int = 200_000

    def shapes(self, units: Sequence[str]) -> list[Shape]:
        """Return the hard texts that repeat these."""
        return [*(Shape(repr(unit), partial(repeated, unit)) for unit in units), Shape("lines", lines)]

    def try_on(self, text: str) -> None:
        """Run the function; it may refuse the text."""
        with suppress(DomainError, ValueError):
            self.run(text)


def repeated(unit: str, size: int) -> str:
    """Return as many characters of a text that repeats this."""
    return (unit * (size // len(unit) + 1))[:size]


def lines(size: int) -> str:
    """Return lines of which each names the next, with at most as many characters."""
    return "".join(f"/{number},/{number + 1}\n" for number in range(size // 12))


def lines_of_redirects(text: str) -> object:
    """Validate a file of redirects, and follow every one."""
    return csv_files._validated(list(csv_files._lines(text)), BOOK)


def replace_everywhere(text: str) -> str:
    """Replace every word of a rich text."""
    parsed = ParsedRichText(text)
    return parsed.replaced([TextEdit(start, end, "longer") for start, end in Query("a").spans(parsed.text)])


def search(text: str) -> list[object]:
    """Find a word in all texts of a page, and describe the first hits, as the search of a site does."""
    tree = page(
        block("Text", "one", body=text), block("Quote", "two", text=text), block("Unknown", "three", a=[text])
    )
    hits = [hit for hit, _number in zip(find(tree, Query("a"), BUILT_IN), range(MAX_HITS), strict=False)]
    return [(hit.before, hit.after) for hit in hits]


def replace_on_page(text: str) -> object:
    """Replace the words that a search has listed."""
    items = [{"text": part} for part in text.split("\n")[:100]]
    tree = page(block("Text", "one", body=text), block("Unknown", "two", items=items))
    query = Query("a")
    chosen = {hit.place for hit in islice(find(tree, query, BUILT_IN), MAX_HITS)}
    return build_replace(tree, query, "longer", chosen, BUILT_IN)


def mark(text: str) -> object:
    """Mark the differences between two renderings."""
    before, after = (
        f'<div data-block-id="one"><p>{each}</p></div>' for each in (text, text.replace("a", "b", 1) + "c")
    )
    return diff_markup.mark_differences(before, after, [Difference(Kind.CHANGED, "one", "Text")])


def read_page(text: str) -> object:
    """Read a page whose values are this text, and list what it contains."""
    content = [block("Text", "one", body=text), block("Button", "two", label=text, link={"url": text})]
    tree = limit_texts(codecs.load_puck({"root": {}, "content": content}, BUILT_IN), BUILT_IN)
    return list(links_in(tree, BUILT_IN)), text_in(tree, BUILT_IN)


STEPS = [
    Step("clean a rich text", RichText(label="Text").clean, MARKUP),
    Step("limit a rich text", RichText(label="Text").limited, MARKUP),
    Step(
        "list links",
        lambda text: list(RichText(label="Text").links(f"{text} href=", "")),
        [*MARKUP, '<a href="">'],
    ),
    Step("render a rich text", RenderContext(registry=BUILT_IN).rich, [*MARKUP, '<a href="page:', "<h1>"]),
    Step(
        "resolve links to pages",
        lambda text: resolve_page_links(clean_rich_text(text), str, marked=True),
        PAGE_LINKS,
    ),
    Step("recognise clean HTML", is_known_clean, MARKUP),
    Step("render verse", lambda text: verse(clean_rich_text(text)), MARKUP),
    Step("make plain paragraphs", plain_paragraphs, MARKUP),
    Step("clean a line", Text(label="Text", max_length=10**6, pattern="[a-z0-9-]*").clean, WORDS),
    Step("clean lines", TextArea(label="Text").clean, WORDS),
    Step("clean a link", lambda text: Link().clean({"url": text, "page": text}), NAMES),
    Step("show a link", lambda text: Link().shown({"url": text}), NAMES),
    Step(
        "clean a picture", lambda text: Image().clean({"src": text, "alt": text, "decorative": False}), NAMES
    ),
    Step(
        "show a picture",
        lambda text: Image().shown({"src": f"/{text}", "alt": text, "decorative": False}),
        NAMES,
    ),
    Step("clean a section", SharedSection().clean, NAMES),
    Step("clean a colour", Colour().clean, NAMES),
    Step(
        "compare rich texts",
        lambda text: text_diff.side_by_side(text, text[1:] + "b c", is_html=True),
        MARKUP,
    ),
    Step(
        "compare plain texts",
        lambda text: text_diff.side_by_side(text, text[1:] + " c", is_html=False),
        WORDS,
    ),
    Step("count words", lambda text: words_of(text, is_html=True), [*MARKUP, *WORDS]),
    Step(
        "compare words", lambda text: compare_words(text.split(), text.replace("a", "b").split() * 2), WORDS
    ),
    Step(
        "compare words that recur",
        lambda text: compare_words(text.split(), ("c " + text).split()[::2]),
        ["a ", "a b "],
    ),
    Step(
        "compare a thousand words",
        lambda text: compare_words(text.split(), ("b " + text).split()),
        ["a ", "a b "],
        size=8_000,
    ),
    Step("mark differences", mark, [*MARKUP, *WORDS]),
    Step("replace words", replace_everywhere, [*MARKUP, *WORDS]),
    Step("replace words on a page", replace_on_page, [*MARKUP, *WORDS, "a A "]),
    Step("search a page", search, [*MARKUP, *WORDS]),
    Step("search with a long query", lambda text: Query(text[:200], whole_words=True).spans(text), WORDS),
    Step("make a literal of a query", lambda text: Query(text[:200]).longest_literal, WORDS),
    Step("prefilter HTML", strip_tags, MARKUP),
    Step("prefilter JSON", lambda text: list(json_texts(text)), [*MARKUP, *WORDS]),
    Step("read a page", read_page, MARKUP),
    Step("choose between texts", conflict_resolution._in_paragraphs, [*MARKUP, "\n\n"]),
    Step("make an id", lambda text: id_factory(UUID(int=1))(text, text), NAMES),
    Step("read a place", parse_address, [*NAMES, ":"]),
    Step("describe a page", lambda text: page_head.page_description("", clean_rich_text(text)), MARKUP),
    Step("find a page's picture", lambda text: page_head._first_picture(clean_rich_text(text)), MARKUP),
    Step(
        "load a page's first picture first",
        lambda text: prioritise_first_image(clean_rich_text(text)),
        MARKUP,
    ),
    Step(
        "describe a book",
        lambda text: structured_data._book({"title": "", "blurb": text}, {"title", "blurb"}),
        MARKUP,
    ),
    Step("title a page from a file", lambda text: files._title_of({"root": {"title": text}}), WORDS),
    Step("clean a path", slugs.clean_slug, NAMES),
    Step("suggest a subdomain", subdomains.clean_subdomain, NAMES),
    Step("clean an address of mail", people.clean_email, NAMES),
    Step("clean a name", names.clean_name, [*NAMES, *WORDS]),
    Step("put a text into a mail", plain_text.plain, [*NAMES, *WORDS]),
    Step("recognise a hostname", hostnames.canonical, NAMES),
    Step("take a host from a link", places.host_of, NAMES),
    Step("clean the start of a redirect", lambda text: validation.clean_from(text, BOOK), NAMES),
    Step("clean the target of a redirect", lambda text: validation.clean_rule("moved", text, BOOK), NAMES),
    Step(
        "follow redirects",
        lambda text: RULES.resolve(normalise_path(text), {}, set().__contains__),
        NAMES,
        size=16_000,
    ),
    Step(
        "import redirects",
        lines_of_redirects,
        [*NAMES, "a,b\n", "/a/*,/a/a/*\n", '"', '"",', ",", "\n"],
        size=2_000_000,
    ),
    Step("read a form", lambda text: FORM.read({"text": text}), WORDS, size=2_000_000),
    Step("return to a page", local_path, NAMES),
]
