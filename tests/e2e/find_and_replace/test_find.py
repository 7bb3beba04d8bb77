"""Finding and replacing words, on a page and throughout the site."""

import time
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from tests.axe import SCREENS, faults, look
from tests.e2e.conftest import PASSWORD
from tests.e2e.desk import Desk, sign_in
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser


def write(desk: Desk, *texts: str) -> None:
    """Add a heading for each text."""
    for text in texts:
        desk.entry("Heading").click()
        desk.saved()
        desk.page.locator("form[data-inspector] [name=text]").fill(text)
        desk.saved()


def look_for(desk: Desk, query: str, *, key: str = "Control+f") -> None:
    desk.page.keyboard.press(key)
    expect(desk.page.locator("#find [name=q]")).to_be_focused()
    desk.page.keyboard.insert_text(query)


def count(desk: Desk, text: str) -> None:
    expect(desk.page.locator("[data-find-count]")).to_have_text(text)


def marked(desk: Desk, words: list[str], name: str = "found") -> None:
    """Wait until these words are highlighted; highlights follow the page with a delay."""
    reading = "name => [...CSS.highlights.get(name) ?? []].map(String).sort()"
    deadline = time.monotonic() + 5
    while (found := desk.canvas.evaluate(reading, name)) != words:
        assert time.monotonic() < deadline, found
        desk.page.wait_for_timeout(20)


def texts(desk: Desk) -> list[str]:
    return [text.strip() for text in desk.canvas.locator("[data-block-type=Heading]").all_text_contents()]


def word() -> str:
    """Return a unique word."""
    return f"z{uuid4().hex[:8]}"


def test_matches_are_found_while_typing_and_highlighted_on_the_page(desk: Desk):
    write(desk, "Emma Woodhouse", "Nobody", "Dear Émma, dear EMMA")
    desk.press("Escape")

    look_for(desk, "emma")
    count(desk, "3 matches")
    marked(desk, ["EMMA", "Emma", "Émma"])
    expect(desk.page.locator("#announcer")).to_have_text("3 matches")

    desk.page.keyboard.press("Enter")
    count(desk, "1 of 3 matches")
    marked(desk, ["Emma"], "found-now")
    expect(desk.block("[data-selected]")).to_have_text("Emma Woodhouse")
    expect(desk.page.locator("#find [name=q]")).to_be_focused()
    desk.page.keyboard.press("F3")
    desk.page.keyboard.press("Enter")
    marked(desk, ["EMMA"], "found-now")
    desk.page.keyboard.press("Enter")
    count(desk, "1 of 3 matches")
    desk.page.keyboard.press("Shift+Enter")
    count(desk, "3 of 3 matches")
    expect(desk.page.locator("#announcer")).to_contain_text("3 of 3 matches. Heading · Text")

    desk.page.locator("#find [name=match_case]").check()
    count(desk, "Not found")
    marked(desk, [])


def test_escape_closes_the_search_and_focuses_the_block(desk: Desk):
    write(desk, "Emma", "Anne")
    look_for(desk, "emma")
    count(desk, "1 match")
    desk.page.keyboard.press("Enter")

    desk.page.keyboard.press("Escape")

    expect(desk.page.locator("[data-panel-part=find]")).to_be_hidden()
    marked(desk, [])
    assert desk.canvas.evaluate("document.activeElement.textContent.trim()") == "Emma"
    desk.press("Alt+ArrowDown")
    assert texts(desk) == ["Anne", "Emma"]


def test_words_are_found_across_formatting(desk: Desk):
    desk.entry("Text").click()
    desk.saved()
    body = desk.page.locator("form[data-inspector] [contenteditable]")
    body.evaluate(
        "field => { field.innerHTML = '<p>Sense &amp; <em>Sensi</em>bility</p><p>Sense</p><p>Sensibility</p>';"
        " field.dispatchEvent(new InputEvent('input', {bubbles: true})) }"
    )
    desk.saved()

    look_for(desk, "sense & sensibility")

    count(desk, "1 match")
    marked(desk, ["Sense & Sensibility"])


