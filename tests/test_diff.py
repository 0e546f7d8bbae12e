"""`coder diff` lists the events that one run has and another has not, with the rules that made them."""

import pytest

from tests.commands import coder, write_stories

RECORDS = [
    {"id": "a", "date": "2024-05-14", "text": "Chad praised Libya for the report."},
    {"id": "b", "date": "2024-05-14", "text": "Norway accused Sudan of lying. Mali photographed Niger."},
]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    news = write_stories(folder / "news.jsonl", RECORDS)
    (folder / "own" / "verbs").mkdir(parents=True)
    (folder / "own" / "verbs" / "own.csv").write_text(
        "trigger,pos,pattern,code,roles,example\n"
        "praise,verb,subject=ACTOR object=ACTOR,070,,Chad praised Libya.\n"
        "accuse,verb,subject=ACTOR object=ACTOR,none,,Norway accused Sudan.\n"
        "photograph,verb,object=ACTOR,050,,Mali photographed Niger.\n"
    )
    coder("code", news, "-o", folder / "a", "--keep-parses", "--keep-text", "--workers", 0)
    coder("recode", folder / "a", "-o", folder / "b", "--dictionaries", folder / "own", "--workers", 0)
    more = write_stories(folder / "more.jsonl", [{"id": "c", "date": "2024-05-14", "text": "Chad praised Mali."}])
    coder("code", more, "-o", folder / "b", "--dictionaries", folder / "own", "--workers", 0)
    return folder


def differences(*arguments):
    done = coder("diff", *arguments, "--format", "jsonl")
    assert done.status == 0, done.err
    return done


def test_gained_lost_and_changed_events_come_with_their_rules(runs):
    done = differences(runs / "a", runs / "b")
    rows = {(row["change"], row["story_id"], row["source_code"], row["target_code"]): row for row in done.rows}
    changed, lost, gained = (
        rows["changed", "a", "TCD", "LBY"],
        rows["lost", "b", "NOR", "SDN"],
        rows["gained", "b", "MLI", "NER"],
    )
    assert len({key[0] for key in rows}) == 3
    assert (changed["code_a"], changed["code_b"]) == ("051", "070")
    assert str(changed["rule_a"]).startswith("verbs/05_engage_in_diplomatic_cooperation.csv:")
    assert str(changed["rule_b"]).endswith("own.csv:2")
    assert changed["sentence"] == "Chad praised Libya for the report."
    assert (lost["code_b"], lost["rule_b"]) == (None, None)
    assert (gained["code_a"], gained["code_b"], gained["trigger"]) == (None, "050", "photographed")
    assert str(gained["rule_b"]).endswith("own.csv:4")


def test_it_says_how_many_and_leaves_out_stories_of_one_side(runs):
    done = differences(runs / "a", runs / "b")
    assert "in 2 stories that both have" in done.err
    assert not [row for row in done.rows if row["story_id"] == "c"]


def test_the_other_way_round_gains_are_losses(runs):
    there, back = (
        [row["change"] for row in differences(*sides).rows]
        for sides in ((runs / "a", runs / "b"), (runs / "b", runs / "a"))
    )
    swapped = {"gained": "lost", "lost": "gained", "changed": "changed"}
    assert sorted(swapped[change] for change in there) == sorted(back)


def test_a_run_does_not_differ_from_itself(runs):
    done = differences(runs / "b", runs / "b")
    assert done.rows == []
    assert "0 gained, 0 lost, 0 changed" in done.err


def test_counts_are_by_code_and_rule(runs):
    rows = differences(runs / "a", runs / "b", "--counts").rows
    assert ("changed", "051", "070", 1) in {
        (row["change"], row["code_a"], row["code_b"], row["events"]) for row in rows
    }


def test_runs_of_one_output_are_named_by_their_ids(runs):
    [run] = (str(row["run_id"]) for row in coder("sql", "from runs", "-o", runs / "a", "--format", "jsonl").rows)
    assert differences(run[:8], runs / "b", "-o", runs / "a").rows == differences(runs / "a", runs / "b").rows


def test_what_is_no_run_is_named_with_those_there_are(runs):
    done = coder("diff", runs / "a", "nothing", "-o", runs / "a")
    [run] = (str(row["run_id"]) for row in coder("sql", "from runs", "-o", runs / "a", "--format", "jsonl").rows)
    assert (done.status, "nothing: neither the folder of an output nor a run's id" in done.err, run in done.err) == (
        2,
        True,
        True,
    )
