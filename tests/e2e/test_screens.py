import re
from uuid import uuid4

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.axe import SCREENS, faults
from tests.e2e.desk import Desk, sign_in
from tests.pictures import encoded, photo
from tests.running import RunningQuillSpace
from tests.waiting import wait_for

PASSWORD = "quillspace-demo"
OF_STRANGERS = [
    "/",
    "/sign-up",
    "/sign-in",
    "/password",
    "/password/sent",
    "/password/made-up",
    "/confirmations/made-up",
    "/nowhere",
    "/dev/mail",
]
OF_AUTHORS = [
    "/sites",
    "/sites/new",
    "/sites/{site}/pages",
    "/sites/{site}/publications",
    "/sites/{site}/releases",
    "/sites/{site}/releases/new",
    "/sites/{site}/redirects",
    "/sites/{site}/redirects/imports",
    "/sites/{site}/links",
    "/sites/{site}/settings",
    "/sites/{site}/password",
    "/sites/{site}/search",
    "/sites/{site}/trash",
    "/pages/{page}/details",
    "/pages/{page}/deletions/new",
    "/pages/{page}/password",
    "/pages/{page}/search",
    "/account",
    "/account/sessions",
    "/account/activity",
]

pytestmark = pytest.mark.browser


@pytest.fixture(
    params=[pytest.param(each.values, marks=each.marks) for each in SCREENS],
    ids=[f"{width}-{scheme}" for width, scheme in (each.values for each in SCREENS)],
)
def window(request: pytest.FixtureRequest, browser: Browser):
    """A new browser window with this width and colour scheme; script errors and CSP violations fail the test."""
    width, scheme = request.param
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Security Policy" in message.text else None,
    )
    yield page
    context.close()
    assert complaints == []


def look_at(page: Page, url: str, paths: list[str]) -> dict[str, object]:
    """Return the accessibility faults of the pages that have any, by path."""
    found = {}
    for path in paths:
        page.goto(f"{url}{path}")
        page.evaluate("document.fonts.ready.then(() => null)")
        if found_here := faults(page):
            found[path] = found_here
    return found


def test_screens_for_visitors_are_accessible(running_quillspace: RunningQuillSpace, window: Page):
    assert look_at(window, running_quillspace.url, OF_STRANGERS) == {}


def test_screens_for_authors_are_accessible(running_quillspace: RunningQuillSpace, window: Page):
    url = running_quillspace.url
    sign_in(window, url, email="author@demo.test", password=PASSWORD)
    page_id = window.locator("a[data-edit-page]").first.get_attribute("data-edit-page")
    site_id = re.search(r"/sites/([0-9a-f-]{36})/pages", window.content())[1]
    paths = [path.format(site=site_id, page=page_id) for path in OF_AUTHORS]

    found = look_at(window, url, paths)
    window.goto(f"{url}/sites")
    window.locator("[popovertarget=person-menu]").click()
    found |= {"menu": faults(window)} if faults(window) else {}

    assert found == {}


def test_screens_for_newcomers_are_accessible(running_quillspace: RunningQuillSpace, window: Page):
    url, email = running_quillspace.url, f"anne-{uuid4().hex[:8]}@example.test"
    window.goto(f"{url}/sign-up")
    for name, value in {"name": "Anne Elliot", "email": email, "password": "kellynch hall in autumn"}.items():
        window.fill(f"[name={name}]", value)
    window.keyboard.press("Enter")
    window.wait_for_url("**/sites/new**")
    link = confirmation_link(window, url, email)

    found = look_at(window, url, ["/sites/new", "/account", link])
    window.context.clear_cookies()
    found |= look_at(window, url, [link])

    assert found == {}


def confirmation_link(page: Page, url: str, email: str) -> str:
    """Return the path of the link in the email to this address."""
    letters: list[str] = []

    def arrive() -> bool:
        rows = page.request.get(f"{url}/dev/mail").text().split('class="row"')
        letters[:] = [row for row in rows if f"to {email}" in row]
        return bool(letters)

    wait_for(arrive)
    letter = re.search(r'href="(/dev/mail/[^"]+)"', letters[0])[1]
    return re.search(r"/confirmations/[\w.-]+", page.request.get(f"{url}{letter}").text())[0]


def test_form_errors_are_accessible_and_the_first_gets_the_focus(
    running_quillspace: RunningQuillSpace, window: Page
):
    window.goto(f"{running_quillspace.url}/sign-up")
    window.fill("[name=name]", "Emily")
    window.fill("[name=password]", "short")

    window.locator("form button[type=submit]").click()
    window.locator(".field__error").first.wait_for()

    assert faults(window) == []
    assert window.locator("[name=name]").input_value() == "Emily"
    assert window.locator("[name=password]").input_value() == "short"
    assert window.evaluate("document.activeElement.name") == "email"
    assert window.locator(".field__error").count() == 2


