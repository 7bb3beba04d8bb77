"""All modules of the editor are preloaded together."""

import re

from app.web.assets import module_urls, static_files


def test_every_imported_module_is_listed_once(app):
    with app.app_context():
        urls = module_urls("js/editor/main.js")

    names = [url.split("/", 3)[3] for url in urls]
    assert len(set(names)) == len(names)
    assert {"js/editor/saving/operation-queue.js", "js/editor/core/dom.js", "js/time-zone.js"} <= set(names)
    assert all((static_files.FOLDER / name).is_file() for name in names)


def test_modules_loaded_on_demand_are_not_preloaded(app):
    with app.app_context():
        names = {url.split("/", 3)[3].rsplit("/", 1)[1] for url in module_urls("js/editor/main.js")}

    later = {
        name
        for path in (static_files.FOLDER / "js" / "editor").rglob("*.js")
        for name in re.findall(r"""import\("\.[^"]*/([^"/]+)"\)""", path.read_text())
    }
    assert later & names == set()
