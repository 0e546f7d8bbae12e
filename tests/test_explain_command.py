"""`coder explain` shows the parse, the actors, the rules and the events of a sentence or a story."""

import re

from tests.commands import coder

EVENT = re.compile(
    r'^  (?P<source>[A-Z]+) "(?P<by>[^"]*)".* -> (?P<target>[A-Z]+) "(?P<to>[^"]*)".*: (?P<code>\d+) .*\[(?P<rule>.+)\]$',
    re.MULTILINE,
)


def triples(out):
    return [(event["source"], event["code"], event["target"]) for event in EVENT.finditer(out)]


def below(out, heading):
    """The lines of the first section with this heading."""
    lines = out.splitlines()
    rest = lines[lines.index(heading) + 1 :] if heading in lines else []
    return rest[: rest.index("")] if "" in rest else rest


def test_everything_that_made_an_event_is_shown():
    status, out, err = coder("explain", "Chad condemned Libya.", "--date", "2024-05-14")
    assert (status, err) == (0, "")
    assert out.startswith("Chad condemned Libya.\n")
    assert [line.split() for line in below(out, "parse")][:2] == [
        ["0", "Chad", "chad", "PROPN", "nsubj", "condemned"],
        ["1", "condemned", "condemn", "VERB", "root", "-"],
    ]
    assert [line.split()[:2] for line in below(out, "actors")] == [["Chad:", "TCD"], ["Libya:", "LBY"]]
    [event] = EVENT.finditer(out)
    assert (event["source"], event["by"], event["code"]) == ("TCD", "Chad", "111")
    assert (event["target"], event["to"]) == ("LBY", "Libya")
    [won] = [line for line in below(out, "rules") if line.startswith("  won ")]
    assert f"-> 111  [{event['rule']}]" in won


def test_rules_that_nearly_fired_say_what_they_lack(tmp_path):
    verbs = tmp_path / "verbs"
    verbs.mkdir()
    (verbs / "mine.csv").write_text(
        "trigger,pos,pattern,code,roles,example\nwaltz,verb,with=ACTOR,040,,Norway waltzed with Iceland.\n"
    )
    out = coder("explain", "Norway waltzed across the square.", "--dictionaries", tmp_path).out
    [missed] = [line for line in below(out, "rules") if "waltzed" in line]
    assert (
        missed.split()
        == f"missed waltzed: with=ACTOR -> 040 [{(verbs / 'mine.csv').as_posix()}:2] lacks with=ACTOR".split()
    )
    assert triples(out) == []
    assert below(out, "events") == ["  none"]


def test_sentences_of_one_text_share_their_context():
    out = coder("explain", "Chad's president visited Libya on Monday. The two countries signed an agreement.").out
    assert triples(out) == [
        ("TCDGOV", "042", "LBY"),
        ("LBY", "043", "TCDGOV"),
        ("TCD", "057", "LBY"),
        ("LBY", "057", "TCD"),
    ]
    assert "coreference" in out


def test_who_held_an_office_depends_on_the_date(tmp_path):
    (tmp_path / "actors").mkdir()
    (tmp_path / "actors" / "mine.csv").write_text(
        "name,code,from,to,note\nHarbourmaster,LBYGOV,2010,2012,in office\nHarbourmaster,LBYELI,,,\n"
    )
    text = "Chad condemned the Harbourmaster."
    in_office = coder("explain", text, "--date", "2012-12-31", "--dictionaries", tmp_path).out
    afterwards = coder("explain", text, "--date", "2013-01-01", "--dictionaries", tmp_path).out
    assert triples(in_office) == [("TCD", "111", "LBYGOV")]
    assert triples(afterwards) == [("TCD", "111", "LBYELI")]


def test_an_event_of_the_past_shows_its_own_date():
    out = coder("explain", "Relations between Chad and Libya were severed in 1979.", "--date", "2024-05-14").out
    [event, _] = [line for line in below(out, "events") if "161" in line]
    assert "1979" in event
    assert "2024" not in event


def test_a_sentence_without_actors_has_no_events():
    status, out, _ = coder("explain", "It rained in the valley.")
    assert status == 0
    assert below(out, "actors") == []
    assert below(out, "events") == ["  none"]


def test_oddities_do_no_harm():
    for text in ("Chad condemned Libya.\x00", "?!", "…" * 50, "Chad " * 300):
        assert coder("explain", text).status == 0


def test_a_story_is_explained_sentence_by_sentence(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text("date 2024-05-14 TRIPOLI - Chad condemned Libya. Norway praised the two countries.")
    status, out, _ = coder("explain", "--story", path)
    assert status == 0
    assert triples(out) == [("TCD", "111", "LBY"), ("NOR", "051", "TCD"), ("NOR", "051", "LBY")]


def test_a_wrong_date_and_no_text_are_exit_status_2():
    status, out, err = coder("explain", "Chad condemned Libya.", "--date", "14.5.2024")
    assert (status, out) == (2, "")
    assert "write it as 2023-07-11" in err
    assert coder("explain").status == 2


def test_an_empty_text_is_refused():
    status, out, err = coder("explain", "  ")
    assert (status, out) == (2, "")
    assert "the text is empty" in err


def test_a_story_shows_who_stood_for_whom_and_which_words_gave_date_and_place(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(
        "date 2024-05-14 TRIPOLI - Chad's president met Libya's prime minister in Cairo on Monday. It rained. "
        "The two leaders signed an agreement. He thanked his counterpart. Police arrested protesters."
    )
    out = coder("explain", "--story", path, "--date", "2024-05-14").out
    sentences = {part.partition("]")[0]: part for part in out.split("\n[")[1:]} | {"1": out}
    assert 'dated by "Monday"' in sentences["1"]
    assert 'placed by "Cairo"' in sentences["1"]
    assert "leaders: TCDGOV (coreference: " in sentences["3"]
    assert "placed by the dateline" in sentences["3"]
    assert "dated by the story" in sentences["3"]
    assert 'He: TCDGOV (coreference: "' in sentences["4"]
    assert 'counterpart: LBYGOV (coreference: the other side than "his")' in sentences["4"]
    assert re.search(r'TCDGOV "He" \(coreference: ".*", sentence \d\) -> LBYGOV "counterpart"', sentences["4"])
    assert "Police: LBYCOP (context: the country in focus)" in sentences["5"]


def test_sentences_are_numbered_as_their_events_are(tmp_path):
    path = tmp_path / "story.jsonl"
    path.write_text('{"id": "a", "date": "2024-05-14", "text": "It rained. Chad condemned Libya."}\n')
    [row] = coder("code", path, "--jsonl").rows
    assert f"\n[{row['sentence_number']}] Chad condemned Libya." in coder("explain", "--story", path).out
