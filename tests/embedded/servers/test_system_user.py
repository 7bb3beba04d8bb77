"""The system user that runs PostgreSQL."""

import os
import shutil
import tempfile
from pathlib import Path

import psutil
import psycopg
import pytest

from app.embedded import scratch
from app.embedded.folders import private_folder
from app.embedded.servers import system_user
from tests import house


@pytest.fixture
def home():
    with house.temporary_home() as home:
        private_folder(home / "postgres")
        yield home


@pytest.fixture
def system_folder(monkeypatch):
    """A temporary folder in place of /var/lib/quillspace, with "nobody" in place of the system user."""
    folder = Path(tempfile.mkdtemp(prefix="qs-system-"))
    folder.chmod(0o755)
    monkeypatch.setattr(system_user, "SYSTEM_FOLDER", folder)
    monkeypatch.setattr(system_user, "SYSTEM_USER", "nobody")
    yield folder
    shutil.rmtree(folder)


def test_an_unprivileged_user_runs_postgres_directly(home, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: home.stat().st_uid or 1000)
    assert system_user.choose(home).prefix == ()


def test_data_of_another_user_is_rejected_in_one_sentence(home, monkeypatch):
    private_folder(home / "postgres" / "data")
    owner = home.stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    with pytest.raises(PermissionError, match=f"belongs to user id {owner}. Start QuillSpace as that user"):
        system_user.choose(home)


def test_data_from_a_namespace_is_not_abandoned_where_namespaces_are_disabled(home, monkeypatch):
    private_folder(home / "postgres" / "data")
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr(system_user, "_check_owner", lambda _data: None)
    monkeypatch.setattr(system_user, "_may_use_namespace", lambda _folder: False)
    with pytest.raises(PermissionError, match="which this machine no longer allows"):
        system_user.choose(home)


# Only root can change the user.
if os.getuid() == 0:

    def test_root_without_namespaces_uses_a_system_user_and_folder(home, system_folder, monkeypatch):
        monkeypatch.setattr(system_user, "_may_use_namespace", lambda _folder: False)
        for _ in range(2):
            with scratch.running(home, is_fast=True) as config:
                psycopg.connect(config.database_url).close()
                server = int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
                assert psutil.Process(server).username() == "nobody"
                assert (home / "postgres" / "data").readlink().is_relative_to(system_folder)
