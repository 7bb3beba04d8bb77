"""Private folders, and sockets whose paths are short enough."""

import stat

import pytest

from app.embedded import folders


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_private_folder_is_closed_to_others(tmp_path):
    made = folders.private_folder(tmp_path / "a" / "b")
    assert mode(made) == 0o700


def test_private_folder_leaves_an_existing_one_as_it_is(tmp_path):
    tmp_path.chmod(0o755)
    assert mode(folders.private_folder(tmp_path)) == 0o755


def test_sockets_are_in_the_home_folder_if_its_path_is_short(tmp_path):
    home = tmp_path if len(str(tmp_path)) < 80 else tmp_path.parent
    assert folders.socket_folder(home) == home / "run"


@pytest.mark.parametrize("name", ["x" * 120, "with space", "comma,comma", "größe"])
def test_sockets_for_an_unsuitable_home_are_in_a_stable_folder_elsewhere(tmp_path, name):
    home = tmp_path / name
    home.mkdir()
    first = folders.socket_folder(home)
    assert not first.is_relative_to(home)
    assert mode(first) == 0o700
    assert len(str(first / ".s.PGSQL.5432.lock")) <= 107
    assert folders.socket_folder(home) == first
    first.rmdir()


def test_a_socket_folder_that_others_may_write_to_is_not_trusted(tmp_path):
    home = tmp_path / ("x" * 120)
    home.mkdir()
    first = folders.socket_folder(home)
    first.chmod(0o777)
    second = folders.socket_folder(home)
    assert second != first
    assert mode(second) == 0o700
    first.rmdir()
    second.rmdir()


def test_a_missing_socket_folder_is_created_again(tmp_path):
    home = tmp_path / ("x" * 120)
    home.mkdir()
    folders.socket_folder(home).rmdir()
    again = folders.socket_folder(home)
    assert again.is_dir()
    again.rmdir()


def test_private_files_are_readable_by_their_owner_only(tmp_path):
    folders.write_private(tmp_path / "dsn", "secret")
    folders.write_private(tmp_path / "dsn", "newer")
    assert (tmp_path / "dsn").read_text() == "newer"
    assert mode(tmp_path / "dsn") == 0o600


def test_the_secret_is_generated_once(tmp_path):
    folders.ensure_secret_key(tmp_path)
    first = (tmp_path / "secret_key").read_text()
    folders.ensure_secret_key(tmp_path)
    assert (tmp_path / "secret_key").read_text() == first
    assert len(first.strip()) >= 48
