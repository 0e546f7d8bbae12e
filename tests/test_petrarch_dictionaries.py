"""PETRARCH's actor, agent and discard files become folders for --dictionaries, and ours become files for PETRARCH."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from click.testing import CliRunner

from coder.cli.dictionary import command
from coder.coding.coder import Sentence, StoryCoder
from coder.lexicon import load_lexicon
from coder.lexicon.petrarch import read_petrarch
from coder.stories.story import Story

ACTORS = """# a comment
FREEDONIA_ [FRD]
+FREEDONIAN_ ;old note
RUFUS_FIREFLY_
+FIREFLY
\t[FRDGOV 330101-351231]
\t[FRDELI >19360101]
\t[FRDREB <320601]
<!-- not
SYLVANIA [SYL] -->
TRENTINO_
\t[SYLGOV 20100229-20100301]
\t[SYLGOV 100105-100101]
\t[SYL-]
NAMELESS_
"""
AGENTS = """!PERSON! = MAN, MEN, WOMAN
HAT_MAKER {HAT_MAKERS} [~BUS]
STATES!PERSON! [~GOV]
CHARITY {} [NGO~]
!TITLE!_OF_STATE [~GOV]
GUARD [COP] [~MIL]
"""
DISCARDS = """DUCK SOUP
+OPERA_SEASON # all of it
---
"""


@pytest.fixture
def files(tmp_path):
    paths = []
    for name, text in (("my.actors.txt", ACTORS), ("my.agents.txt", AGENTS), ("my.discards.txt", DISCARDS)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def test_actors_keep_their_names_codes_and_days(files):
    assert read_petrarch(files[:1]).actors == [
        ("Freedonia|Freedonian", "FRD", "", "", ""),
        ("Rufus Firefly|Firefly", "FRDGOV", "1933-01-01", "1935-12-31", ""),
        ("Rufus Firefly|Firefly", "FRDELI", "1936-01-01", "", ""),
        ("Rufus Firefly|Firefly", "FRDREB", "", "1932-06-01", ""),
    ]


def test_agents_keep_their_roles_plurals_and_markers(files):
    assert read_petrarch(files[1:2]).agents == [
        ("hat maker|hat makers", "BUS", ""),
        ("statesman|statesmen|stateswoman", "GOV", ""),
        ("charity", "NGO", ""),
    ]


def test_discards_keep_their_scope(files):
    assert read_petrarch(files[2:]).discards == [("duck soup", "sentence", ""), ("opera season", "story", "")]


def test_what_cannot_be_carried_over_is_listed_with_its_reason(files):
    left_out = {(place, reason) for place, reason, _ in read_petrarch(files).left_out}
    assert {place for place, _ in left_out} == {
        "my.actors.txt:12",
        "my.actors.txt:13",
        "my.actors.txt:14",
        "my.actors.txt:15",
        "my.agents.txt:5",
        "my.agents.txt:6",
        "my.discards.txt:3",
    }
    assert ("my.actors.txt:15", "an actor without a code") in left_out


def test_the_coder_runs_with_them_in_place_of_ours(files, tmp_path, parser):
    out = tmp_path / "mine"
    arguments = ["import", "petrarch", *map(str, files), "-o", str(out), "--replace"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    assert "my.actors.txt:15: left out, an actor without a code" in result.output
    coder = StoryCoder(load_lexicon([out]))

    def coded(text):
        story = Story("story", text, date(1934, 5, 1))
        events = coder.code(story, [Sentence(0, 0, text, parser.parse([text])[0])])
        return {(event.source_code, event.cameo_code, event.target_code) for event in events}

    assert coded("Rufus Firefly attacked Freedonian hat makers.") == {("FRDGOV", "190", "FRDBUS")}
    assert coded("Norway attacked Iceland.") == set()


def test_over_ours_they_only_win_where_they_say_something(files, tmp_path, parser):
    out = tmp_path / "mine"
    CliRunner().invoke(command, ["import", "petrarch", str(files[0]), "-o", str(out)])
    text = "Norway attacked Freedonia."
    coder = StoryCoder(load_lexicon([out]))
    [event] = coder.code(Story("story", text), [Sentence(0, 0, text, parser.parse([text])[0])])
    assert (event.source_code, event.target_code) == ("NOR", "FRD")


def test_verb_files_are_refused(tmp_path):
    path = tmp_path / "verbs.txt"
    path.write_text("--- ATTACK [190] ---\n", encoding="utf-8")
    result = CliRunner().invoke(command, ["import", "petrarch", str(path), "-o", str(tmp_path / "mine")])
    assert "cannot be imported" in str(result.exception)


def test_ours_go_out_and_come_back(tmp_path):
    out, mine = tmp_path / "petrarch", tmp_path / "mine"
    assert CliRunner().invoke(command, ["export", "petrarch", "-o", str(out)]).exit_code == 0
    files = [str(out / f"{name}.txt") for name in ("actors", "agents", "discards")]
    assert CliRunner().invoke(command, ["import", "petrarch", *files, "-o", str(mine)]).exit_code == 0
    with (mine / "actors" / "imported.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["code"], row["from"], row["to"]) for row in csv.DictReader(file) if "Mohamed Morsi" in row["name"]}
    ours = {term.code for _, names in _matches("mohammed morsi") for name in names for term in name.terms}
    assert {code for code, _, _ in rows} == ours


def test_rows_of_the_user_replace_ours_in_what_goes_out(tmp_path):
    mine, out = tmp_path / "mine", tmp_path / "petrarch"
    (mine / "actors").mkdir(parents=True)
    rows = "name,code,from,to,note\nChad,off,,,\nMorocco,MARGOV,2013-07,2014-02,\n"
    (mine / "actors" / "mine.csv").write_text(rows, encoding="utf-8")
    result = CliRunner().invoke(command, ["export", "petrarch", "-o", str(out), "--dictionaries", str(mine)])
    assert result.exit_code == 0, result.output
    text = (out / "actors.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert not {"CHAD_", "+CHAD_"} & set(lines)
    assert lines[lines.index("MOROCCO_") + 1] == "\t[MARGOV 20130701-20140228]"
    assert lines.count("MOROCCO_") + lines.count("+MOROCCO_") == 1


def test_folders_that_are_none_are_named(tmp_path):
    result = CliRunner().invoke(
        command, ["export", "petrarch", "-o", str(tmp_path), "--dictionaries", str(tmp_path / "nosuch")]
    )
    assert result.exit_code != 0


def _matches(text):
    return load_lexicon().names.matches(text.split(), 0)
