"""The style sheet inside each page: the template's, then the components' it uses, then its own blocks'."""

import re
from functools import cached_property, lru_cache

import lightningcss

from app.components.component_registry import ComponentRegistry
from app.services.publishing.planning import Frame

ASSET = re.compile(r"asset:([\w./-]+)")
LATE_FACE, NEVER_LATE = "font-display:swap", "font-display:optional"
"""Words must not move while they are being read: a face that is not there in time is used from the next page on."""
CLASS = re.compile(r"\bc-([a-z0-9]+)[\w-]*")
NESTING = lightningcss.calc_parser_flags(nesting=True)


class StyleSheets:
    """The style sheets of one build; each is minified once."""

    def __init__(self, frame: Frame) -> None:
        self._css = frame.css
        self._addresses = frame.asset_addresses
        self._shell = frame.shell
        self._registry = frame.registry
        self._templates: dict[frozenset[str], str] = {}

    @cached_property
    def assets(self) -> list[str]:
        """Names of the assets that the template's style sheet uses, as far as they exist."""
        return sorted(set(ASSET.findall(self._css)) & self._addresses.keys())

    def of_page(self, types: frozenset[str], blocks: str) -> str:
        """All that a page needs inside its style element, in the order in which it applies."""
        # Each of the three ends with a whole rule: between them nothing comes about that ends the element.
        return self.template(types) + self._of_components(types) + enclosed(blocks.replace("\n", ""))

    def template(self, types: frozenset[str]) -> str:
        """The template's own, without what it says of components that the page does not show."""
        if types not in self._templates:
            css = ASSET.sub(lambda found: self._addresses.get(found[1], "data:,"), self._css)
            made = minify(css, without=self._classes - self._of_types(types))
            self._templates[types] = enclosed(made.replace(LATE_FACE, NEVER_LATE))
        return self._templates[types]

    @cached_property
    def _classes(self) -> frozenset[str]:
        """Classes of components that only components show: the design's own frame names none of them."""
        named = {found[0] for found in CLASS.finditer(self._shell)}
        folders = set(self._registry.folders.values())
        return frozenset(
            found[0] for found in CLASS.finditer(self._css) if found[1] in folders and found[0] not in named
        )

    def _of_components(self, types: frozenset[str]) -> str:
        return components_css(types, self._registry, self._registry.digest)

    def _of_types(self, types: frozenset[str]) -> set[str]:
        shown = {folder for name, folder in self._registry.folders.items() if name in types}
        return {name for name in self._classes if name.split("-")[1].split("_")[0] in shown}


@lru_cache(maxsize=512)
def components_css(types: frozenset[str], registry: ComponentRegistry, _digest: str) -> str:
    """The style sheets of these components."""
    return enclosed(minify(registry.css_for(types)))


def enclosed(css: str) -> str:
    r"""The same for a style element: in a style sheet, `<\/` reads as `</` and cannot end it."""
    return css.replace("</", "<\\/")


def minify(css: str, *, without: frozenset[str] = frozenset()) -> str:
    """The same in fewer bytes, and `without` what concerns only these classes.

    What is no CSS is left out, as browsers do.
    """
    if not css:
        return ""
    return lightningcss.process_stylesheet(
        css, error_recovery=True, parser_flags=NESTING, unused_symbols=set(without)
    )
