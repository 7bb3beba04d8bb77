"""Generates the drawings for the gallery's templates: `python -m gallery.drawings`."""

import math
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from gallery.contours import Landscape, Point, contours, smooth

TARGET = Path(__file__).parent / "field-notes" / "assets"
WIDTH, HEIGHT = 1200, 514
SHORE = 0.42
STYLE = (
    "<style>.land{fill:#ecead9}.water{fill:#dde3d8}.line,.bold{fill:none;stroke:#56692c}"
    ".mark{fill:none;stroke:#98690f}.line{stroke-width:1.4}.bold,.mark{stroke-width:2.6}.leaf{fill:#56692c}"
    "text{font:italic 21px Georgia,serif;fill:#6b4a0c;text-anchor:middle}"
    "@media(prefers-color-scheme:dark){.land{fill:#20241a}.water{fill:#2a3330}.line,.bold{stroke:#94a765}"
    ".mark{stroke:#d9a94f}.leaf{fill:#94a765}text{fill:#e0bd7a}}</style>"
)


def main() -> None:
    """Write all drawings to the gallery's folder."""
    for name, drawing in drawings().items():
        (TARGET / name).write_text(drawing)


def drawings() -> dict[str, str]:
    """Return all drawings by file name."""
    return {"pond.svg": pond(), "fern.svg": fern(), "walk.svg": walk()}


def pond() -> str:
    """Draw a depth chart of a pond: depth contours, soundings along two courses, and the surrounding hills."""
    deep = _bumps(
        (390, 285, 190, 105, 1), (660, 215, 215, 120, 1), (880, 300, 130, 78, 1), (560, 360, 120, 62, 1)
    )
    hills = _bumps(
        (60, 60, 260, 150, 0.9),
        (1130, 110, 230, 180, 1.2),
        (170, 520, 260, 120, 0.8),
        (980, 540, 280, 110, 0.9),
        (560, -30, 240, 90, 0.7),
    )

    def land(x: float, y: float) -> float:
        return hills(x, y) - 2.2 * max(deep(x, y) - 0.12, 0)

    shore = _contours(deep, [SHORE])
    return _svg(
        f'<path class="line" d="{_contours(land, [0.18 + 0.12 * step for step in range(9)])}"/>',
        f'<path class="water" d="{shore}"/><path class="bold" d="{shore}"/>',
        f'<path class="line" d="{_contours(deep, [SHORE + 0.14 * step for step in range(1, 9)])}"/>',
        *_course((262, 322), (1008, 268), deep),
        *_course((640, 92), (560, 424), deep),
        '<path class="mark" d="M1120 464V380l-9 22M1120 380l9 22M1098 428h44"/><text x="1120" y="370">N</text>',
        '<path class="mark" d="M80 470v-8h60v8h60v-8h60v8z"/><text x="170" y="496">rods</text>',
    )


def fern() -> str:
    """Draw a frond whose leaflets shrink towards the tip."""
    stem = smooth([_frond(step / 100)[0] for step in range(101)])
    leaflets = []
    for step in range(25):
        along = 0.13 + 0.86 * step / 25
        base, angle = _frond(along)
        size = 250 * math.sin(math.pi * min(1, 0.16 + along * 0.9)) ** 0.8 * (1 - along * 0.45)
        leaflets += [_leaflet(base, angle + side * (1.22 - 0.35 * along), size, side) for side in (-1, 1)]
    return _svg(f'<path class="bold" d="{stem}"/>', *leaflets, width=800, height=1000)