def test_matches_are_updated_while_the_page_is_edited(desk: Desk):
    write(desk, "Emma")
    look_for(desk, "emma")
    count(desk, "1 match")

    desk.page.locator("form[data-inspector] [name=text]").fill("Emma and Emma")
    desk.saved()

    count(desk, "2 matches")
    marked(desk, ["Emma", "Emma"])


def test_chosen_matches_on_a_page_are_replaced_in_one_step(desk: Desk):
    write(desk, "Emma, by Emma", "emma")
    desk.press("Escape")
    look_for(desk, "emma", key="Control+h")
    desk.page.fill("#find [name=words]", "anne")
    desk.page.keyboard.press("Enter")

    offers = desk.page.locator("#findings .ed-offer")
    expect(offers).to_have_count(3)
    expect(desk.page.locator("[data-find=replace]")).to_have_text("Replace 3")
    offers.nth(1).click()
    expect(desk.page.locator("[data-find=replace]")).to_have_text("Replace 2")
    desk.page.locator("[data-find=replace]").click()
    desk.saved()

    assert texts(desk) == ["Anne, by Emma", "anne"]
    count(desk, "1 match")
    desk.page.evaluate("document.activeElement.blur()")
    desk.press("Control+z")
    assert texts(desk) == ["Emma, by Emma", "emma"]


def test_a_match_changed_since_the_preview_is_skipped_and_reported(desk: Desk):
    write(desk, "Emma", "Emma")
    look_for(desk, "emma", key="Control+h")
    desk.page.fill("#find [name=words]", "Anne")
    desk.page.locator("[data-find=preview]").click()
    expect(desk.page.locator("#findings .ed-offer")).to_have_count(2)
    first = desk.block("[data-block-type=Heading]").first.get_attribute("data-block-id")
    token = desk.page.locator("meta[name=csrf-token]").get_attribute("content")
    page = desk.page.locator("body").get_attribute("data-page")
    origin = desk.page.evaluate("location.origin")
    other = desk.page.request.patch(
        f"{origin}/pages/{page}/blocks/{first}",
        form={"text": "Emma, changed"},
        headers={"X-CSRF-Token": token, "Origin": origin},
    )
    assert other.ok

    desk.page.locator("[data-find=replace]").click()
    desk.saved()

    expect(desk.page.locator("#notices")).to_contain_text("1 match has changed in the meantime")
    assert sorted(texts(desk)) == ["Anne", "Emma, changed"]


def new_page(desk: Desk, title: str) -> str:
    """Create another page of the same site, with one new heading, and return the URL of its editor."""
    origin = desk.page.evaluate("location.origin")
    site = desk.page.locator("body").get_attribute("data-site")
    token = desk.page.locator("meta[name=csrf-token]").get_attribute("content")
    headers = {"X-CSRF-Token": token, "Origin": origin}
    desk.page.request.post(f"{origin}/sites/{site}/pages", form={"title": title}, headers=headers)
    listed = desk.page.request.get(f"{origin}/sites/{site}/matches?q={title}").text()
    page = listed.split('data-match="')[1][:36]
    desk.page.request.post(f"{origin}/pages/{page}/blocks", form={"component": "Heading"}, headers=headers)
    return f"{origin}/pages/{page}/edit"


def test_a_match_on_another_page_is_opened_and_the_search_continues_there(desk: Desk):
    mine, other = word(), word()
    address = new_page(desk, other)
    write(desk, f"{mine} {other}")

    look_for(desk, other, key="Control+Shift+f")
    count(desk, "2 matches on 2 pages")
    desk.page.locator("#find [name=q]").fill("a new heading")
    desk.page.locator(f".ed-matches__list[aria-label='{other}'] a[data-block^=Heading]").click()
    desk.page.wait_for_url(f"{address}*")
    desk.wait()

    expect(desk.block("[data-selected]")).to_have_text("A new heading")
    expect(desk.page.locator("#find [name=q]")).to_have_value("a new heading")
    expect(desk.page.locator("#find [name=where]:checked")).to_have_value("site")
    marked(desk, ["A new heading"], "found-now")
    assert "#" not in desk.page.url


