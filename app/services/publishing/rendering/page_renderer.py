"""Renders pages to HTML: components render the blocks, and a child process renders the shell around them."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.adapters.shells import ShellPage, render_shells
from app.components.files import LOADER, prioritise_first_image
from app.components.rendering import Mode, RenderContext, UsedResources
from app.errors import DomainError
from app.services import seo
from app.services.publishing.builds import Frame, PageInputs, PlannedPage
from app.services.publishing.rendering.style_sheets import StyleSheets
from app.services.seo import Subject, find_books
from app.services.themes import shell_context
from app.tree.model import Tree
from app.tree.rendering import Rendered, render_page

log = logging.getLogger("quillspace.publishing")

SHELL_MAIN = re.compile(r"\sdata-shell-main(?:=\"[^\"]*\")?")
"""Matches the attribute that marks the element with the page's content; only the canvas needs it."""


class PageFailed(DomainError):
    """One page could not be rendered."""


@dataclass(frozen=True)
class RenderedPage:
    """A complete page, and what it uses."""

    html: bytes
    inputs: PageInputs
    assets: list[str]


@dataclass(frozen=True)
class _Body:
    """A page without its shell."""

    meta: seo.PageMeta
    tree: Tree
    context: RenderContext
    rendered: Rendered


class PageRenderer:
    """Renders the pages of one build, using nothing but its frame."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.styles = StyleSheets(frame)
        self._titles = {page.url: page.title for page in frame.facts}
        self._shell = SHELL_MAIN.sub("", frame.shell)

    def render(
        self, pages: Sequence[tuple[PlannedPage, Tree]], *, begin: Callable[[str], None] = lambda _title: None
    ) -> list[RenderedPage]:
        """Render these pages together. Raises TemplateFailed or PageFailed.

        `begin` is called with the title of each page before its blocks are rendered, and with "" after the last one.
        """
        bodies = []
        for page, tree in pages:
            begin(page.title)
            bodies.append(self._body(page, tree))
        begin("")
        return self._finish(bodies)

    def render_not_found_page(self, title: str, tree: Tree) -> RenderedPage:
        """Render the 404 page."""
        context = self.context("")
        rendered = render_page(tree, context)
        meta = seo.PageMeta(title=title, description="", path="", is_home=False, is_missing=True)
        return self._finish([_Body(meta, tree, context, rendered)])[0]

    def _body(self, page: PlannedPage, tree: Tree) -> _Body:
        context = self.context(str(page.id))
        try:
            rendered = render_page(tree, context)
        except Exception as error:
            log.exception("Revision %s of page %s could not be rendered.", page.revision, page.id)
            raise PageFailed(
                f"We couldn’t prepare the page “{page.title}”. Undo your last changes to it and "
                "try again; everything you wrote is safe."
            ) from error
        meta = seo.PageMeta(
            title=page.title,
            description=seo.page_description(page.meta_description, rendered.content),
            path=page.path,
            is_home=not page.slug,
            is_hidden=page.is_hidden or self.frame.search.is_hidden,
            search_title=page.search.title,
            is_locked=page.is_locked,
            picture=context.picture(page.search.image or self.frame.search.image),
            canonical=page.search.canonical,
            trail=seo.breadcrumb_trail(page.path, self._titles),
            subject=Subject(
                kind=page.search.subject,
                name=page.title,
                date=page.search.date,
                place=page.search.place,
                books=tuple(find_books(tree, self.frame.registry)),
            ),
        )
        return _Body(meta, tree, context, rendered)

    def context(self, page_id: str) -> RenderContext:
        """The rendering context of one page; '' for the 404 page."""
        return RenderContext(
            registry=self.frame.registry,
            mode=Mode.PUBLISH,
            site=self.frame.site,
            pages=self.frame.pages,
            page_id=page_id,
            assets=self.frame.asset_addresses,
            sections=self.frame.sections,
            parts=self.frame.parts,
            template_css=lambda: self.frame.css,
            pictures=self.frame.pictures,
        )

    def _finish(self, bodies: Sequence[_Body]) -> list[RenderedPage]:
        contexts = [self._shell_context(body) for body in bodies]
        shells = render_shells(self._shell, contexts, assets=self.frame.asset_addresses)
        return [
            RenderedPage(
                _encoded(shell, self._head(body), prioritise_first_image(body.rendered.html)),
                _inputs(body.context.used),
                sorted(body.context.used.assets | set(shell.assets)),
            )
            for body, shell in zip(bodies, shells, strict=True)
        ]

    def _shell_context(self, body: _Body) -> dict[str, Any]:
        context = shell_context(body.tree, body.context, body.rendered.top_level)
        context["page"] |= {"title": body.meta.title, "url": body.meta.path}
        context["page"]["description"] = body.meta.description
        return context | {"settings": dict(self.frame.settings)}

    def _head(self, body: _Body) -> list[str]:
        return seo.head(
            body.meta,
            self.frame.site,
            origin=self.frame.origin,
            blocks=body.rendered.content,
            css=self.styles.of_page(frozenset(body.context.used.types), body.rendered.styles),
            icon=self.frame.icon,
            loader=self.frame.asset_addresses[LOADER] if LOADER in body.context.used.assets else "",
            pattern=self.frame.search.pattern,
        )


def _encoded(shell: ShellPage, head: Sequence[str], blocks: str) -> bytes:
    # Encoded piece by piece: encoding an all-ASCII piece, such as a style sheet, is a plain copy.
    lines = b"\n".join([line.encode() for line in head])
    around = [part.encode() for part in (shell.before_head, shell.between, shell.after_blocks)]
    return b"".join([around[0], lines, around[1], blocks.encode(), around[2]])


def _inputs(used: UsedResources) -> PageInputs:
    return PageInputs(sorted(used.pages), sorted(used.sections), sorted(used.parts), sorted(used.types))
