"""What a command writes is there as a whole or not at all, and nothing of the user's beside it is touched."""

import pytest

from coder.errors import CoderError
from coder.files import written_whole
from tests.commands import coder, coder_process
from tests.sample_events import EVENTS, store


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    return store(tmp_path_factory.mktemp("output"), EVENTS)


WRITING = {
    "sql": ("sql", "from events", "-o", "{output}", "--save", "{file}"),
    "dyads": ("dyads", "IRN", "EGY", "-o", "{output}", "--save", "{file}"),
    "chart": ("dyads", "IRN", "EGY", "-o", "{output}", "--chart", "{file}.svg"),
    "dedup": ("dedup", "{output}", "--format", "csv", "-o", "{file}"),
    "export": ("export", "{output}", "--format", "csv", "-o", "{file}"),
    "stata": ("export", "{output}", "--format", "stata", "-o", "{file}"),
    "release": ("export", "{output}", "--release", "{file}", "--title", "Events", "--author", "Institute"),
    "sample": ("sample", "{output}", "-o", "{file}"),
    "report": ("report", "{output}", "-o", "{file}"),
}


def write(name, output, file):
    return coder(*(word.format(output=output, file=file) for word in WRITING[name]))


@pytest.mark.parametrize("name", WRITING)
def test_files_of_the_user_stay(output, tmp_path, name):
    folder = tmp_path / "made.tmp"
    folder.mkdir()
    (folder / "own").write_text("mine")
    (tmp_path / "made.svg.tmp").write_text("mine")
    done = write(name, output, tmp_path / "made")
    assert done.status == 0, done.err
    made = {path.name for path in tmp_path.iterdir()} - {"made.tmp", "made.svg.tmp"}
    assert made in ({"made"}, {"made.svg"})
    assert (folder / "own").read_text() == (tmp_path / "made.svg.tmp").read_text() == "mine"


@pytest.mark.parametrize("name", WRITING)
@pytest.mark.parametrize("place", ["file/made", "missing/made"])
def test_a_place_that_cannot_be_written_is_an_error(output, tmp_path, name, place):
    (tmp_path / "file").write_text("mine")
    done = write(name, output, tmp_path / place)
    assert (done.status, done.out) == (1, "")
    assert f"coder: {tmp_path / place}" in done.err
    assert "cannot be written (" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("name", WRITING)
def test_a_folder_is_no_file_and_a_file_no_folder(output, tmp_path, name):
    for path in (tmp_path / "made", tmp_path / "made.svg"):
        path.write_text("mine") if name == "release" else path.mkdir()
    done = write(name, output, tmp_path / "made")
    assert done.status == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made", "made.svg"]


def test_what_fails_half_way_leaves_the_older_file(output, tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text("older")
    # The first rows are written before the last one fails.
    query = "select if(i = 9999, error('no'), i) as i from range(10000) as t (i)"
    assert coder("sql", query, "-o", output, "--format", "csv", "--save", file).status == 1
    assert file.read_text() == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


def test_a_link_is_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere" / "file")
    with written_whole(tmp_path / "link") as path:
        path.write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "elsewhere" / "file").read_text() == "new"


def test_a_device_is_written_to(output):
    done = coder_process("sql", "select 1 as one", "-o", output, "--format", "csv", "--save", "/dev/stdout")
    assert (done.status, done.out) == (0, "one\n1\n")


def test_others_may_read_the_file_as_far_as_the_user_lets_them(tmp_path):
    (tmp_path / "plain").touch()
    with written_whole(tmp_path / "made") as path:
        path.touch()
    assert (tmp_path / "made").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_folder_stands_whole_in_its_place(tmp_path):
    with written_whole(tmp_path / "set") as path:
        path.mkdir()
        (path / "file").write_text("new")
        assert not (tmp_path / "set").exists()
    assert (tmp_path / "set" / "file").read_text() == "new"
    with pytest.raises(CoderError, match="set: cannot be written"), written_whole(tmp_path / "set") as path:
        path.write_text("a file cannot stand in place of a folder")
    assert [path.name for path in tmp_path.iterdir()] == ["set"]
