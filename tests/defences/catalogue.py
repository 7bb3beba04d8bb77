"""The defences, by what they protect."""

from tests.defences.accounts import ACCOUNTS
from tests.defences.removal import Defence, Edit
from tests.defences.threats import THREATS
from tests.defences.walls import WALLS
from tests.defences.work_and_files import WORK_AND_FILES

IMAGE_CHILD = "app/adapters/images/child.py"
SHELL_CHILD = "app/adapters/shells/child.py"
CHILD_LIMITS = "tests/adapters/test_child_limits.py"


def _line(name: str, file: str, old: str, *tests: str, new: str = "pass") -> Defence:
    return Defence(name, (Edit(file=file, old=old, new=new),), tests)


def _limit(child: str, name: str, value: str) -> Defence:
    file = IMAGE_CHILD if child == "images" else SHELL_CHILD
    return _line(
        f"the limit {name} of children for {child}",
        file,
        f"resource.setrlimit(resource.RLIMIT_{name}, {value})",
        CHILD_LIMITS,
    )


CHILDREN = (
    _limit("images", "AS", "(MEMORY_BYTES, MEMORY_BYTES)"),
    _limit("images", "CPU", "(used + CPU_SECONDS_PER_PICTURE, resource.RLIM_INFINITY)"),
    _limit("images", "FSIZE", "(0, 0)"),
    _limit("images", "NOFILE", "(3, 3)"),
    _limit("shells", "AS", "(MEMORY_BYTES, MEMORY_BYTES)"),
    _limit("shells", "CPU", "(used + CPU_SECONDS_PER_BATCH, resource.RLIM_INFINITY)"),
    _limit("shells", "FSIZE", "(0, 0)"),
    _limit("shells", "NPROC", "(0, 0)"),
    _limit("shells", "NOFILE", "(3, 3)"),
    _line(
        "the limit of pixels in the child",
        IMAGE_CHILD,
        "if file.width * file.height > pixel_limit(file):",
        CHILD_LIMITS,
        new="if False:",
    ),
    _line("picture formats in the child", IMAGE_CHILD, ", formats=FORMATS)", CHILD_LIMITS, new=")"),
)

DEFENCES = (*ACCOUNTS, *CHILDREN, *THREATS, *WALLS, *WORK_AND_FILES)
