"""The canvas document: the page as published, plus the editor's attributes and elements in its head."""

import re
from dataclasses import replace

from flask import render_template

from app.adapters.shells import render_shells
from app.components.rendering import RenderContext
from app.models import PageKind
from app.services.editing import PageRow
from app.services.publishing import SHELL_MAIN
from app.services.themes import get_site_template, shell_context
from app.tenancy import end_reading_transaction
from app.tree.model import Tree
from app.tree.rendering import Rendered, render_page
from app.web.assets import GalleryUrls, resolve_asset_urls

OPENING_TAG = re.compile(r"<[a-z][^<>]*(?=>\s*\Z)", re.IGNORECASE)


def canvas_document(page: PageRow, tree: Tree, context: RenderContext) -> str:
    """Render the HTML document of a page's canvas."""
    rendered = render_page(tree, context)
    return _document(
        page, tree, context, rendered, revision=page.revision, template="editing/_canvas_head.html"
    )


def still_document(
    page: PageRow, tree: Tree, context: RenderContext, rendered: Rendered, *, revision: int
) -> str:
    """Render a page at a revision as a read-only HTML document without scripts."""
    return _document(
        page, tree, context, rendered, revision=revision, template="history/_past_page_head.html"
    )


def canvas_policy(nonce: str) -> str:
    """Return the canvas's CSP, which allows pictures, fonts, and styles and scripts with the nonce."""
    return (
        "default-src 'none'; img-src 'self' data: https: http:; font-src 'self'; connect-src 'none'; "
        f"style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )


def _document(
    page: PageRow,
    tree: Tree,
    context: RenderContext,
    rendered: Rendered,
    *,
    revision: int,
    template: str,
) -> str:
    design = get_site_template(page.site_id)
    head = render_template(
        template,
        page=page,
        css=resolve_asset_urls(design.css),
        component_css=context.registry.css(),
        styles=rendered.styles,
    )
    source = SHELL_MAIN.sub("", design.html_source)
    shell_values = shell_context(tree, context)
    if page.kind is PageKind.SECTION:
        # A section is shown on its own: claim that it has a header and footer, to omit the design's default ones.
        shell_values["page"] |= {"has_header": True, "has_footer": True}
    end_reading_transaction()
    shell = render_shells(source, [shell_values], assets=dict(GalleryUrls()))[0]
    between = OPENING_TAG.sub(r'\g<0> data-slot="root"', shell.between)
    between = between.replace("<body", f'<body data-revision="{revision}"', 1)
    return replace(shell, between=between).fill(head=head, blocks=rendered.html)
