"""The library that every tenant has, in the order of the palette. A new component: its folder, and two lines here."""

from app.components.base import Component
from app.components.component_registry import registry_of
from app.components.library.book.book import Book
from app.components.library.button.button import Button
from app.components.library.columns.columns import Columns
from app.components.library.divider.divider import Divider
from app.components.library.footer.footer import Footer
from app.components.library.header.header import Header
from app.components.library.heading.heading import Heading
from app.components.library.hero.hero import Hero
from app.components.library.image.image import Image
from app.components.library.quote.quote import Quote
from app.components.library.section.section import Section
from app.components.library.shared.shared import Shared
from app.components.library.spacer.spacer import Spacer
from app.components.library.stack.stack import Stack
from app.components.library.text.text import Text

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
