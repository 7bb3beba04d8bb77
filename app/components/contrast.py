"""Readable text colours on backgrounds chosen by authors."""

INK = "#1d1a16"
WHITE = "#ffffff"
READABLE = 4.5
"""Minimum contrast ratio for small text (WCAG 2.2 AA)."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(paper: str) -> str:
    """A readable text colour on this background."""
    return next((ink for ink in (INK, WHITE) if contrast(ink, paper) >= READABLE), "#000000")


def tokens_on(paper: str) -> dict[str, str]:
    """The template's colour tokens for content on a fixed background, the same in light and dark mode."""
    ink = ink_on(paper)
    quiet = _mix(ink, paper, 0.78)
    return {
        "--paper": paper,
        "--surface": _mix(ink, paper, 0.06),
        "--ink": ink,
        "--quiet": quiet if contrast(quiet, paper) >= READABLE else ink,
        "--line": _mix(ink, paper, 0.22),
        "--accent": ink,
        "--on-accent": paper,
    }


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mix(one: str, other: str, share: float) -> str:
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)
