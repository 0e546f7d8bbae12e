"""`coder explain` shows the parse, the actors, the rules and the events of a sentence."""

from tests.commands import coder


def section(out, name):
    """The lines below a heading."""
    lines = out.splitlines()
    below = lines[lines.index(name) + 1 :]
    return below[: below.index("")] if "" in below else below


def test_everything_that_made_an_event_is_shown():
    status, out, err = coder("explain", "Chad condemned Libya.", "--date", "2024-05-14")
    assert (status, err) == (0, "")
    assert out.startswith("Chad condemned Libya.\n")
    assert [line.split() for line in section(out, "parse")][:2] == [
        ["0", "Chad", "chad", "PROPN", "nsubj", "condemned"],
        ["1", "condemned", "condemn", "VERB", "root", "-"],
    ]
    assert [line.split()[:2] for line in section(out, "actors")] == [["Chad:", "TCD"], ["Libya:", "LBY"]]
    [fired] = [line for line in section(out, "rules") if line.startswith("  fired   condemned:")][:1]
    [event] = section(out, "events")
    assert "-> 111" in fired
    assert "TCD -> LBY" in event
    assert "111 Criticize or denounce" in event
    assert event.rpartition("[")[2] == fired.rpartition("[")[2], "the event names the rule that fired"


def test_rules_that_nearly_fired_say_what_they_lack(tmp_path):
    verbs = tmp_path / "verbs"
    verbs.mkdir()
    (verbs / "mine.csv").write_text(
        "trigger,pos,pattern,code,roles,example\nwaltz,verb,with=ACTOR,040,,Norway waltzed with Iceland.\n"
    )
    out = coder("explain", "Norway waltzed across the square.", "--dictionaries", tmp_path).out
    [missed] = [line for line in section(out, "rules") if "waltzed" in line]
    assert missed.startswith("  missed  waltzed: with=ACTOR -> 040")
    assert missed.endswith(f"[{(verbs / 'mine.csv').as_posix()}:2] lacks with=ACTOR")
    assert section(out, "events") == ["  none"]


def test_several_sentences_share_one_story():
    out = coder("explain", "Chad's president visited Libya on Monday. The two countries signed an agreement.").out
    first, second = out.split("\n\nThe two countries signed an agreement.\n")
    assert [line.split()[:4] for line in section(first, "events")] == [
        ["TCDGOV", "->", "LBY", "042"],
        ["LBY", "->", "TCDGOV", "043"],
    ]
    assert {tuple(line.split()[:4]) for line in section(second, "events")} == {
        ("TCD", "->", "LBY", "057"),
        ("LBY", "->", "TCD", "057"),
    }


def test_who_held_an_office_depends_on_the_date(tmp_path):
    (tmp_path / "actors").mkdir()
    (tmp_path / "actors" / "mine.csv").write_text(
        "name,code,from,to,note\nHarbourmaster,LBYGOV,2010,2012,in office\nHarbourmaster,LBYELI,,,\n"
    )
    text = "Chad condemned the Harbourmaster."
    in_office = coder("explain", text, "--date", "2011-07-01", "--dictionaries", tmp_path).out
    afterwards = coder("explain", text, "--date", "2013-07-01", "--dictionaries", tmp_path).out
    assert "TCD -> LBYGOV" in in_office
    assert "TCD -> LBYELI" in afterwards


def test_a_sentence_without_actors_has_no_events():
    status, out, _ = coder("explain", "It rained in the valley.")
    assert status == 0
    assert section(out, "actors") == []
    assert section(out, "events") == ["  none"]


def test_control_characters_and_oddities_do_no_harm():
    for text in ("\x1b[31mChad condemned Libya.\x00", "?!", "…" * 50, "Chad " * 300):
        assert coder("explain", text).status == 0


def test_a_wrong_date_is_exit_status_2():
    status, out, err = coder("explain", "Chad condemned Libya.", "--date", "14.5.2024")
    assert (status, out) == (2, "")
    assert "write it as 2023-07-11" in err
