"""The newest tree of the pages that were worked on lately, kept in this process."""

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from app.tree.model import Tree

CAPACITY = 256
"""Pages kept; a tree of 500 blocks takes about 1 MB."""

Key = tuple[UUID, UUID]
"""Tenant and page: never the page alone."""


class TreeCache:
    """Least recently used goes first. Trees are immutable, so they may be shared by threads."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._trees: OrderedDict[Key, tuple[int, Tree]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> tuple[int, Tree] | None:
        """The newest revision kept of this page, with its tree."""
        with self._lock:
            if key in self._trees:
                self._trees.move_to_end(key)
            return self._trees.get(key)

    def put(self, key: Key, revision: int, tree: Tree) -> None:
        """Keep a tree unless a newer one is kept already."""
        with self._lock:
            kept = self._trees.get(key)
            if kept is None or kept[0] < revision:
                self._trees[key] = (revision, tree)
            self._trees.move_to_end(key)
            while len(self._trees) > self._capacity:
                self._trees.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._trees.clear()


trees = TreeCache()