def walk() -> str:
    """Draw the profile of a day's walk, hatched below the ground line, with the miles and the highest hill marked."""
    chance = random.Random(1851)  # noqa: S311 - not security-relevant
    waves = [
        (chance.uniform(0.6, 1.4) * 74 / order**1.25, order, chance.uniform(0, 6.3)) for order in range(1, 13)
    ]
    ground = [
        (x, 330 - sum(tall * math.sin(order * x / 190 + phase) for tall, order, phase in waves))
        for x in range(0, WIDTH + 1, 8)
    ]
    hatching = "".join(
        f"M{x} {y:.0f}l{(y - ground[at - 1][1]) * 0.7:.1f} {26 + (at * 37) % 31}"
        for at, (x, y) in enumerate(ground)
        if at and at % 2 == 0
    )
    top_x, top_y = min(ground[20:-20], key=lambda point: point[1])
    return _svg(
        f'<path class="line" d="{hatching}"/>',
        f'<path class="bold" d="M{"L".join(f"{x} {y:.1f}" for x, y in ground)}"/>',
        f'<path class="mark" d="M0 470H{WIDTH}"/>',
        *(
            f'<path class="mark" d="M{x} 470v10"/><text x="{x}" y="502">{mile}</text>'
            for mile, x in enumerate(range(60, WIDTH, 180))
        ),
        f'<path class="mark" d="M{top_x} {top_y:.0f}v-34"/>',
        f'<circle class="mark" cx="{top_x}" cy="{top_y - 40:.0f}" r="6"/>',
    )


def _svg(*parts: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    ground = f'<path class="land" d="M0 0h{width}v{height}H0z"/>'
    body = "".join((STYLE, ground, *parts))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{body}</svg>\n'


def _bumps(*places: tuple[float, float, float, float, float]) -> Landscape:
    """Return the height function of round, slightly uneven hills, given as (x, y, width, depth, height)."""

    def height(x: float, y: float) -> float:
        hills = sum(
            tall * math.exp(-(((x - left) / wide) ** 2) - ((y - top) / deep) ** 2)
            for left, top, wide, deep, tall in places
        )
        return hills + 0.035 * math.sin(x / 41 + 1.3 * math.sin(y / 57)) + 0.03 * math.sin(y / 33 + x / 90)

    return height


def _contours(height: Landscape, levels: Iterable[float]) -> str:
    lines = (line for level in levels for line in contours(height, level, width=WIDTH, depth=HEIGHT))
    return "".join(smooth(line) for line in lines)


def _course(start: Point, end: Point, deep: Landscape) -> Iterator[str]:
    """Draw a dotted line across the water, with the depth in feet at equal intervals."""
    (x1, y1), (x2, y2) = start, end
    is_steep = abs(y2 - y1) > abs(x2 - x1)
    yield f'<path class="mark" stroke-dasharray="2 9" d="M{x1} {y1}L{x2} {y2}"/>'
    for step in range(1, 9):
        x, y = x1 + (x2 - x1) * step / 9, y1 + (y2 - y1) * step / 9
        feet = round(max(deep(x, y) - SHORE, 0) * 92)
        # Where the courses cross, one label is enough.
        if feet > 4 and not (is_steep and 240 < y < 320):
            yield f'<text x="{x + 22 * is_steep:.0f}" y="{y - 8 + 14 * is_steep:.0f}">{feet}</text>'


def _frond(along: float) -> tuple[Point, float]:
    """Return the point on the stem at `along`, from 0 to 1, and the direction of growth there."""

    def place(at: float) -> Point:
        return 330 + 230 * at**2.1 - 60 * math.sin(3 * at), 965 - 900 * at + 70 * at**3

    (x, y), (ahead_x, ahead_y) = place(along), place(along + 0.01)
    return (x, y), math.atan2(ahead_y - y, ahead_x - x)


def _leaflet(base: Point, angle: float, size: float, side: int) -> str:
    """Draw a slim, bent leaflet with a toothed edge."""
    rim, back, teeth = [], [], max(4, int(size / 16))
    for step in range(teeth * 2 + 1):
        along = step / (teeth * 2)
        half = size * 0.062 * (math.sin(math.pi * along**0.62) * (1 if step % 2 else 0.55) + 0.02)
        bend = angle - side * 0.35 * along
        x, y = base[0] + size * along * math.cos(bend), base[1] + size * along * math.sin(bend)
        rim.append((x - half * math.sin(bend), y + half * math.cos(bend)))
        back.append((x + half * math.sin(bend), y - half * math.cos(bend)))
    outline = "L".join(f"{x:.0f} {y:.0f}" for x, y in rim + back[::-1])
    return f'<path class="leaf" d="M{outline}z"/>'


if __name__ == "__main__":
    main()
