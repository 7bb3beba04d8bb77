"""Draws the contour lines of a landscape as smooth SVG paths."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]
Landscape = Callable[[float, float], float]
Crossing = tuple[Point, float]
CELL = 18


def contours(height: Landscape, level: float, *, width: int, depth: int) -> list[list[Point]]:
    """Find the contour lines at one level with the marching squares algorithm."""
    ends: dict[Point, list[Point]] = {}
    for one, other in _segments(height, level, width // CELL + 2, depth // CELL + 2):
        ends.setdefault(one, []).append(other)
        ends.setdefault(other, []).append(one)
    lines = []
    while ends:
        line = _follow(
            ends, next((end for end, others in ends.items() if len(others) == 1), next(iter(ends)))
        )
        if len(line) > 5:
            lines.append(line)
    return lines


def smooth(line: Sequence[Point]) -> str:
    """Build a smooth SVG path: each point controls a curve between the midpoints of the two adjacent segments."""
    middles = [((x1 + x2) / 2, (y1 + y2) / 2) for (x1, y1), (x2, y2) in pairwise(line)]
    is_ring = line[0] == line[-1]
    curves = "".join(_curve(point, middle) for point, middle in zip(line[1:], middles[1:], strict=False))
    if is_ring:
        return f"M{_at(middles[0])}{curves}{_curve(line[0], middles[0])}z"
    return f"M{_at(line[0])}L{_at(middles[0])}{curves}L{_at(line[-1])}"


def _follow(ends: dict[Point, list[Point]], start: Point) -> list[Point]:
    """Take the line that begins at `start` out of the remaining segments and return it."""
    line = [start]
    while others := ends.get(line[-1]):
        following = others.pop()
        ends[following].remove(line[-1])
        for point in (line[-1], following):
            if not ends.get(point, True):
                del ends[point]
        line.append(following)
    return line


def _segments(height: Landscape, level: float, columns: int, rows: int) -> Iterator[tuple[Point, Point]]:
    above = {
        (column, row): height(column * CELL, row * CELL) - level
        for row in range(rows)
        for column in range(columns)
    }
    for column, row in above:
        corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
        if corners[2] in above:
            sides = zip(corners, [*corners[1:], corners[0]], strict=True)
            crossings = [
                _crossing((one, above[one]), (other, above[other]))
                for one, other in sides
                if (above[one] < 0) != (above[other] < 0)
            ]
            pairs = zip(crossings[::2], crossings[1::2], strict=True)
            yield from (pair for pair in pairs if pair[0] != pair[1])


def _crossing(one: Crossing, other: Crossing) -> Point:
    """Find where a side crosses the level, starting from its smaller corner so that adjacent cells agree exactly."""
    ((x1, y1), first), ((x2, y2), second) = sorted((one, other))
    share = first / (first - second)
    return round((x1 + share * (x2 - x1)) * CELL, 1), round((y1 + share * (y2 - y1)) * CELL, 1)


def _curve(point: Point, end: Point) -> str:
    return f"Q{_at(point)} {_at(end)}"


def _at(point: Point) -> str:
    return f"{point[0]:.0f} {point[1]:.0f}"
