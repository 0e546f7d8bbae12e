"""`coder sample` draws a sheet that a person can check in a spreadsheet; `coder evaluate --sheet` reads it back."""

import csv
import io

import pytest

from tests.commands import coder
from tests.sample_events import JULY, event, store

ROOTS = {"01": 40, "04": 8, "19": 2}


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    events = [
        event(f"{root}-{n}", JULY, "GHA", f"{root}0", "TGO", sentence=f'=1+1 "{n}"\x1b[0m')
        for root, number in ROOTS.items()
        for n in range(number)
    ]
    return store(tmp_path_factory.mktemp("output"), events)


@pytest.fixture
def sheet(output, tmp_path):
    def run(*options):
        path = tmp_path / "sheet.csv"
        assert coder("sample", output, "-o", path, *options).status == 0
        return path

    return run


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def fill(path, judge, delimiter=","):
    filled = [row | {"correct": judge(row)} for row in rows(path)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, filled[0], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(filled)
    return path


def checked(path):
    done = coder("evaluate", "--sheet", path, "--format", "jsonl")
    assert done.status == 0, done.err
    return {row["root"]: row for row in done.rows}


def test_the_roots_are_drawn_in_turn(sheet):
    drawn = [row["cameo_root"] for row in rows(sheet("-n", "12"))]
    assert {root: drawn.count(root) for root in ROOTS} == {"01": 5, "04": 5, "19": 2}


def test_a_sheet_holds_every_event_at_most_once(sheet):
    ids = [row["event_id"] for row in rows(sheet("-n", "1000"))]
    assert len(ids) == len(set(ids)) == 50


def test_the_seed_draws_and_the_same_seed_draws_the_same(sheet):
    first, again, other = (sheet("-n", "12", "--seed", seed).read_bytes() for seed in ("1", "1", "2"))
    assert first == again
    assert first != other


def test_a_sheet_runs_no_formula_and_commands_no_terminal(sheet):
    text = sheet("-n", "5").read_text("utf-8")
    assert "\x1b" not in text
    assert all(row["sentence"].startswith("'=1+1") for row in rows(sheet("-n", "5")))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_checked_sheet_gives_precision_by_root(sheet, delimiter):
    yes = iter(["yes", "Y", "1", "n", "0"])
    path = fill(
        sheet("-n", "12"),
        lambda row: next(yes) if row["cameo_root"] == "01" else "yes" if row["cameo_root"] == "04" else "",
        delimiter,
    )
    result = checked(path)
    assert (result["01"]["precision"], result["01"]["right"], result["01"]["checked"]) == (0.6, 3, 5)
    assert (result["01"]["low"], result["01"]["high"]) == (0.2307, 0.8824)  # Wilson
    assert (result["04"]["precision"], result["04"]["high"]) == (1.0, 1.0)
    assert (result["19"]["precision"], result["19"]["unchecked"]) == (None, 2)
    assert result["all"]["precision"] == round((40 * 0.6 + 8 * 1.0) / 48, 4)  # by how frequent the roots are
    assert result["all"]["low"] < result["all"]["precision"] < result["all"]["high"]


def test_a_root_that_lost_its_zero_in_a_spreadsheet_is_still_known(sheet):
    path = fill(sheet("-n", "12"), lambda row: "y")
    path.write_text(path.read_text("utf-8-sig").replace(",01,", ",1,"), encoding="utf-8")
    assert checked(path)["01"]["checked"] == 5


def test_a_word_that_is_neither_yes_nor_no_is_named_with_its_line(sheet):
    done = coder("evaluate", "--sheet", fill(sheet("-n", "3"), lambda row: "maybe"))
    assert done.status == 2
    assert "sheet.csv:2: correct `maybe`: expected yes or no" in done.err


def test_another_file_is_no_sheet(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    assert "no sheet of `coder sample`" in coder("evaluate", "--sheet", path).err


def test_an_unchecked_sheet_has_no_precision(sheet):
    assert checked(sheet("-n", "3"))["all"]["precision"] is None


def test_a_sheet_without_sentences_says_how_to_have_them(tmp_path, output):
    bare = store(tmp_path / "bare", [event("e", JULY, "GHA", "010", "TGO")])
    assert "--keep-text" in coder("sample", bare, "-o", tmp_path / "sheet.csv").err
    assert "--keep-text" not in coder("sample", output, "-o", tmp_path / "sheet.csv").err
