"""The stages of a publication: each is a package of `publishing`, entered one after another from `run` alone."""

import itertools
import re
import sys
from functools import cache
from pathlib import Path

from app.services.publishing import run
from tests.services.publishing.support import publish

PUBLISHING = Path(run.__file__).parent
STAGES = {"requests", "planning", "rendering", "storage", "activation"}
ORDER = re.compile(r"requests planning storage (rendering storage )+activation")
"""The uploader is opened first; then each batch of files is stored while the next one is rendered."""


def test_a_publication_enters_one_stage_after_another(people):
    entered = stages_entered(lambda: publish(people.ada))

    assert ORDER.fullmatch(" ".join(stage for stage, _ in itertools.groupby(entered)))


def stages_entered(work):
    """The stage of each function call within the packages of `publishing`, in order."""
    entered = []

    def note(frame, event, _argument):
        if event == "call" and (stage := stage_of(frame.f_code.co_filename)):
            entered.append(stage)

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return entered


@cache
def stage_of(file):
    """The stage that a source file belongs to, if any."""
    path = Path(file)
    folder = path.relative_to(PUBLISHING).parts[0] if path.is_relative_to(PUBLISHING) else ""
    return folder if folder in STAGES else None
