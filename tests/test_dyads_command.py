"""`coder dyads` counts what two actors do to each other over time."""

import csv
import io
import sys
from datetime import date

import pytest

from coder.cli import main
from coder.events import CodedStory
from tests.sample_events import event, store


@pytest.fixture
def dyads(tmp_path, monkeypatch, capsys):
    """Runs the command on three months; gives exit status, the rows as (period, direction, events), and stderr."""
    events = [
        event("e1", date(2023, 7, 11), "IRNGOV", "040", "EGYGOV", reciprocal=True, pair_id="p"),
        event("e2", date(2023, 7, 11), "EGYGOV", "040", "IRNGOV", reciprocal=True, pair_id="p"),
        event("e3", date(2023, 9, 2), "EGY", "040", "IRN"),
        event("e4", date(2023, 9, 3), "TCD", "040", "SDN"),
        event("e5", date(2023, 9, 4), "TCD", "040", "SDN"),
    ]
    store(tmp_path, events, [CodedStory(story_id="s", story_date=date(2023, 7, 1), file="f")])

    def run_command(*arguments):
        monkeypatch.setattr(sys, "argv", ["coder", "dyads", *arguments, "-o", str(tmp_path), "--format", "csv"])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        rows = [(row["period"], row["direction"], int(row["events"])) for row in csv.DictReader(io.StringIO(out))]
        return ended.value.code, rows, err

    return run_command


def test_each_direction_by_month_with_zeros(dyads):
    assert dyads("irn", "EGY") == (
        0,
        [
            ("2023-07-01", "IRN>EGY", 1),
            ("2023-07-01", "EGY>IRN", 1),
            ("2023-08-01", "IRN>EGY", 0),
            ("2023-08-01", "EGY>IRN", 0),
            ("2023-09-01", "IRN>EGY", 0),
            ("2023-09-01", "EGY>IRN", 1),
        ],
        "",
    )


def test_undirected_counts_what_both_do_once(dyads):
    assert dyads("IRN", "EGY", "--undirected", "--by", "quarter")[1] == [("2023-07-01", "both", 2)]


def test_between_two_days_are_the_periods_that_they_touch(dyads):
    rows = dyads("IRN", "EGY", "--undirected", "--from", "2023-08-31", "--to", "2023-09-01")[1]
    assert [row[0] for row in rows] == ["2023-08-01", "2023-09-01"]
    rows = dyads("IRN", "EGY", "--undirected", "--by", "day", "--from", "2023-09-01", "--to", "2023-09-02")[1]
    assert rows == [("2023-09-01", "both", 0), ("2023-09-02", "both", 1)]


def test_two_actors_that_never_met_are_zeros(dyads):
    status, rows, _ = dyads("IRN", "TCD", "--by", "year", "--undirected")
    assert (status, rows) == (0, [("2023-01-01", "both", 0)])


def test_an_actor_that_does_not_occur_is_an_error_that_lists_those_that_do(dyads):
    status, rows, err = dyads("IRN", "EGIPT")
    assert (status, rows) == (2, [])
    assert "EGIPT: no event has an actor with this code" in err
    assert "most frequent first: EGY, IRN, SDN, TCD" in err


@pytest.mark.parametrize("wrong", [["--by", "fortnight"], ["--from", "11/07/2023"], []])
def test_wrong_arguments_are_usage_errors(dyads, wrong):
    assert dyads(*(["IRN", "EGY", *wrong] if wrong else ["IRN"]))[0] == 2


def test_a_wrong_day_is_said_as_everywhere(dyads):
    assert "'11/07/2023' is no day; write it as 2023-07-11" in dyads("IRN", "EGY", "--to", "11/07/2023")[2]
