"""Every component with its example, for the palette's small previews and for whoever writes one."""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from app.blueprints.editor.assets import canvas_assets
from app.blueprints.editor.blueprint import bp
from app.blueprints.editor.pages import canvas_policy
from app.components.base import Component
from app.components.registry import LIBRARY, RULES, css_for
from app.components.rendering import Mode, RenderContext, SiteFacts
from app.tree import puck
from app.tree.render import Rendered, render_page
from app.web.access import Role, requires
from app.web.headers import csp_nonce


@bp.get("/editor/patterns")
@requires(Role.VIEWER)
def list_patterns() -> ResponseReturnValue:
    """All components, one after another, as readers would see them."""
    examples = [(component, example_of(component)) for component in LIBRARY]
    css = css_for(component.__name__ for component in LIBRARY)
    answer = make_response(render_template("editor/patterns.html", examples=examples, css=css))
    answer.headers["Content-Security-Policy"] = canvas_policy(csp_nonce())
    return answer


def example_of(component: type[Component]) -> Rendered:
    """A component's own example."""
    data = {
        "root": {"props": {}},
        "content": [
            {"type": component.__name__, "props": {**component.example(), "id": f"{component.__name__}-x"}}
        ],
    }
    context = RenderContext(mode=Mode.PREVIEW, site=SiteFacts(name="Your name"), assets=canvas_assets())
    return render_page(puck.load(data, RULES), context)
