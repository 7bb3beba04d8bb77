"""Hostile templates: each fails quickly with a clear error and bounded memory, without affecting others."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from app.adapters.child_pool import Child
from app.adapters.shells import render, render_shells
from app.adapters.shells.render import TemplateFailed

PLACES = "{{ head }}{{ blocks }}"
NESTED = "{% for a in range(10000) %}" * 6 + "x" + "{% endfor %}" * 6
LOOP = "{% for i in range(40) %}"
DOUBLE = "{% set s = namespace(v='xxxxxxxxxxxxxxxx') %}" + LOOP + "{% set s.v = s.v ~ s.v %}{% endfor %}"

BOMBS = {
    "nested loops": NESTED,
    "doubled text": DOUBLE + "{{ s.v|length }}",
    "doubled text shown": DOUBLE + "{{ s.v }}",
    "doubled list": "{% set s = namespace(v=[1,2]) %}" + LOOP + "{% set s.v = s.v + s.v %}{% endfor %}",
    "repeated text": "{{ 'x' * 1000000000 }}",
    "repeated list": "{{ ([1] * 100000000)|length }}",
    "long range": "{{ range(1000000000)|list|length }}",
    "long range joined": "{{ range(1000000000)|join('xxxxxxxxxxxxxxxx') }}",
    "replace": "{% set a = range(9999)|join('x') %}{{ a|replace('x', a)|replace('1', a)|length }}",
    "indent": "{{ 'a\\nb'|indent(1000000000) }}",
    "wide slices": "{{ [1]|slice(1000000000)|list }}",
    "wide batch": "{{ [1]|batch(1000000000, 'x')|list }}",
    "formatted": "{{ '%1000000000d'|format(1) }}",
    "formatted by method": "{{ '{:>1000000000}'.format(1) }}",
    "centred": "{{ 'x'|center(1000000000) }}",
    "recursive macro": "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}",
    "includes itself": "{% include 'shell.html' %}",
    "extends itself": "{% extends 'shell.html' %}",
    "recursive loop": "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "many sorts": "{% set a = range(9999)|list %}" + "{{ a|sort(reverse=true)|length }}" * 4000,
    "many uniques": "{% set a = range(9999)|list %}" + "{{ a|unique|list|length }}" * 4000,
    "deep brackets": "{{ " + "(" * 100_000 + "1" + ")" * 100_000 + " }}",
    "deep lists": "{{ " + "[" * 100_000 + "]" * 100_000 + " }}",
    "deep minus": "{{ " + "-" * 200_000 + "1 }}",
    "deep ifs": "{% if 1 %}" * 20_000 + "{% endif %}" * 20_000,
    "power": "{{ 9 ** 9 ** 9 ** 9 }}",
    "huge output": "{% for i in range(9999) %}" + "x" * 20_000 + "{% endfor %}",
    "large output": "x" * (2 * 1024 * 1024 + 1),
    "markdown quotes": "{{ ('>' * 100000)|markdown }}",
    "markdown links": "{{ ('[a](' * 60000)|markdown }}",
    "markdown emphasis": "{{ ('*a_' * 100000)|markdown }}",
    "nested json": "{% set s = namespace(v=[]) %}"
    + LOOP
    + "{% set s.v = [s.v, s.v] %}{% endfor %}{{ s.v|tojson }}",
    "split apart": "{% set a = range(9999)|join('x') %}" + LOOP + "{{ (a * 200)|list|length }}{% endfor %}",
    "upper cases": "{% for i in range(9999) %}{{ ('ß' * 1000000)|upper|length }}{% endfor %}",
}

OUTSIDE = [
    "{% include '/etc/passwd' %}",
    "{% include '../../../etc/passwd' %}",
    "{% include 'file:///etc/passwd' %}",
    "{% import 'app/logs.py' as c %}{{ c }}",
    "{% extends 't/20000000-0000-4000-8000-000000000002/shell.html' %}",
    "{% from 'other-site.html' import x %}",
    "{% include ['a.html', 'b.html'] %}",
    "{{ ''.__class__.__mro__ }}",
    "{{ asset_url.__globals__ }}",
    "{{ asset_url.__globals__['os'].environ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ debug() }}",
    "{{ x|debug }}",
    "{{ x|pprint }}",
    "{{ ''|attr('__class__')|attr('__mro__') }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ '{0.__class__}'|format(head) }}",
    "{{ '{0.__class__}'.format(head) }}",
    "{{ asset_url('../../../etc/passwd') }}",
    "{{ asset_url(['a']) }}",
]


def outcome_of(template: str) -> str:
    try:
        html = render_shells(PLACES + template, [{"x": 1}], assets={})[0].after_blocks
    except TemplateFailed as fault:
        return str(fault)
    return f"shown: {len(html)} {html[:60]}"


@pytest.mark.parametrize("name", BOMBS)
def test_a_template_bomb_is_contained(name):
    outcome = outcome_of(BOMBS[name])
    assert len(outcome) < 700
    if outcome.startswith("shown"):
        assert int(outcome.split()[1]) <= 2 * 1024 * 1024


def test_concurrent_bombs_affect_neither_this_process_nor_good_templates():
    before = psutil.Process().memory_info().rss
    with ThreadPoolExecutor(4) as pool:
        bombs = [pool.submit(outcome_of, bomb) for bomb in list(BOMBS.values()) * 2]
        good = [outcome_of("good") for _ in range(10)]
    assert good == ["shown: 4 good"] * 10
    assert all(bomb.result() for bomb in bombs)
    assert psutil.Process().memory_info().rss - before < 150 * 1024 * 1024


@pytest.mark.parametrize("template", OUTSIDE)
def test_a_template_cannot_show_anything_outside_its_context(template):
    outcome = outcome_of(template)
    assert not outcome.startswith("shown") or outcome in {"shown: 0 ", "shown: 4 None"}, outcome
    for secret in ("root:", "class '", "posix", "environ("):
        assert secret not in outcome


def test_a_childs_environment_and_open_files_contain_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary-6f1c")
    child = Child.start(render.PROGRAM)
    try:
        child.exchange(b'{"entry":"a","templates":{"a":"x"},"contexts":[{}],"tokens":{},"assets":{}}')
        folder = Path(f"/proc/{child.process.pid}")
        assert b"canary" not in (folder / "environ").read_bytes()
        assert sorted(path.name for path in (folder / "fd").iterdir()) == ["0", "1", "2"]
        assert (folder / "cwd").readlink() == Path("/")
    finally:
        child.stop()


def test_a_batch_reports_the_error_of_its_failing_page():
    contexts = [{"n": 1}] * 20 + [{"n": 0}]
    with pytest.raises(TemplateFailed, match="1 // 0"):
        render_shells(PLACES + "{{ 1 // n }}", contexts, assets={})


def test_the_pool_recovers_when_an_idle_child_was_killed():
    assert outcome_of("one") == "shown: 3 one"
    for child in render._pool._idle:
        child.process.kill()
        child.process.wait()
    assert outcome_of("two") == "shown: 3 two"


def test_an_endless_template_is_reported_in_plain_words():
    with pytest.raises(TemplateFailed, match="it needs more processing than one page may use"):
        render_shells(PLACES + NESTED, [{}], assets={})
