"""`coder export --release` makes a data set that others can check, cite and understand, without the stories' text."""

import csv
import hashlib

import pyarrow.parquet as pq
import pytest

from coder.events.schema import EVENTS as TABLE
from tests.commands import coder
from tests.sample_events import EVENTS, store


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    return store(tmp_path_factory.mktemp("output"), EVENTS)


def release(output, folder, *options):
    return coder(
        "export", output, "--release", folder, "--title", 'Events: "all" of them', "--author", "Institute", *options
    )


@pytest.fixture
def made(output, tmp_path):
    assert release(output, tmp_path / "set").status == 0
    return tmp_path / "set"


def test_a_data_set_is_complete_and_its_checksums_hold(made):
    files = {path.name for path in made.iterdir()}
    assert files == {"events.parquet", "events.csv", "codebook.md", "CITATION.cff", "LICENSE.txt", "SHA256SUMS"}
    sums = dict(line.split("  ")[::-1] for line in (made / "SHA256SUMS").read_text().splitlines())
    assert sums.keys() == files - {"SHA256SUMS"}
    assert all(hashlib.sha256((made / name).read_bytes()).hexdigest() == sum_ for name, sum_ in sums.items())


def test_the_codebook_says_what_every_column_and_code_is(made):
    text = (made / "codebook.md").read_text("utf-8")
    with (made / "events.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert header == pq.read_schema(made / "events.parquet").names
    comments = {column.name: column.comment for column in TABLE.columns}
    assert all(f"| `{name}` | " in text and comments[name] in text for name in header)
    assert "| 173 | Arrest, detain, or charge with legal action | -5.0 | 4 | COERCE.arrest | 1 |" in text
    assert "7 political events from 1979-01-01 to 2023-07-11" in text


def test_the_stories_text_is_in_it_only_when_asked_for(output, made, tmp_path):
    assert "sentence" not in pq.read_schema(made / "events.parquet").names
    assert all(b"HYPERLINK" not in path.read_bytes() for path in made.iterdir())
    release(output, tmp_path / "text", "--with-text")
    assert "sentence" in pq.read_schema(tmp_path / "text" / "events.parquet").names
    assert "quotes news stories" in (tmp_path / "text" / "LICENSE.txt").read_text()


def test_the_citation_holds_title_authors_and_licence(output, tmp_path):
    release(output, tmp_path / "set", "--author", "Family, Given", "--licence", "CC0-1.0")
    text = (tmp_path / "set" / "CITATION.cff").read_text()
    assert 'title: "Events: \\"all\\" of them"' in text
    assert '  - name: "Institute"\n  - family-names: "Family"\n    given-names: "Given"\n' in text
    assert "license: CC0-1.0" in text


def test_the_same_events_make_the_same_files(output, made, tmp_path):
    release(output, tmp_path / "again")
    assert {path.name: path.read_bytes() for path in made.iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()
    }


def test_what_is_there_is_never_overwritten(output, made):
    done = release(output, made)
    assert (done.status, "is there already" in done.err) == (2, True)


def test_a_data_set_needs_a_title_and_an_author(output, tmp_path):
    done = coder("export", output, "--release", tmp_path / "set", "--title", "Events")
    assert (done.status, "--author" in done.err) == (2, True)
    assert not (tmp_path / "set").exists()
