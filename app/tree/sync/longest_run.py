"""Which siblings stood still while others were moved past them."""

from collections.abc import Collection, Sequence


def steady(before: Sequence[str], after: Sequence[str], *, restless: Collection[str] = ()) -> frozenset[str]:
    """The ids that need not move so that `before` becomes `after`: as many as possible.

    Only ids in both count. Where there is a choice, those named `restless` are the ones that moved.
    """
    spots = {block_id: index for index, block_id in enumerate(after)}
    kept = [block_id for block_id in before if block_id in spots]
    # Length comes first; among chains of one length, the one with the fewest restless ids.
    weights = [len(kept) + (1 if block_id in restless else 2) for block_id in kept]
    best = _Best(len(after))
    previous: dict[str, str] = {}
    for block_id, weight in zip(kept, weights, strict=True):
        total, last = best.below(spots[block_id])
        previous[block_id] = last
        best.put(spots[block_id], (total + weight, block_id))
    _total, block_id = best.below(len(after))
    chain = []
    while block_id:
        chain.append(block_id)
        block_id = previous[block_id]
    return frozenset(chain)


class _Best:
    """The heaviest chain that ends below an index: a Fenwick tree of maxima."""

    def __init__(self, size: int) -> None:
        self._cells: list[tuple[int, str]] = [(0, "")] * (size + 1)

    def below(self, index: int) -> tuple[int, str]:
        """Weight and last id of the heaviest chain that ends before this index."""
        found = (0, "")
        while index > 0:
            found = max(found, self._cells[index], key=lambda cell: cell[0])
            index -= index & -index
        return found

    def put(self, index: int, chain: tuple[int, str]) -> None:
        """A chain that ends at this index."""
        index += 1
        while index < len(self._cells):
            self._cells[index] = max(self._cells[index], chain, key=lambda cell: cell[0])
            index += index & -index