def test_a_site_wide_replacement_is_made_and_undone_on_all_pages(desk: Desk):
    old, new = word(), word()
    address = new_page(desk, old)
    write(desk, f"One {old}", f"{old} two")
    desk.press("Escape")
    look_for(desk, old, key="Control+Shift+f")
    count(desk, "3 matches on 2 pages")
    desk.page.locator("#find summary").click()
    desk.page.fill("#find [name=words]", new)
    desk.page.locator("[data-find=preview]").click()
    expect(desk.page.locator("#findings h3", has_text="What would change")).to_be_focused()

    desk.page.locator("[data-find=replace]").click()

    expect(desk.page.locator("#findings")).to_contain_text("Replaced 3 matches on 2 pages.")
    desk.saved()
    expect(desk.block("[data-block-type=Heading]").first).to_have_text(f"One {new}")
    other = desk.page.context.new_page()
    other.goto(address)
    expect(other).to_have_title(f"{new} · Jane Austen · QuillSpace")
    other.close()

    desk.select("[data-block-type=Heading] >> nth=1")
    desk.page.locator("form[data-inspector] [name=text]").fill("Changed since")
    desk.saved()
    desk.page.get_by_role("button", name="Undo everywhere").click()

    expect(desk.page.locator("#findings")).to_contain_text("Undone on 2 pages.")
    expect(desk.page.locator("#findings")).to_contain_text(
        "1 passage has since changed, so it stays as it is."
    )
    expect(desk.block("[data-block-type=Heading]").first).to_have_text(f"One {old}")
    assert texts(desk) == [f"One {old}", "Changed since"]


def test_an_offline_search_shows_an_error_and_works_again_once_online(desk: Desk):
    write(desk, "Emma")
    look_for(desk, "emma")
    count(desk, "1 match")
    desk.page.context.set_offline(True)

    desk.page.locator("#find [name=q]").fill("emm")

    count(desk, "We can’t reach the server, so we can’t search right now.")
    desk.page.context.set_offline(False)
    desk.page.locator("#find [name=q]").fill("emma")
    count(desk, "1 match")


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_during_find_and_replace(
    running_quillspace: RunningQuillSpace, browser: Browser, width: int, scheme: str
):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    sign_in(page, running_quillspace.url, email="author@demo.test", password=PASSWORD)
    page.goto(page.locator("a[href$='/edit']").first.evaluate("link => link.href"))
    desk = Desk(page)
    desk.wait()
    findings = {}

    if width < 700:
        page.locator("[data-panel-button=more]:visible").click()
    page.locator("[data-panel-button=find]:visible").click()
    page.locator("#find [name=q]").fill("novel")
    page.locator("#findings a").first.wait_for()
    page.keyboard.press("Enter")
    findings["page"], findings["canvas"] = faults(page), look(desk.canvas)
    page.locator("#find [name=where][value=site]").check(force=True)
    page.locator("#findings h3").first.wait_for()
    findings["site"] = faults(page)
    page.locator("#find summary").click()
    page.fill("#find [name=words]", "")
    page.locator("[data-find=preview]").click()
    page.locator("#findings .ed-offer").first.wait_for()
    findings["preview"] = faults(page)
    page.fill("#find [name=q]", "nothing like this")
    count(desk, "Not found")
    page.locator("[data-find=preview]").click()
    page.locator("#findings .ed-hint").wait_for()
    findings["nothing"] = faults(page)

    assert {place: found for place, found in findings.items() if found} == {}
    context.close()
