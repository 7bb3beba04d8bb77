"""docs/operator.md lists every setting with its users, meaning and default.

After changing the table in `app/config/settings.py`, write it anew and commit it with the code:

    QUILLSPACE_REDRAW=1 .venv/bin/pytest -n 0 tests/config/test_settings_table.py
"""

import os
import re

from app.config import SETTINGS
from tests import house

MANUAL = house.ROOT / "docs" / "operator.md"
TABLE = re.compile(r"(<!-- settings -->\n).*?(<!-- /settings -->)", re.DOTALL)


def rows() -> str:
    lines = ["| setting | used by | what it is | default |", "|---|---|---|---|"]
    lines += [
        f"| `{setting.name}` | {', '.join(setting.used_by)} | {setting.meaning} | {setting.default or 'none'} |"
        for setting in SETTINGS
    ]
    return "\n".join(lines) + "\n"


def test_the_manual_lists_every_setting():
    written = MANUAL.read_text()
    right = TABLE.sub(lambda found: found[1] + rows() + found[2], written)
    if os.environ.get("QUILLSPACE_REDRAW"):
        MANUAL.write_text(right)
    assert "<!-- settings -->" in right
    assert MANUAL.read_text() == right


def test_every_variable_of_a_caddyfile_is_a_setting():
    text = "".join(path.read_text() for path in (house.ROOT / "caddy").rglob("*") if path.is_file())
    named = set(re.findall(r"\{\$([A-Z_]+)", text))
    assert named - {setting.name for setting in SETTINGS} == set()
