"""The default favicon: the first letter of the site's name."""

from html import escape

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
    "<style>rect{{fill:#211d18}}text{{fill:#faf8f4}}"
    "@media(prefers-color-scheme:dark){{rect{{fill:#f1ece4}}text{{fill:#171512}}}}</style>"
    '<rect width="64" height="64" rx="12"/>'
    '<text x="32" y="45" font-family="Georgia,serif" font-size="40" text-anchor="middle">'
    "{letter}</text></svg>"
)


def draw_favicon(name: str) -> bytes:
    """The SVG icon for a site with this name."""
    letter = next((letter.upper() for letter in name if letter.isalnum()), "·")
    return ICON.format(letter=escape(letter[0])).encode()
