"""The resource limits of the sandboxed children, as the kernel reports them, and what a child refuses by itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import psutil
import pytest

from app.adapters.child_pool import Child, ChildProgram
from app.adapters.images import convert
from app.adapters.shells import render
from tests.pictures import encoded, jpeg, photo, png_bomb

MEGABYTE = 1024 * 1024
TEMPLATE = b'{"entry":"a","templates":{"a":"x"},"contexts":[{}],"tokens":{},"assets":{}}'


@dataclass(frozen=True)
class Sandbox:
    """A kind of child, a message that it can process, and its limits."""

    program: ChildProgram
    message: bytes
    cpu_seconds: int
    limits: dict[int, int]


SANDBOXES = {
    "images": Sandbox(
        convert.PROGRAM,
        jpeg(40, 30),
        10,
        {
            psutil.RLIMIT_AS: 640 * MEGABYTE,
            psutil.RLIMIT_CORE: 0,
            psutil.RLIMIT_FSIZE: 0,
            psutil.RLIMIT_NOFILE: 3,
        },
    ),
    "shells": Sandbox(
        render.PROGRAM,
        TEMPLATE,
        2,
        {
            psutil.RLIMIT_AS: 400 * MEGABYTE,
            psutil.RLIMIT_CORE: 0,
            psutil.RLIMIT_FSIZE: 0,
            psutil.RLIMIT_NOFILE: 3,
            psutil.RLIMIT_NPROC: 0,
        },
    ),
}
CASES = [(name, limit) for name, sandbox in SANDBOXES.items() for limit in sandbox.limits]


@pytest.fixture(scope="module")
def children() -> Iterator[dict[str, Child]]:
    started = {name: Child.start(sandbox.program) for name, sandbox in SANDBOXES.items()}
    for name, child in started.items():
        child.exchange(SANDBOXES[name].message)
    yield started
    for child in started.values():
        child.stop()


@pytest.fixture
def image_child(children: dict[str, Child]) -> Child:
    return children["images"]


@pytest.mark.parametrize(("name", "limit"), CASES)
def test_a_child_cannot_raise_its_limits(children: dict[str, Child], name: str, limit: int):
    maximum = SANDBOXES[name].limits[limit]

    assert psutil.Process(children[name].process.pid).rlimit(limit) == (maximum, maximum)


@pytest.mark.parametrize("name", SANDBOXES)
def test_a_childs_cpu_time_is_limited_for_each_message(children: dict[str, Child], name: str):
    process = psutil.Process(children[name].process.pid)
    used = process.cpu_times().user + process.cpu_times().system

    soft, _hard = process.rlimit(psutil.RLIMIT_CPU)

    assert 0 < soft <= used + SANDBOXES[name].cpu_seconds + 1


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "TGA", "PCX"])
def test_the_image_child_reads_no_other_formats_whatever_its_parent_lets_through(
    image_child: Child, kind: str
):
    assert refusal(image_child, encoded(photo(20, 20), kind)) == "broken"


def test_the_image_child_does_not_decode_more_pixels_than_the_limit(image_child: Child):
    assert refusal(image_child, png_bomb(8_200, 5_001)[:200_000]) == "large"


def test_the_image_child_has_a_lower_limit_for_transparent_pixels(image_child: Child):
    assert refusal(image_child, png_bomb(5_100, 5_000, has_alpha=True)) == "large"


def refusal(child: Child, data: bytes) -> str:
    """Return the reason why the child refuses the image, or '' if it does not."""
    header, _, _files = bytes(child.exchange(data)).partition(b"\n")
    return json.loads(header).get("fault", "")
