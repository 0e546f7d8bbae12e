"""`coder dictionary check`, `find` and `coverage`."""

import csv
import re
import subprocess
import sys

import pytest

from coder.lexicon.lexicon import shipped_dictionaries
from tests.commands import coder

HEADER = "trigger,pos,pattern,code,roles,example\n"


@pytest.fixture
def mine(tmp_path):
    """A folder with one rule of the user's; gives a function that writes more of them."""
    folder = tmp_path / "mine"
    (folder / "verbs").mkdir(parents=True)

    def write(*rows):
        (folder / "verbs" / "mine.csv").write_text(HEADER + "".join(row + "\n" for row in rows), encoding="utf-8")
        return folder

    write("waltz,verb,with=ACTOR,040,,Norway waltzed with Iceland.")
    return write


def test_our_dictionaries_pass_and_are_counted():
    status, out, err = coder("dictionary", "check")
    assert (status, err) == (0, "")
    counts = re.match(r"([\d,]+) rules, ([\d,]+) compositions, ([\d,]+) word sets: no mistakes\n", out)
    assert counts
    assert int(counts[1].replace(",", "")) >= 300


def test_a_users_rules_are_counted_and_checked(mine):
    before = coder("dictionary", "check").out
    folder = mine("waltz,verb,with=ACTOR,040,,Norway waltzed with Iceland.")
    after = coder("dictionary", "check", "--dictionaries", folder).out
    assert int(after.split()[0].replace(",", "")) == int(before.split()[0].replace(",", "")) + 1
    folder = mine("waltz,verb,with=ACTOR,49,,Norway waltzed with Iceland.", "jive,noun,,040,,")
    status, out, err = coder("dictionary", "check", "--dictionaries", folder)
    assert (status, out) == (2, "")
    assert f"{folder.as_posix()}/verbs/mine.csv:2: code `49`" in err
    assert f"{folder.as_posix()}/verbs/mine.csv:3: no example" in err


def test_two_folders_are_laid_over_one_another(mine, tmp_path):
    folder = mine("waltz,verb,with=ACTOR,040,,Norway waltzed with Iceland.")
    (tmp_path / "last" / "verbs").mkdir(parents=True)
    (tmp_path / "last" / "verbs" / "x.csv").write_text(HEADER + "waltz,verb,with=ACTOR,off,,\n")
    one = coder("dictionary", "find", "waltz", "--dictionaries", folder)
    assert f"{folder.as_posix()}/verbs/mine.csv:2: waltz,verb" in one.out
    ours = coder("dictionary", "check").out
    both = coder("dictionary", "check", "--dictionaries", folder, "--dictionaries", tmp_path / "last").out
    assert both == ours


def test_find_shows_rows_of_all_kinds_whatever_their_case():
    status, out, err = coder("dictionary", "find", "IRAN")
    assert (status, err) == (0, "")
    assert re.search(r"^actors/countries\.csv:\d+: .*Iran", out, re.MULTILINE)
    assert coder("dictionary", "find", "iran").out == out


def test_find_takes_words_that_stand_together():
    lines = coder("dictionary", "find", "foreign minister").out.splitlines()
    assert any(line.startswith("agents.csv:") for line in lines)
    assert all(re.search(r"foreign.minister", line, re.IGNORECASE) for line in lines)


def test_find_says_so_when_there_is_nothing():
    assert coder("dictionary", "find", "xyzzy") == (1, "", "coder: no dictionary mentions `xyzzy`\n")


def test_coverage_is_csv_with_every_code_and_class(mine):
    status, out, err = coder("dictionary", "coverage")
    assert (status, err) == (0, "")
    rows = {row["code"]: row for row in csv.DictReader(out.splitlines())}
    assert len([code for code in rows if code.isdecimal()]) == 298
    assert {"APPEAL", "REFUSE", "LIGHT"} <= set(rows)
    assert rows["010"]["name"] == "Make statement, not specified below"
    assert int(rows["042"]["rules"]) >= 1
    assert int(rows["026"]["compositions"]) >= 1
    folder = mine("waltz,verb,with=ACTOR,042,,Norway waltzed with Iceland.")
    with_mine = coder("dictionary", "coverage", "--dictionaries", folder).out
    assert {row["code"]: row for row in csv.DictReader(with_mine.splitlines())}["042"]["rules"] == str(
        int(rows["042"]["rules"]) + 1
    )


def test_a_rule_of_the_user_wins_over_an_equally_specific_one_of_ours(mine):
    folder = mine("praise,verb,object=ACTOR,130,,Norway praised Iceland.")
    assert " 130 " in coder("explain", "Norway praised Iceland.", "--dictionaries", folder).out
    assert " 130 " not in coder("explain", "Norway praised Iceland.").out


def test_the_table_of_codes_in_the_readme_is_the_generated_one():
    table = coder("dictionary", "coverage", "--markdown").out
    readme = (shipped_dictionaries() / "README.md").read_text(encoding="utf-8")
    assert table.count("\n| ") == 21
    assert table in readme, "write the output of `coder dictionary coverage --markdown` into dictionaries/README.md"


def test_wrong_examples_are_named_with_what_they_give(mine):
    folder = mine(
        "waltz,verb,with=ACTOR,040,,Norway waltzed with Iceland.",
        "jive,verb,with=ACTOR,040,,Norway jived without Iceland.",
        "tango,verb,with=ACTOR,none,,Norway praised Iceland.",
    )
    err = coder("dictionary", "check", "--examples", "--dictionaries", folder).err
    of_mine = [line for line in err.splitlines() if "mine.csv" in line]
    assert [line.removeprefix("coder: ").partition(": ")[0].rpartition("/")[2] for line in of_mine] == [
        "mine.csv:3",
        "mine.csv:4",
    ]
    assert "expected an event 040 by this rule" in of_mine[0]
    assert "the example gives NOR 051 ISL" in of_mine[1]


def test_a_folder_that_is_none_is_exit_status_2(tmp_path):
    for command in (["check"], ["coverage"], ["find", "waltz"]):
        status, out, err = coder("dictionary", *command, "--dictionaries", tmp_path / "nowhere")
        assert (status, out) == (2, "")
        assert "nowhere: no such folder of dictionaries" in err


def test_checking_and_searching_load_no_parser():
    code = (
        "import sys; from coder.cli import main; sys.argv = ['coder', 'dictionary', 'check']\n"
        "try: main()\nexcept SystemExit: print({'spacy', 'polars', 'duckdb', 'pyarrow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("set()\n")
