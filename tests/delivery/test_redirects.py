"""Whatever pages do and authors say: never two steps, never a circle, and no page that readers knew is lost."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.delivery.redirects import Rule, Rules, normalise_path

PAGES = ["p1", "p2", "p3"]
PATHS = [f"/{name}" for name in "abcdef"]
PLACES = st.dictionaries(st.sampled_from(PAGES), st.sampled_from(PATHS)).filter(
    lambda pages: len(set(pages.values())) == len(pages)
)
RULES = (
    st.builds(
        Rule,
        st.sampled_from(["moved", "temporary"]),
        st.just(""),
        st.sampled_from([*PATHS, "https://x.example/"]),
    )
    | st.builds(Rule, st.just("moved"), st.sampled_from(PAGES))
    | st.just(Rule("gone"))
)
REDIRECTS = st.dictionaries(st.sampled_from([*PATHS, "/a/*", "/*"]), RULES, max_size=6)


def published(history):
    """What was left by publications with these addresses, the newest first, and the pages of the last one."""
    left = {}
    for number, (before, now) in enumerate(pairwise(history)):
        for page, path in before.items():
            if now.get(page) != path:
                left[path, page] = number
    return sorted(left, key=left.get, reverse=True), history[-1]


@given(st.lists(PLACES, min_size=1, max_size=7), REDIRECTS)
@settings(max_examples=400)
def test_every_path_ends_at_once_where_something_is_or_nowhere(history, redirects):
    left, pages = published(history)
    shown = set(pages.values())
    rules = Rules(redirects, left)
    for path in [*PATHS, "/a/b"]:
        if path in shown:
            continue
        end = rules.resolve(path, pages, shown.__contains__)
        assert end.status in {301, 302, 404, 410}
        if end.status in {301, 302}:
            assert end.target in shown or end.target.startswith("https://x.example/")


@given(st.lists(PLACES, min_size=1, max_size=7))
@settings(max_examples=400)
def test_every_address_that_a_living_page_had_leads_to_it_in_one_step(history):
    left, pages = published(history)
    shown = set(pages.values())
    for number, places in enumerate(history):
        for page, path in places.items():
            taken_since = any(
                path in later.values() and later.get(page) != path for later in history[number:]
            )
            if page in pages and path not in shown and not taken_since:
                end = Rules({}, left).resolve(path, pages, shown.__contains__)
                assert (end.status, end.target) == (301, pages[page])


@given(st.lists(PLACES, min_size=1, max_size=7), REDIRECTS)
def test_what_an_edge_keeps_on_disk_says_the_same(history, redirects):
    rules = Rules(redirects, tuple(published(history)[0]))
    assert Rules.from_json(rules.to_json()) == rules


def test_the_addresses_of_a_page_that_is_gone_lead_where_its_last_one_leads():
    rules = Rules({"/b": Rule("moved", page="p2")}, [("/b", "p1"), ("/a", "p1")])
    assert rules.resolve("/a", {"p2": "/c"}, {"/c"}.__contains__).target == "/c"


def test_a_folder_that_grows_into_itself_is_a_circle():
    rules = Rules({"/a/*": Rule("moved", target="/a/b/*")})
    assert rules.resolve("/a/x", {}, set().__contains__).is_circle


def test_other_spellings_are_one():
    assert {normalise_path(path) for path in ("/a", "/a/", "/a.html", "/a/index.html")} == {"/a"}
    assert normalise_path("/") == normalise_path("/index.html") == "/"
