"""The stages of a publication are packages of `publishing` that are entered one after another."""

import re

from tests.services.publishing.support import publish
from tests.walk import packages_entered

STAGES = ("requests", "planning", "rendering", "storage", "activation")
ORDER = re.compile(r"requests planning storage (rendering storage )+activation")
"""The uploader is opened first; then each batch of files is stored while the next batch is rendered."""


def test_a_publication_enters_one_stage_after_another(people):
    packages = [f"services/publishing/{stage}" for stage in STAGES]

    entered = packages_entered(lambda: publish(people.ada), packages)

    assert ORDER.fullmatch(" ".join(package.rpartition("/")[2] for package in entered))
