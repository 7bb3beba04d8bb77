"""A component registry is immutable: extending it creates a new one, and unpickling returns the same one."""

import pickle

import pytest

from app.components.component_registry import ComponentRegistry, registry_of, shared_digest
from app.components.registry import BUILT_IN, LIBRARY
from app.components.rendering import RenderContext, render_component
from app.components.text_kinds import TextKind
from tests.components.recipe.recipe import Recipe

EXTENDED = BUILT_IN.extended_with(Recipe)


def test_extending_a_registry_leaves_the_original_unchanged():
    assert EXTENDED.find("Recipe") is Recipe
    assert BUILT_IN.find("Recipe") is None
    assert EXTENDED.components == (*LIBRARY, Recipe)
    assert EXTENDED.palette == (*BUILT_IN.palette, Recipe)
    assert list(EXTENDED.categories()) == [*BUILT_IN.categories(), "Kitchen"]


def test_a_registry_returns_slots_labels_and_text_kinds_by_type():
    assert list(EXTENDED.slots("Recipe") or ()) == ["aside"]
    assert BUILT_IN.slots("Recipe") is None
    assert EXTENDED.field_label("Recipe", "aside") == "Beside it"
    assert EXTENDED.text_kind("Recipe", "method") is TextKind.RICH
    assert BUILT_IN.text_kind("Recipe", "method") is TextKind.NONE
    assert (EXTENDED.label("Recipe"), EXTENDED.schema_version("Recipe")) == ("Recipe", 1)


def test_styles_and_digests_cover_only_the_registrys_own_components():
    assert ".c-recipe" in EXTENDED.css()
    assert BUILT_IN.css_for(["Recipe"]) == BUILT_IN.css_for([])
    assert EXTENDED.digest != BUILT_IN.digest
    assert EXTENDED.component_digest("Recipe")
    assert EXTENDED.component_digest("Hero") == BUILT_IN.component_digest("Hero")
    assert BUILT_IN.component_digest("Recipe") == ""
    assert len(shared_digest()) == 64


def test_a_pickled_registry_is_the_same_object():
    assert pickle.loads(pickle.dumps(EXTENDED)) is EXTENDED
    assert registry_of(LIBRARY) is BUILT_IN
    assert BUILT_IN.extended_with() is BUILT_IN


def test_names_and_folders_are_unique():
    with pytest.raises(ValueError, match="same name or folder"):
        EXTENDED.extended_with(Recipe)
    with pytest.raises(ValueError, match="same name or folder"):
        ComponentRegistry([*LIBRARY, LIBRARY[0]])


def test_a_component_outside_the_library_has_its_own_template():
    html = render_component(
        Recipe,
        block_id="r",
        props={"dish": "Syllabub"},
        children=lambda _slot: "",
        context=RenderContext(registry=EXTENDED),
    )

    assert '<h2 class="c-recipe__dish" >Syllabub</h2>' in html
