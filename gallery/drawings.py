"""Draws the pictures of the gallery's templates: `python -m gallery.drawings`. They are ours, and so is their licence."""

import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path

GALLERY = Path(__file__).parent
Point = tuple[float, float]
Field = Callable[[float, float], float]

STYLE = (
    "<style>.land{{fill:#ecead9}}.water{{fill:#dde3d8}}.line{{fill:none;stroke:#56692c;stroke-width:{width}}}"
    ".bold{{fill:none;stroke:#56692c;stroke-width:{bold}}}.mark{{fill:none;stroke:#98690f;stroke-width:{bold}}}"
    ".leaf{{fill:#56692c}}text{{font:italic {size}px Georgia,serif;fill:#6b4a0c;text-anchor:middle}}"
    "@media(prefers-color-scheme:dark){{.land{{fill:#20241a}}.water{{fill:#2a3330}}.line,.bold{{stroke:#94a765}}"
    ".mark{{stroke:#d9a94f}}.leaf{{fill:#94a765}}text{{fill:#e0bd7a}}}}</style>"
)


def main() -> None:
    """Write every drawing to its place."""
    target = GALLERY / "field-notes" / "assets"
    target.mkdir(exist_ok=True)
    for name, drawing in (("pond", pond()), ("fern", fern()), ("walk", walk())):
        (target / f"{name}.svg").write_text(drawing + "\n")


def pond() -> str:
    """A pond, sounded: lines of equal depth, soundings along two courses, hills around."""
    width, height = 1200, 514
    depth = _bumps([(390, 285, 190, 105), (660, 215, 215, 120), (880, 300, 130, 78), (560, 360, 120, 62)])
    hills = _bumps(
        [(60, 60, 260, 150, 0.9), (1130, 110, 230, 180, 1.2), (170, 520, 260, 120, 0.8), (980, 540, 280, 110, 0.9)]
        + [(560, -30, 240, 90, 0.7)]
    )
    shore = 0.42
    water = "".join(f'<path class="water" d="{_path(line)}"/>' for line in _contours(depth, shore, width, height))
    deep = _lines(depth, [shore], width, height, "bold") + _lines(
        depth, [shore + 0.14 * step for step in range(1, 9)], width, height, "line"
    )
    land = _lines(
        lambda x, y: hills(x, y) - 2.2 * max(depth(x, y) - 0.12, 0),
        [0.18 + 0.12 * step for step in range(9)],
        width,
        height,
        "line",
    )
    courses = [((262, 322), (1008, 268)), ((640, 92), (560, 424))]
    soundings = "".join(_course(*course, depth, shore) for course in courses)
    return _svg(width, height, f'<path class="land" d="M0 0h{width}v{height}H0z"/>{land}{water}{deep}{soundings}{_north(1120, 420)}{_scale(80, 470)}')


def fern() -> str:
    """One frond, its leaflets shrinking towards the tip."""
    width, height = 800, 1000
    leaflets, stem = [], []
    for step in range(101):
        x, y, _angle = _frond(step / 100)
        stem.append((x, y))
    count = 25
    for step in range(count):
        along = 0.13 + 0.86 * step / count
        x, y, angle = _frond(along)
        size = 250 * math.sin(math.pi * min(1, 0.16 + along * 0.9)) ** 0.8 * (1 - along * 0.45)
        for side in (-1, 1):
            leaflets.append(_leaflet((x, y), angle + side * (1.22 - 0.35 * along), size, side))
    return _svg(width, height, f'<path class="land" d="M0 0h{width}v{height}H0z"/><path class="bold" d="{_path(stem, closed=False)}"/>' + "".join(leaflets), bold=4)


def walk() -> str:
    """A day's walk in profile: height over distance, hatched where it is steep."""
    width, height = 1200, 514
    random.seed(1851)
    waves = [(random.uniform(0.6, 1.4) * 74 / order**1.25, order, random.uniform(0, 6.3)) for order in range(1, 13)]
    ground = [
        (x, 330 - sum(a * math.sin(o * x / 190 + phase) for a, o, phase in waves)) for x in range(0, width + 1, 8)
    ]
    hatching = "".join(
        f"M{x:.0f} {y:.0f}l{(ground[at][1] - ground[at - 1][1]) * 0.7:.1f} {26 + (at * 37) % 31}"
        for at, (x, y) in enumerate(ground)
        if at and at % 2 == 0
    )
    line = "M" + "L".join(f"{x} {y:.1f}" for x, y in ground)
    miles = "".join(
        f'<path class="mark" d="M{x} 470v10"/><text x="{x}" y="502">{mile}</text>'
        for mile, x in enumerate(range(60, width, 180))
    )
    highest = min(ground[20:-20], key=lambda point: point[1])
    flag = f'<path class="mark" d="M{highest[0]} {highest[1]:.0f}v-34"/><circle class="mark" cx="{highest[0]}" cy="{highest[1] - 40:.0f}" r="6"/>'
    body = f'<path class="land" d="M0 0h{width}v{height}H0z"/><path class="line" d="{hatching}"/><path class="bold" d="{line}"/><path class="mark" d="M0 470H{width}"/>{miles}{flag}'
    return _svg(width, height, body)


def _svg(width: int, height: int, body: str, *, line: float = 1.4, bold: float = 2.6) -> str:
    style = STYLE.format(width=line, bold=bold, size=21)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{style}{body}</svg>'


def _bumps(places: list[tuple[float, ...]]) -> Field:
    def field(x: float, y: float) -> float:
        total = 0.0
        for left, top, wide, tall, *strength in places:
            total += (strength[0] if strength else 1) * math.exp(-(((x - left) / wide) ** 2) - ((y - top) / tall) ** 2)
        return total + 0.035 * math.sin(x / 41 + 1.3 * math.sin(y / 57)) + 0.03 * math.sin(y / 33 + x / 90)

    return field


