import gzip
import re
from urllib.parse import urljoin

from flask.testing import FlaskClient

from app.components.registry import BUILT_IN
from app.components.rendering import Mode, RenderContext
from app.services import documents
from app.tenancy import tenant_scope
from app.tree.rendering import render_page
from tests.blueprints.editor_client import Editor
from tests.factories import People

EDITOR_ATTRIBUTES = re.compile(r'\s+data-(?:block-id|block-type|slot|field|label)="[^"]*"')


def tidy(html: str) -> str:
    return re.sub(r"\s+>", ">", html)


def main_of(html: str) -> str:
    return re.search(r"<main[^>]*>(.*)</main>", html, re.DOTALL)[1]


def test_the_screen_has_everything_an_author_needs(editor: Editor):
    screen = editor.client.get(f"{editor.url}/edit").text

    assert 'iframe name="canvas"' in screen
    assert all(f'data-component="{component.__name__}"' in screen for component in BUILT_IN.palette)
    assert 'role="status" data-save-state="saved"' in screen
    assert 'id="announcer" aria-live="polite"' in screen


def test_the_canvas_is_the_published_page_plus_attributes(editor: Editor, people: People):
    hero = editor.add("Hero")
    editor.add("Button", slot=f"{hero}:actions")
    editor.add("Columns")
    canvas = main_of(editor.canvas())

    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        tree = documents.tree_at(people.ada.page_id)
    published = render_page(tree, RenderContext(registry=BUILT_IN, mode=Mode.PUBLISH)).html

    assert tidy(EDITOR_ATTRIBUTES.sub("", canvas)) == tidy(published)
    assert 'data-slot="root"' in editor.canvas()


def test_the_canvas_runs_only_our_own_script(editor: Editor):
    response = editor.client.get(f"{editor.url}/canvas")

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "form-action 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    nonce = re.search(r"script-src 'nonce-([^']+)'", policy)[1]
    assert re.findall(r"<script[^>]*>", response.text) == [
        tag for tag in re.findall(r"<script[^>]*>", response.text) if nonce in tag
    ]


def test_the_canvas_states_its_revision(editor: Editor):
    editor.add("Quote")

    assert 'data-revision="1"' in editor.canvas()


def test_another_tenants_page_is_not_found(client: FlaskClient, editor: Editor, people: People):
    for path in ("/edit", "/canvas", "/palette", "/blocks/heading-1/edit"):
        response = client.get(f"/pages/{people.carol.page_id}{path}")
        assert response.status_code == 404, path


def test_opening_the_editor_takes_less_than_100_kilobytes_of_script_and_style(editor: Editor):
    screen = editor.client.get(f"{editor.url}/edit").text
    addresses = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', screen + editor.canvas()))
    modules = {name for address in addresses for name in module_names(editor, address)}

    total = sum(len(gzip.compress(editor.client.get(address).data)) for address in addresses | modules)

    assert total < 100_000


def module_names(editor: Editor, address: str) -> set[str]:
    """Return the URLs of all modules that a module imports statically, directly or indirectly."""
    if not address.endswith(".js") or "/vendor/" in address:
        return set()
    script = editor.client.get(address).text
    own = {urljoin(address, name) for name in re.findall(r'^import [^;]*?"(\.[^"]+)";', script, re.MULTILINE)}
    return own.union(*(module_names(editor, name) for name in own))


def test_every_component_has_a_preview_in_the_palette(editor: Editor):
    previews = editor.client.get(f"{editor.url}/palette").text

    for component in BUILT_IN.palette:
        assert f'data-preview-of="{component.__name__}"' in previews


def test_the_pattern_library_shows_every_component(editor: Editor):
    patterns = editor.client.get("/editor/patterns").text

    for component in BUILT_IN.palette:
        assert f'data-example="{component.__name__}"' in patterns


def test_an_inspector_has_an_input_for_every_field(editor: Editor):
    for component in BUILT_IN.palette:
        block = editor.add(component.__name__)
        panel = editor.client.get(f"{editor.url}/blocks/{block}/edit").text
        for name, field in component.fields.items():
            if field.kind != "slot":
                assert f'data-field-row="{name}"' in panel, (component.__name__, name)
        editor.send("DELETE", f"/blocks/{block}")


def test_read_only_members_get_a_read_only_editor(editor: Editor, admin_engine):
    with admin_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE memberships SET role = 'viewer'")

    screen = editor.client.get(f"{editor.url}/edit").text

    assert re.search(r"<body[^>]* data-read-only[ >]", screen)
    assert re.search(r"data-act=\"publish\"[^>]* disabled", screen)
