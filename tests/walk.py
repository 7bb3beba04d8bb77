"""Records the order in which some work enters packages of `app`."""

import sys
from collections.abc import Callable, Collection
from functools import cache
from itertools import groupby
from pathlib import Path
from types import FrameType

import app

ROOT = Path(app.__file__).parent


def packages_entered(work: Callable[[], object], packages: Collection[str]) -> list[str]:
    """Call `work`, and return which of these packages it entered, in order; consecutive entries count once.

    `packages` are paths below `app`, such as "services/editing".
    """
    entered: list[str] = []

    @cache
    def package_of(file: str) -> str | None:
        path = Path(file)
        names = (
            {str(parent) for parent in path.relative_to(ROOT).parents} if path.is_relative_to(ROOT) else set()
        )
        return next((package for package in packages if package in names), None)

    def record(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and (package := package_of(frame.f_code.co_filename)):
            entered.append(package)

    sys.setprofile(record)
    try:
        work()
    finally:
        sys.setprofile(None)
    return [package for package, _ in groupby(entered)]