def _lines(field: Field, levels: list[float], width: int, height: int, kind: str) -> str:
    paths = "".join(_path(line, closed=line[0] == line[-1]) for level in levels for line in _contours(field, level, width, height))
    return f'<path class="{kind}" d="{paths}"/>'


def _contours(field: Field, level: float, width: int, height: int, cell: int = 18) -> list[list[Point]]:
    """Lines of equal height by marching squares, joined end to end."""
    ends: dict[Point, list[Point]] = {}
    for one, other in _segments(field, level, width, height, cell):
        ends.setdefault(one, []).append(other)
        ends.setdefault(other, []).append(one)
    lines = []
    while ends:
        start = next((point for point, others in ends.items() if len(others) == 1), next(iter(ends)))
        line = [start]
        while others := ends.get(line[-1]):
            following = others.pop()
            if not others:
                del ends[line[-1]]
            ends[following].remove(line[-1])
            if not ends[following]:
                del ends[following]
            line.append(following)
        if len(line) > 5:
            lines.append(line)
    return lines


def _segments(field: Field, level: float, width: int, height: int, cell: int) -> Iterator[tuple[Point, Point]]:
    columns, rows = width // cell + 2, height // cell + 2
    heights = [[field(x * cell, y * cell) - level for x in range(columns)] for y in range(rows)]
    for row in range(rows - 1):
        for column in range(columns - 1):
            corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
            crossings = []
            for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
                one, other = heights[y1][x1], heights[y2][x2]
                if (one < 0) != (other < 0):
                    # Counted from the smaller corner, so that neighbours agree to the last digit.
                    (a, p, b, q) = (one, (x1, y1), other, (x2, y2)) if (x1, y1) < (x2, y2) else (other, (x2, y2), one, (x1, y1))
                    share = a / (a - b)
                    crossings.append((round((p[0] + share * (q[0] - p[0])) * cell, 1), round((p[1] + share * (q[1] - p[1])) * cell, 1)))
            for at in range(0, len(crossings) - 1, 2):
                if crossings[at] != crossings[at + 1]:
                    yield crossings[at], crossings[at + 1]


def _path(line: list[Point], *, closed: bool = True) -> str:
    """A smooth path: each point bends the curve between the middles of its two sides."""
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(line, line[1:], strict=False)]
    first = middles[0] if closed else line[0]
    path = f"M{first[0]:.0f} {first[1]:.0f}" + ("" if closed else f"L{middles[0][0]:.0f} {middles[0][1]:.0f}")
    for point, middle in zip(line[1:], middles[1:], strict=False):
        path += f"Q{point[0]:.0f} {point[1]:.0f} {middle[0]:.0f} {middle[1]:.0f}"
    if closed:
        return path + f"Q{line[0][0]:.0f} {line[0][1]:.0f} {first[0]:.0f} {first[1]:.0f}z"
    return path + f"L{line[-1][0]:.0f} {line[-1][1]:.0f}"


def _course(start: Point, end: Point, depth: Field, shore: float) -> str:
    is_steep = abs(end[1] - start[1]) > abs(end[0] - start[0])
    points = [(start[0] + (end[0] - start[0]) * t / 9, start[1] + (end[1] - start[1]) * t / 9) for t in range(1, 9)]
    drawn = f'<path class="mark" stroke-dasharray="2 9" d="M{start[0]} {start[1]}L{end[0]} {end[1]}"/>'
    for x, y in points:
        feet = round(max(depth(x, y) - shore, 0) * 92)
        if feet > 4 and not (is_steep and 240 < y < 320):
            drawn += f'<text x="{x + 22 * is_steep:.0f}" y="{y - 8 + 14 * is_steep:.0f}">{feet}</text>'
    return drawn


def _north(x: int, y: int) -> str:
    return f'<path class="mark" d="M{x} {y + 44}V{y - 40}l-9 22M{x} {y - 40}l9 22M{x - 22} {y + 8}h44"/><text x="{x}" y="{y - 50}">N</text>'


def _scale(x: int, y: int) -> str:
    return f'<path class="mark" d="M{x} {y}v-8h60v8h60v-8h60v8z"/><text x="{x + 90}" y="{y + 26}">rods</text>'


def _frond(along: float) -> tuple[float, float, float]:
    """A place on the stem and the direction in which it grows there."""
    def place(t: float) -> Point:
        return 330 + 230 * t**2.1 - 60 * math.sin(3 * t), 965 - 900 * t + 70 * t**3

    (x, y), (ahead_x, ahead_y) = place(along), place(along + 0.01)
    return x, y, math.atan2(ahead_y - y, ahead_x - x)


def _leaflet(base: Point, angle: float, size: float, side: int) -> str:
    """One leaflet: a slim leaf with a toothed rim."""
    rim, back, teeth = [], [], max(4, int(size / 16))
    for step in range(teeth * 2 + 1):
        along = step / (teeth * 2)
        half = size * 0.062 * (math.sin(math.pi * along**0.62) * (1 if step % 2 else 0.55) + 0.02)
        bend = angle - side * 0.35 * along
        x, y = base[0] + size * along * math.cos(bend), base[1] + size * along * math.sin(bend)
        rim.append((x - half * math.sin(bend), y + half * math.cos(bend)))
        back.append((x + half * math.sin(bend), y - half * math.cos(bend)))
    points = rim + back[::-1]
    return '<path class="leaf" d="M' + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) + 'z"/>'


if __name__ == "__main__":
    main()
