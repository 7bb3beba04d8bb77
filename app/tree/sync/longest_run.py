"""Finds the siblings that need not be moved, as a longest increasing subsequence."""

from collections.abc import Collection, Sequence


def find_unmoved(
    before: Sequence[str], after: Sequence[str], *, known_moved: Collection[str] = ()
) -> frozenset[str]:
    """The largest set of ids that need not be moved to turn `before` into `after`.

    Considers only ids that are in both. Among equally large sets, prefers the one with the fewest ids in `known_moved`.
    """
    spots = {block_id: index for index, block_id in enumerate(after)}
    common = [block_id for block_id in before if block_id in spots]
    # The longest chain wins; among equally long ones, the one with the fewest ids in known_moved.
    weights = [len(common) + (1 if block_id in known_moved else 2) for block_id in common]
    best = _MaxTree(len(after))
    previous: dict[str, str] = {}
    for block_id, weight in zip(common, weights, strict=True):
        total, last = best.below(spots[block_id])
        previous[block_id] = last
        best.put(spots[block_id], (total + weight, block_id))
    _total, block_id = best.below(len(after))
    chain = []
    while block_id:
        chain.append(block_id)
        block_id = previous[block_id]
    return frozenset(chain)


class _MaxTree:
    """A Fenwick tree for maxima. It finds the heaviest chain that ends before an index."""

    def __init__(self, size: int) -> None:
        self._cells: list[tuple[int, str]] = [(0, "")] * (size + 1)

    def below(self, index: int) -> tuple[int, str]:
        """The weight and last id of the heaviest chain that ends before this index."""
        found = (0, "")
        while index > 0:
            found = max(found, self._cells[index], key=lambda cell: cell[0])
            index -= index & -index
        return found

    def put(self, index: int, chain: tuple[int, str]) -> None:
        """Add a chain that ends at this index."""
        index += 1
        while index < len(self._cells):
            self._cells[index] = max(self._cells[index], chain, key=lambda cell: cell[0])
            index += index & -index
