"""Redirects for any history of pages and rules: one step, no loops, and published paths keep working."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.delivery.redirects import Rule, Rules, normalise_path
from tests.scale import runs

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
    """Return the former paths after these publications, newest first, and the pages of the last publication."""
    former = {}
    for number, (before, now) in enumerate(pairwise(history)):
        for page, path in before.items():
            if now.get(page) != path:
                former[path, page] = number
    return sorted(former, key=former.get, reverse=True), history[-1]


@given(st.lists(PLACES, min_size=1, max_size=7), REDIRECTS)
@settings(max_examples=runs(80, soak=2000))
def test_every_path_resolves_in_one_step_to_content_or_to_nothing(history, redirects):
    former, pages = published(history)
    shown = set(pages.values())
    rules = Rules(redirects, former)
    for path in [*PATHS, "/a/b"]:
        if path in shown:
            continue
        end = rules.resolve(path, pages, shown.__contains__)
        assert end.status in {301, 302, 404, 410}
        if end.status in {301, 302}:
            assert end.target in shown or end.target.startswith("https://x.example/")


@given(st.lists(PLACES, min_size=1, max_size=7))
@settings(max_examples=runs(80, soak=2000))
def test_every_former_path_of_a_page_redirects_to_it_in_one_step(history):
    former, pages = published(history)
    shown = set(pages.values())
    for number, places in enumerate(history):
        for page, path in places.items():
            taken_since = any(
                path in later.values() and later.get(page) != path for later in history[number:]
            )
            if page in pages and path not in shown and not taken_since:
                end = Rules({}, former).resolve(path, pages, shown.__contains__)
                assert (end.status, end.target) == (301, pages[page])


@given(st.lists(PLACES, min_size=1, max_size=7), REDIRECTS)
def test_redirects_survive_serialisation(history, redirects):
    rules = Rules(redirects, tuple(published(history)[0]))
    assert Rules.from_json(rules.to_json()) == rules


def test_former_paths_of_a_deleted_page_share_its_redirect():
    rules = Rules({"/b": Rule("moved", page="p2")}, [("/b", "p1"), ("/a", "p1")])
    assert rules.resolve("/a", {"p2": "/c"}, {"/c"}.__contains__).target == "/c"


def test_a_folder_redirect_into_itself_is_a_loop():
    rules = Rules({"/a/*": Rule("moved", target="/a/b/*")})
    assert rules.resolve("/a/x", {}, set().__contains__).is_circle


def test_equivalent_paths_are_normalised():
    assert {normalise_path(path) for path in ("/a", "/a/", "/a.html", "/a/index.html")} == {"/a"}
    assert normalise_path("/") == normalise_path("/index.html") == "/"


def test_a_folder_redirect_applies_to_paths_of_any_depth():
    rules = Rules({"/a/b/*": Rule("moved", target="/c/*"), "/*": Rule("moved", target="https://x.example/*")})
    nothing = set().__contains__

    assert (
        rules.resolve(f"/a/b{'/d' * 5_000}", {}, {f"/c{'/d' * 5_000}"}.__contains__).target
        == f"/c{'/d' * 5_000}"
    )
    assert rules.resolve("/a/b", {}, {"/c"}.__contains__).target == "/c"
    assert rules.resolve("/a", {}, nothing).target == "https://x.example/a"
    assert rules.resolve("/", {}, nothing).target == "https://x.example/"
