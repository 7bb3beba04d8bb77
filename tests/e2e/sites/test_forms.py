"""Forms that save, with and without scripts."""

from playwright.sync_api import Browser, expect

NEW_NAME = "Augusta Ada"


def test_with_scripts_a_form_sends_a_patch_and_focuses_the_invalid_field(running_quillspace, author):
    author.goto(f"{running_quillspace.url}/account")
    name = author.locator("#form-account [name=name]")
    before = name.input_value()
    name.fill("x" * 300)
    with author.expect_response(f"{running_quillspace.url}/account") as sent:
        author.locator("#form-account button").click()

    assert (sent.value.request.method, sent.value.status) == ("PATCH", 422)
    expect(name).to_be_focused()
    expect(name).to_have_value("x" * 300)

    name.fill(NEW_NAME)
    author.locator("#form-account button").click()
    author.get_by_text("Your name has been saved.").wait_for()
    name.fill(before)
    author.locator("#form-account button").click()
    author.get_by_text("Your name has been saved.").wait_for()
    expect(name).to_have_value(before)


def test_forms_save_and_delete_without_scripts(running_quillspace, browser: Browser, author):
    author.goto(f"{running_quillspace.url}/sites")
    site = author.locator('a[href^="/sites/"][href$="/pages"]').first.get_attribute("href").split("/")[2]
    links = f"{running_quillspace.url}/sites/{site}/redirects"
    context = browser.new_context(java_script_enabled=False, storage_state=author.context.storage_state())
    page = context.new_page()
    page.goto(links)
    page.fill("[name=from_path]", "/without-scripts")
    page.fill("[name=target]", "/")
    page.click("#form-redirect button[type=submit]")

    row = page.locator("li", has_text="/without-scripts")
    row.get_by_role("link", name="/without-scripts").click()
    page.fill("[name=from_path]", "/without-any-script")
    page.click("#form-redirect button[type=submit]")
    page.get_by_text("Saved. It takes effect within seconds.").wait_for()
    assert page.url == links

    row = page.locator("li", has_text="/without-any-script")
    row.get_by_role("button", name="Delete").click()
    row.get_by_role("button", name="Delete it").click()
    page.get_by_text("/without-any-script no longer redirects.").wait_for()
    assert page.url == links
    context.close()
