"""The built-in component library in palette order. A new component needs a folder and two lines here."""

from app.components.base import Component
from app.components.component_registry import registry_of
from app.components.library.books.book.book import Book
from app.components.library.content.button.button import Button
from app.components.library.content.divider.divider import Divider
from app.components.library.content.heading.heading import Heading
from app.components.library.content.image.image import Image
from app.components.library.content.quote.quote import Quote
from app.components.library.content.text.text import Text
from app.components.library.layout.columns.columns import Columns
from app.components.library.layout.spacer.spacer import Spacer
from app.components.library.layout.stack.stack import Stack
from app.components.library.sections.hero.hero import Hero
from app.components.library.sections.section.section import Section
from app.components.library.site.footer.footer import Footer
from app.components.library.site.header.header import Header
from app.components.library.site.shared.shared import Shared

LIBRARY: tuple[type[Component], ...] = (
    Hero,
    Section,
    Text,
    Heading,
    Button,
    Image,
    Quote,
    Divider,
    Book,
    Columns,
    Stack,
    Spacer,
    Header,
    Footer,
    Shared,
)

BUILT_IN = registry_of(LIBRARY)
"""The components that every tenant has."""
