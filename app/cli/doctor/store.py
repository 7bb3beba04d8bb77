"""Check of the object store, with a small object of its own."""

import hashlib
import os
from uuid import UUID

from app.adapters.object_store import ObjectStore, StoreError, open_store
from app.cli.doctor.finding import Finding, bad, good
from app.config import Config

DOCTOR = UUID("d0c70000-0000-4000-8000-000000000000")
"""The owner of the test objects, whose keys begin with `t/d0c70000-`; no tenant has this id."""
QUICK = "connect_timeout=2&read_timeout=4&attempts=1"


def check_store(config: Config) -> Finding:
    """Check that objects can be written, read and deleted; an edge only reads."""
    url = config.object_store_url
    place = url.partition("?")[0]
    is_only_edge = not config.database_url
    try:
        store = open_store(_quick(url))
        store.check()
    except (OSError, ValueError) as error:
        return bad("object store", str(error), "Check OBJECT_STORE_URL and its write permissions.")
    if is_only_edge:
        return good("object store", f"{place}, readable")
    step, error_text = _try_out(store)
    if error_text:
        return bad(
            "object store",
            f"cannot {step} objects in {place}: {error_text}",
            "Allow its access key to read, write and delete objects (s3:GetObject, s3:PutObject, s3:DeleteObject).",
        )
    return good("object store", place)


def _try_out(store: ObjectStore) -> tuple[str, str]:
    """Write, read and delete an object; return the step that fails and the reason."""
    data = os.urandom(32)
    name = hashlib.sha256(data).hexdigest()
    step = "write"
    try:
        store.put_if_absent(DOCTOR, name, data)
        step = "read"
        with store.open(DOCTOR, name) as file:
            if file.read() != data:
                return step, "it returns something other than what was written"
        step = "delete"
        store.delete(DOCTOR, name)
        if store.exists(DOCTOR, name):
            return step, "it is still there"
    except (StoreError, OSError, LookupError) as error:
        return step, str(error)
    return "", ""


def _quick(url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{QUICK}" if url.startswith("s3:") else url
