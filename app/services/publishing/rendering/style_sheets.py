"""The style sheet inside each page: the template's, then that of the components in use, then that of its blocks."""

import re
from functools import cached_property, lru_cache

import lightningcss

from app.components.component_registry import ComponentRegistry
from app.services.publishing.builds import Frame

ASSET = re.compile(r"asset:([\w./-]+)")
FONT_SWAP, FONT_OPTIONAL = "font-display:swap", "font-display:optional"
"""Prevents layout shifts: a font that loads too late is first used on the next page."""
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
        """Names of the existing assets that the template's style sheet uses."""
        return sorted(set(ASSET.findall(self._css)) & self._addresses.keys())

    def of_page(self, types: frozenset[str], blocks: str) -> str:
        """The content of a page's style element, in cascade order."""
        # Each of the three ends with a complete rule, so joining them cannot form a closing tag.
        return self.template(types) + self._of_components(types) + enclosed(blocks.replace("\n", ""))

    def template(self, types: frozenset[str]) -> str:
        """The template's style sheet, without rules for components that the page does not use."""
        if types not in self._templates:
            css = ASSET.sub(lambda found: self._addresses.get(found[1], "data:,"), self._css)
            minified = minify(css, without=self._classes - self._of_types(types))
            self._templates[types] = enclosed(minified.replace(FONT_SWAP, FONT_OPTIONAL))
        return self._templates[types]

    @cached_property
    def _classes(self) -> frozenset[str]:
        """Component classes in the template's style sheet that its shell does not use."""
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
    """The minified style sheets of these components."""
    return enclosed(minify(registry.css_for(types)))


def enclosed(css: str) -> str:
    r"""Escape CSS for a style element: `<\/` means the same as `</` in CSS, but cannot close the element."""
    return css.replace("</", "<\\/")


def minify(css: str, *, without: frozenset[str] = frozenset()) -> str:
    """Minify CSS, dropping rules that match only the classes in `without`; like browsers, skip invalid CSS."""
    if not css:
        return ""
    return lightningcss.process_stylesheet(
        css, error_recovery=True, parser_flags=NESTING, unused_symbols=set(without)
    )
