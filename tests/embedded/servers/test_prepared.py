"""A second start does not prepare the database again unless something has changed."""

import pytest

from app.embedded.servers import prepared

SETTINGS = "development http://localhost:8080"


@pytest.fixture
def data(tmp_path, monkeypatch):
    for folder in prepared.FOLDERS:
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(prepared, "ROOT", tmp_path)
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    return data


def test_a_database_that_was_not_prepared_has_no_record(data):
    assert prepared.recall(data, SETTINGS) is None


def test_the_message_is_remembered(data):
    prepared.remember(data, SETTINGS, "the demo's words")
    assert prepared.recall(data, SETTINGS) == "the demo's words"


@pytest.mark.parametrize("folder", prepared.FOLDERS)
def test_a_changed_file_means_preparing_again(data, tmp_path, folder):
    prepared.remember(data, SETTINGS, "words")
    (tmp_path / folder / "new.py").write_text("")
    assert prepared.recall(data, SETTINGS) is None


def test_compiled_files_and_libraries_are_ignored(data, tmp_path):
    prepared.remember(data, SETTINGS, "words")
    (tmp_path / "app" / "__pycache__").mkdir()
    (tmp_path / "app" / "__pycache__" / "new.pyc").write_text("")
    assert prepared.recall(data, SETTINGS) == "words"


def test_another_data_folder_means_preparing_again(data):
    prepared.remember(data, SETTINGS, "words")
    data.rename(data.with_name("old"))
    data.mkdir()
    assert prepared.recall(data, SETTINGS) is None


def test_other_settings_mean_preparing_again(data):
    prepared.remember(data, SETTINGS, "words")
    assert prepared.recall(data, "production https://quillspace.site") is None
