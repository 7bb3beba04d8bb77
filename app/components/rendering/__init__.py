"""Renders components to HTML, and collects their styles."""

from app.components.page_context import Mode, PageFacts, SiteFacts, SitePages
from app.components.rendering.render import (
    render_component,
    render_hint,
)
from app.components.rendering.render_context import (
    Mark,
    RenderContext,
    UsedResources,
    rich,
)

__all__ = [
    "Mark",
    "Mode",
    "PageFacts",
    "RenderContext",
    "SiteFacts",
    "SitePages",
    "UsedResources",
    "render_component",
    "render_hint",
    "rich",
]
