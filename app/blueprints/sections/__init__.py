"""Saved and shared sections in the editor."""

from app.blueprints.sections import saved_sections, sections, shared_sections
from app.blueprints.sections.blueprint import bp

__all__ = ["bp", "saved_sections", "sections", "shared_sections"]
