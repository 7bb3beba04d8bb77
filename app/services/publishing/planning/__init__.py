"""Planning a build: which revisions it shows, what they are rendered from, and which pages changed."""

from app.services.publishing.planning.preview_plan import (
    plan_preview,
)
from app.services.publishing.planning.publication_plan import (
    plan_publication,
)

__all__ = [
    "plan_preview",
    "plan_publication",
]
