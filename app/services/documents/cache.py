"""An in-process LRU cache of the newest trees of recently used pages."""

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from app.tree.model import Tree

CAPACITY = 256
"""Maximum number of cached pages; a tree of 500 blocks takes about 1 MB."""

Key = tuple[UUID, UUID]
"""Tenant id and page id, so that tenants cannot share an entry."""


class TreeCache:
    """An LRU cache of trees. Thread-safe; the trees themselves are immutable."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._trees: OrderedDict[Key, tuple[int, Tree]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> tuple[int, Tree] | None:
        """The cached revision and tree of this page, or None."""
        with self._lock:
            if key in self._trees:
                self._trees.move_to_end(key)
            return self._trees.get(key)

    def put(self, key: Key, revision: int, tree: Tree) -> None:
        """Cache a tree unless a newer one is cached."""
        with self._lock:
            cached = self._trees.get(key)
            if cached is None or cached[0] < revision:
                self._trees[key] = (revision, tree)
            self._trees.move_to_end(key)
            while len(self._trees) > self._capacity:
                self._trees.popitem(last=False)

    def clear(self) -> None:
        """Remove all entries."""
        with self._lock:
            self._trees.clear()


trees = TreeCache()
