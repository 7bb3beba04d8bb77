"""Pages to HTML: blocks by our components, the shell in its child process, both put together."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.adapters.shells import ShellPage, render_shells
from app.components.files import LOADER, hurry_first
from app.components.rendering import Mode, PageFacts, RenderContext, Used
from app.errors import DomainError
from app.services import seo
from app.services.publishing.planning import Frame, Inputs, PlannedPage
from app.services.publishing.rendering.style_sheets import StyleSheets
from app.services.seo import Subject, find_books
from app.services.themes import shell_context
from app.tree.model import Tree
from app.tree.rendering import Rendered, render_page

log = logging.getLogger("quillspace.publishing")

SHELL_MAIN = re.compile(r"\sdata-shell-main(?:=\"[^\"]*\")?")
"""Only the canvas needs the mark of the element that holds the page's content."""
MISSING = "/404.html"


class PageFailed(DomainError):
    """One page could not be made."""


@dataclass(frozen=True)
class MadePage:
    """A whole page, and what it used."""

    html: bytes
    inputs: Inputs
    assets: list[str]


@dataclass(kw_only=True)
class SiteContext(RenderContext):
    """A rendering context that finds pages by their id at once, in a site of thousands."""

    frame: Frame

    def link(self, page_id: str) -> str:
        """Address of a page of this site, '' when it is not there any more."""
        self.used.pages.add(page_id)
        return self.frame.urls.get(page_id, "")

    def here(self) -> PageFacts | None:
        """The page that is being rendered; None for one that is not among the site's pages."""
        return self.frame.pages.get(self.page_id)

    def menu(self) -> list[tuple[str, str, bool]]:
        """The site's menu: title, address, and whether it is the page being rendered."""
        self.used.menu = True
        return [(page.title, page.url, page.id == self.page_id) for page in self.frame.menu]


@dataclass(frozen=True)
class _Half:
    """A page without its shell."""

    meta: seo.PageMeta
    tree: Tree
    context: RenderContext
    rendered: Rendered


class PageMaker:
    """Makes the pages of one build, from nothing but what it is given."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.styles = StyleSheets(frame)
        self._titles = {page.url: page.title for page in frame.facts}
        self._shell = SHELL_MAIN.sub("", frame.shell)

    def make(self, pages: Sequence[tuple[PlannedPage, Tree]]) -> list[MadePage]:
        """Make these pages in one go. Raises TemplateFailed or PageFailed."""
        return self._finish([self._half(page, tree) for page, tree in pages])

    def make_missing(self, title: str, tree: Tree) -> MadePage:
        """Make the page that readers see where there is none."""
        context = self.context("")
        rendered = render_page(tree, context)
        meta = seo.PageMeta(title=title, description="", path="", is_home=False, is_missing=True)
        return self._finish([_Half(meta, tree, context, rendered)])[0]

    def _half(self, page: PlannedPage, tree: Tree) -> _Half:
        context = self.context(str(page.id))
        try:
            rendered = render_page(tree, context)
        except Exception as error:
            log.exception("Page %s revision %s could not be rendered.", page.id, page.revision)
            raise PageFailed(
                f"We could not make the page “{page.title}” ready. Undo your last changes to it and "
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
                books=tuple(find_books(tree)),
            ),
        )
        return _Half(meta, tree, context, rendered)

    def context(self, page_id: str) -> SiteContext:
        """What the parts of a page may ask for while they are rendered."""
        return SiteContext(
            registry=self.frame.registry,
            mode=Mode.PUBLISH,
            site=self.frame.site,
            pages=self.frame.facts,
            page_id=page_id,
            assets=self.frame.asset_addresses,
            sections=self.frame.sections,
            parts=self.frame.parts,
            template_css=lambda: self.frame.css,
            pictures=self.frame.pictures,
            frame=self.frame,
        )

    def _finish(self, halves: Sequence[_Half]) -> list[MadePage]:
        contexts = [self._shell_context(half) for half in halves]
        shells = render_shells(self._shell, contexts, assets=self.frame.asset_addresses)
        return [
            MadePage(
                _encoded(shell, self._head(half), hurry_first(half.rendered.html)),
                _inputs(half.context.used),
                sorted(half.context.used.assets | set(shell.assets)),
            )
            for half, shell in zip(halves, shells, strict=True)
        ]

    def _shell_context(self, half: _Half) -> dict[str, Any]:
        context = shell_context(half.tree, half.context, half.rendered.tops)
        context["page"] |= {"title": half.meta.title, "url": half.meta.path}
        context["page"]["description"] = half.meta.description
        return context | {"settings": dict(self.frame.settings)}

    def _head(self, half: _Half) -> list[str]:
        return seo.head(
            half.meta,
            self.frame.site,
            origin=self.frame.origin,
            blocks=half.rendered.content,
            css=self.styles.of_page(frozenset(half.context.used.types), half.rendered.styles),
            icon=self.frame.icon,
            loader=self.frame.asset_addresses[LOADER] if LOADER in half.context.used.assets else "",
            pattern=self.frame.search.pattern,
        )


def _encoded(shell: ShellPage, head: Sequence[str], blocks: str) -> bytes:
    # Each piece for itself: one that is all ASCII, as style sheets are, needs no translation.
    lines = b"\n".join([line.encode() for line in head])
    around = [part.encode() for part in (shell.before_head, shell.between, shell.after_blocks)]
    return b"".join([around[0], lines, around[1], blocks.encode(), around[2]])


def _inputs(used: Used) -> Inputs:
    return Inputs(sorted(used.pages), sorted(used.sections), sorted(used.parts), sorted(used.types))
