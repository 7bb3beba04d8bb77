"""Subsets open fonts to a size suitable for web pages, and measures them to adjust fallback fonts."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LATIN = "U+0000-00FF, U+0131, U+0152-0153, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2212"
LATIN_EXT = "U+0100-0130, U+0132-0151, U+0154-017F, U+0192, U+0218-021B, U+1E80-1E85, U+1E9E, U+1EF2-1EF3"
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "lnum", "onum", "pnum", "tnum"]
WEIGHTS = (400, 700)

SAMPLE = (
    "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be "
    "in want of a wife. However little known the feelings or views of such a man may be on his first "
    "entering a neighbourhood, this truth is so well fixed in the minds of the surrounding families, that "
    "he is considered as the rightful property of some one or other of their daughters."
)
# The mean advance width of the sample, in ems, in common system fonts.
FALLBACKS = {"serif": ("Georgia", 0.4344), "sans": ("Arial", 0.4301)}


@dataclass(frozen=True)
class Family:
    """A font package; a weight of None means a variable font."""

    package: str
    name: str
    kind: str = "serif"
    weight: int | None = None
    styles: tuple[str, ...] = ("normal", "italic")


FAMILIES = (
    Family("public-sans", "Public Sans", kind="sans"),
    Family("newsreader", "Newsreader"),
    Family("eb-garamond", "EB Garamond"),
    Family("literata", "Literata"),
    Family("spectral", "Spectral", weight=400),
    Family("spectral", "Spectral", weight=600, styles=("normal",)),
)


@dataclass(frozen=True)
class Face:
    """A font file: a family, a style, and the Latin or Latin Extended subset."""

    family: Family
    style: str
    is_extended: bool

    @property
    def name(self) -> str:
        """The file name without its extension, such as `spectral-400-italic-ext`."""
        parts = [self.family.package]
        parts += [str(self.family.weight)] if self.family.weight else []
        parts += ["italic"] if self.style == "italic" else []
        parts += ["ext"] if self.is_extended else []
        return "-".join(parts)

    @property
    def source(self) -> str:
        """The path of the file in node_modules."""
        scope = "@fontsource" if self.family.weight else "@fontsource-variable"
        package = self.family.package
        script = "latin-ext" if self.is_extended else "latin"
        file = f"{package}-{script}-{self.family.weight or 'wght'}-{self.style}.woff2"
        return f"{scope}/{package}/files/{file}"

    @property
    def unicode_range(self) -> str:
        """The characters in the file as a CSS `unicode-range`."""
        return LATIN_EXT if self.is_extended else LATIN


FACES = tuple(
    Face(family, style, is_extended)
    for family in FAMILIES
    for style in family.styles
    for is_extended in (False, True)
)


def shrink(face: Face, modules: Path, target: Path) -> dict[str, object]:
    """Write the face's subset to `target`; return the data for its @font-face rule."""
    font = _subset(TTFont(modules / face.source), face.unicode_range)
    if not face.family.weight:
        font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    font.flavor = "woff2"
    path = target / f"{face.name}.woff2"
    font.save(path)
    return {
        "name": face.name,
        "file": f"fonts/{path.name}",
        "bytes": path.stat().st_size,
        "family": face.family.name,
        "style": face.style,
        "weight": [face.family.weight] * 2 if face.family.weight else list(WEIGHTS),
        "unicode_range": face.unicode_range,
        **({} if face.is_extended else _measure(font, face.family.kind)),
    }


def _subset(font: TTFont, unicode_range: str) -> TTFont:
    options = Options(layout_features=FEATURES, hinting=False, name_IDs=[1, 2])
    options.drop_tables += ["DSIG", "STAT"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(unicode_range.replace("U+", "").replace(" ", "")))
    subsetter.subset(font)
    # Reload the font: the instancer fails on tables that were loaded before subsetting.
    font.flavor = None
    memory = BytesIO()
    font.save(memory)
    memory.seek(0)
    return TTFont(memory)


def _measure(font: TTFont, kind: str) -> dict[str, object]:
    """Return the font's metrics in ems, and the overrides that give the fallback font the same width and height."""
    em = font["head"].unitsPerEm
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    width = sum(advances[glyphs[ord(letter)]][0] for letter in SAMPLE) / len(SAMPLE) / em
    ascent, descent, gap = (getattr(font["hhea"], key) / em for key in ("ascent", "descent", "lineGap"))
    local, local_width = FALLBACKS[kind]
    ratio = width / local_width
    return {
        "metrics": {
            "units_per_em": em,
            "ascent": round(ascent, 4),
            "descent": round(descent, 4),
            "line_gap": round(gap, 4),
            "average_width": round(width, 4),
        },
        "fallback": {
            "local": local,
            "size_adjust": f"{ratio:.2%}",
            "ascent_override": f"{ascent / ratio:.2%}",
            "descent_override": f"{-descent / ratio:.2%}",
            "line_gap_override": f"{gap / ratio:.2%}",
        },
    }
