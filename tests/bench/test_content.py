import pytest

from app.components.registry import BUILT_IN
from app.tree import codecs
from bench.content import document


@pytest.mark.parametrize("blocks", [1, 20, 25, 200, 500])
def test_a_document_has_the_requested_number_of_blocks(blocks):
    tree = codecs.load_puck(document(blocks), BUILT_IN)

    assert len(tree) == blocks


def test_the_same_seed_gives_the_same_document():
    assert document(50, seed=3) == document(50, seed=3)
    assert document(50, seed=3) != document(50, seed=4)
