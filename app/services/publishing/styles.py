"""The style sheet inside each page: the template's, then the components' it uses, then its own blocks'."""

import re
from functools import cached_property, lru_cache

import lightningcss

from app.components.registry import css_for, digest
from app.services.publishing.frame import Frame

ASSET = re.compile(r"asset:([\w./-]+)")
NESTING = lightningcss.calc_parser_flags(nesting=True)


class StyleSheets:
    """The style sheets of one build; each is minified once."""

    def __init__(self, frame: Frame) -> None:
        self._css = frame.css
        self._addresses = frame.asset_addresses

    @cached_property
    def assets(self) -> list[str]:
        """Names of the assets that the template's style sheet uses, as far as they exist."""
        return sorted(set(ASSET.findall(self._css)) & self._addresses.keys())

    @cached_property
    def template(self) -> str:
        """The template's own."""
        return minify(ASSET.sub(lambda found: self._addresses.get(found[1], "data:,"), self._css))

    def of_page(self, types: frozenset[str], blocks: str) -> str:
        """All that a page needs, in the order in which it applies."""
        return self.template + components_css(types, digest()) + blocks.replace("\n", "")


@lru_cache(maxsize=512)
def components_css(types: frozenset[str], _library: str) -> str:
    """The style sheets of these components."""
    return minify(css_for(types))


def minify(css: str) -> str:
    """The same in fewer bytes. What is no CSS is left out, as browsers do."""
    return lightningcss.process_stylesheet(css, error_recovery=True, parser_flags=NESTING) if css else ""