def test_screens_for_staff_are_accessible(running_quillspace: RunningQuillSpace, browser: Browser):
    url = running_quillspace.url
    secret = re.search(r"\b[A-Z2-7]{32}\b", running_quillspace.words())[0]
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.goto(f"{url}/sign-in")
    page.fill("[name=email]", "support@demo.test")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code**")
    assert faults(page) == []
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    page.wait_for_url("**/support")
    page.fill("[name=q]", "author@demo")
    page.keyboard.press("Enter")
    page.get_by_text("Visit", exact=True).wait_for()
    assert faults(page) == []
    page.get_by_text("Visit", exact=True).click()
    page.fill("[name=reason]", "Their heading overlaps on a phone")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sites")

    assert faults(page) == []
    assert "Support visit:" in page.locator("#visit").inner_text()
    assert_nothing_can_be_changed(page)
    page.get_by_role("button", name="End visit").click()
    page.wait_for_url("**/support")
    page.context.close()


def assert_nothing_can_be_changed(page: Page) -> None:
    """Check that support staff cannot change the page with any gesture in the editor."""
    page.goto(page.locator("a[href$='/edit']").first.evaluate("link => link.href"))
    desk = Desk(page)
    desk.wait()
    before = desk.canvas.locator("[data-slot=root]").inner_text()
    desk.canvas.locator("h1").first.click()
    desk.canvas.locator("h1").first.dblclick()
    for keys in ("Enter", "x", "Delete", "Control+v", "Control+d", "Alt+ArrowDown", "Control+z"):
        page.keyboard.press(keys)

    assert desk.canvas.locator("[contenteditable], [data-editing]").count() == 0
    assert page.locator("[data-component]:enabled").count() == 0
    assert desk.canvas.locator("[data-slot=root]").inner_text() == before
    assert desk.canvas.locator("body").get_attribute("data-revision") is not None


def test_a_new_author_gets_to_the_editor_with_their_name_on_the_page(
    running_quillspace: RunningQuillSpace, page: Page
):
    url, mark = running_quillspace.url, uuid4().hex[:8]
    page.goto(url)
    page.get_by_role("main").get_by_role("link", name="Start your site").click()
    page.get_by_label("Your name").fill(f"Emily {mark}")
    page.get_by_label("Email").fill(f"{mark}@example.test")
    page.get_by_label("Password").fill("a quiet desk by the window")
    page.get_by_label("What you write").select_option("poetry")
    page.get_by_role("button", name="Choose a design").click()
    page.wait_for_url("**/sites/new**")

    assert page.locator("[name=template]:checked").get_attribute("value") == "stanza"
    assert page.locator("[name=subdomain]").input_value() == f"emily-{mark}"
    page.get_by_role("button", name="Create my site").click()
    page.wait_for_url("**/edit")

    canvas = page.frame_locator("[name=canvas]")
    canvas.get_by_text(f"Emily {mark}").first.wait_for()


def test_pages_are_moved_by_keyboard_and_keep_the_focus(running_quillspace: RunningQuillSpace, page: Page):
    sign_in(page, running_quillspace.url, email="author@demo.test", password=PASSWORD)
    page.get_by_role("link", name="Pages for").first.click()
    page.wait_for_url("**/pages")
    names = page.locator(".row__name")
    before = names.all_inner_texts()

    page.locator(f"[aria-label='Move {before[1]} down']").focus()
    page.keyboard.press("Enter")
    page.locator(f".row.is-moved:has-text('{before[1]}')").wait_for()

    assert names.all_inner_texts()[1:3] == [before[2], before[1]]
    assert page.evaluate("document.activeElement.ariaLabel") == f"Move {before[1]} down"
    page.locator(f"[aria-label='Move {before[1]} up']").focus()
    page.keyboard.press("Enter")
    expect(names).to_have_text(before)


def test_a_picture_for_sharing_is_uploaded_and_shown_before_it_is_saved(
    running_quillspace: RunningQuillSpace, page: Page
):
    sign_in(page, running_quillspace.url, email="author@demo.test", password=PASSWORD)
    page_id = page.locator("a[data-edit-page]").first.get_attribute("data-edit-page")
    page.goto(f"{running_quillspace.url}/pages/{page_id}/search")
    file = {"name": "Wide.jpg", "mimeType": "image/jpeg", "buffer": encoded(photo(600, 315))}

    page.locator("[data-picture-upload]").set_input_files({**file, "buffer": b"no picture"})
    page.get_by_text("This isn’t a picture we can read").wait_for()
    page.locator("[data-picture-upload]").set_input_files(file)

    page.get_by_text("Uploaded and selected.").wait_for()
    page.locator(".searched__picture[src^='/assets/']").wait_for()
    chosen = page.locator("[name=image]:checked").get_attribute("value")
    assert chosen.startswith("asset:")
    assert page.evaluate("document.activeElement.value") == chosen
    assert faults(page) == []
