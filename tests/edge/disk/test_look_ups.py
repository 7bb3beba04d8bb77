"""Readers' paths are looked up in their own folder only."""

import pytest

from tests.edge.disk.test_layout import lay_out, layout, pages

__all__ = ["layout"]


def test_an_invalid_path_has_no_file(layout):
    build = lay_out(layout, pages("Ada"))
    for path in ("/" + "a" * 300, "/" + "a/" * 3000, "/a\0b"):
        assert not layout.has_file(build, path)
        assert not layout.has_page(f"builds/{build}", path)


@pytest.mark.parametrize("steps", ["/..", "/x/../..", "/../" + "../" * 20, "/./.."])
def test_a_look_up_never_leaves_its_folder(layout, steps):
    build, other = lay_out(layout, pages("Ada")), lay_out(layout, pages("Carol"))
    (layout.home / "secret.html").write_text("x")
    for path in (
        f"{steps}/{other}/index.html",
        f"{steps}/../secret.html",
        f"{steps}{layout.home}/secret.html",
    ):
        assert not layout.has_file(build, path)
        assert not layout.has_page(f"builds/{build}", path)
        assert not layout.has_page(f"builds/{build}", path.removesuffix(".html"))
    assert layout.has_page(f"builds/{build}", "/")
