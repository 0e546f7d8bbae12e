"""The actors' files are sound, and leaders.csv follows from files of facts."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from coder.lexicon import shipped_dictionaries
from coder.lexicon.facts import build
from coder.lexicon.names import name_words

ACTORS = sorted((shipped_dictionaries() / "actors").glob("*.csv"))
OFFICES = "iso3,country,position,person,wikidata_id,start,end,repository_date\n"
REIGN = "stateabb,ccode,leadid,leader,sdate,smonth,syear,emonth,eyear\n"


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def made(tmp_path):
    """Build leaders.csv from the text of facts files, beside files written by hand; rows as tuples."""
    countries = "code,name,iso3,iso2,cow,gwn,from,to,capital,latitude,longitude\n"
    countries += "NOR,Norway,NOR,NO,385,385,1905-06-07,,Oslo,,\nDNK,Denmark,DNK,DK,390,390,1816,,Copenhagen,,\n"
    countries += (
        "RUS,Russia,RUS,RU,365,365,1816,,Moscow,,\nSUN,Soviet Union,SUN,SU,365,365,1922-12-30,1991-12-25,Moscow,,\n"
    )

    def run(by_hand: str = "", **facts: str) -> list[tuple[str, ...]]:
        folder, actors = tmp_path / "facts", tmp_path / "dictionaries" / "actors"
        for directory in (folder, actors):
            directory.mkdir(parents=True, exist_ok=True)
        (actors.parent / "countries.csv").write_text(countries, encoding="utf-8")
        (actors / "people.csv").write_text("name,code,from,to,note\n" + by_hand, encoding="utf-8")
        for name, text in facts.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        build(folder, actors / "leaders.csv")
        return [tuple(row.values()) for row in read(actors / "leaders.csv")]

    return run


def offices(*rows: str) -> str:
    return OFFICES + "".join(f"NOR,Norway,{row},2022-07-18\n" for row in rows)


# -- the files that we ship ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ACTORS, ids=lambda path: path.stem)
def test_codes_are_groups_of_three_capitals_and_no_name_is_empty(path):
    for row in read(path):
        assert row["code"] == "none" or (len(row["code"]) % 3 == 0 and row["code"].isupper()), row
        assert row["name"].strip("|") == row["name"], row
        assert "||" not in row["name"], row


@pytest.mark.parametrize("path", ACTORS, ids=lambda path: path.stem)
def test_no_term_of_office_ends_before_it_begins(path):
    for row in read(path):
        first, last = row["from"], row["to"]
        shortest = min(len(first), len(last))
        assert first[:shortest] <= last[:shortest], row


def test_a_leader_has_one_role_a_day():
    terms: dict[tuple[str, ...], list[tuple[str, str, str]]] = defaultdict(list)
    for row in read(shipped_dictionaries() / "actors" / "leaders.csv"):
        if row["from"] or row["to"]:
            for name in row["name"].split("|"):
                terms[name_words(name)].append((row["from"], row["to"] or "9999", row["code"]))
    for words, found in terms.items():
        found.sort()
        for (_, end, code), (start, _, other) in pairwise(found):
            assert end[: len(start)] <= start[: len(end)] or code == other, words


def test_no_short_form_is_a_first_name_and_junior():
    names = [name for path in ACTORS for row in read(path) for name in row["name"].split("|")]
    short = {name for name in names if name.endswith(" Jr.") and name.count(" ") == 1}
    assert short <= {"RFK Jr."}


def test_phrases_that_are_no_actors_are_no_names_elsewhere():
    shams = {name_words(name) for row in read(ACTORS[0].parent / "not_actors.csv") for name in row["name"].split("|")}
    for path in ACTORS:
        if path.name != "not_actors.csv":
            names = {name_words(name) for row in read(path) for name in row["name"].split("|")}
            assert not shams & names, path.name


def in_office(lexicon, name: str, day: str) -> str | None:
    words = name_words(name)
    end, names = next(iter(lexicon.names.matches(words, 0)))
    assert end == len(words), name
    term = names[0].term(date.fromisoformat(day))
    return term.code if term else None


@pytest.mark.parametrize(
    ("name", "day", "country", "role"),
    [
        ("Saddam Hussein", "1991-02-01", "IRQ", "GOV"),
        ("Saddam Hussein", "2004-02-01", "IRQ", "ELI"),
        ("Bashar Assad", "2012-06-01", "SYR", "GOV"),
        ("Sergei Lavrov", "2015-06-01", "RUS", "GOV"),
        ("Narendra Modi", "2016-06-01", "IND", "GOV"),
        ("Colin Powell", "2002-06-01", "USA", "GOV"),
        ("Colin Powell", "2010-06-01", "USA", "ELI"),
        ("Turgut Özal", "1992-06-01", "TUR", "GOV"),
        ("Tony Blair", "2003-06-01", "GBR", "GOV"),
        ("Alexander Lukashenko", "2005-06-01", "BLR", "GOV"),
        ("Joko Widodo", "2018-06-01", "IDN", "GOV"),
        ("Joko Widodo", "2025-06-01", "IDN", "ELI"),
        ("Antonio Guterres", "2000-06-01", "PRT", "GOV"),
        ("Antonio Guterres", "2020-06-01", "IGO", "UNO"),
        ("Kenneth Kaunda", "1985-06-01", "ZMB", "GOV"),
        ("Nicolae Ceausescu", "1985-06-01", "ROU", "GOV"),
        ("Strobe Talbott", "1996-06-01", "USA", "GOV"),
        ("Riek Machar", "2015-06-01", "SSD", "REB"),
        ("Jonas Savimbi", "1999-06-01", "AGO", "REB"),
        ("Hun Manet", "2024-06-01", "KHM", "GOV"),
        ("Robin Cook", "1999-06-01", "GBR", "GOV"),
        ("Robin Cook", "2005-06-01", "GBR", "ELI"),
        ("Marco Rubio", "2015-06-01", "USA", "LEG"),
        ("Jan Egeland", "2005-06-01", "IGO", "UNO"),
    ],
)
def test_a_leader_is_in_office_on_his_days(lexicon, name, day, country, role):
    code = in_office(lexicon, name, day)
    assert code is not None
    assert (code[:3], code[3:6]) == (country, role)


# -- the way from facts to rows --------------------------------------------------------------------------------

STORE = "Minister of Foreign Affairs,Jonas Gahr Støre,Q1,2005-10-17,2012-09-21"
EIDE = "Minister of Foreign Affairs,Espen Barth Eide,Q2,2012-09-21,2013-10-16"
BRENDE = "Minister of Foreign Affairs,Børge Brende,Q7,2013-10-16,2017-10-20"
STOLTENBERG = "Prime Minister,Jens Stoltenberg,Q3,2005-10-17,2013-10-16"
DIESEN = "Chief of Defence,Sverre Diesen,Q4,2005-04-01,2009-10-01"
JAGLAND = "President of the Storting,Thorbjørn Jagland,Q5,2005-10-10,2009-09-30"
PEDERSEN = "Minister of Fisheries,Helga Pedersen,Q6,2005-10-17,2009-10-20"


def test_a_minister_is_gov_in_office_and_elite_otherwise(made):
    assert made(officeholders_2022=offices(STORE)) == [
        ("Jonas Gahr Støre|Jonas Støre", "NORGOV", "2005-10-17", "2012-09-21", "Minister of Foreign Affairs"),
        ("Jonas Gahr Støre|Jonas Støre", "NORELI", "", "", ""),
    ]


def test_the_role_follows_the_post_and_minor_posts_are_left_out(made):
    rows = made(officeholders_2022=offices(STOLTENBERG, DIESEN, JAGLAND, PEDERSEN))
    assert {(row[0], row[1]) for row in rows if row[2]} == {
        ("Jens Stoltenberg", "NORGOV"),
        ("Sverre Diesen", "NORMIL"),
        ("Thorbjørn Jagland", "NORLEG"),
    }


def test_a_missing_end_is_the_day_before_the_successor(made):
    rows = made(officeholders_2022=offices(EIDE.removesuffix("2013-10-16"), BRENDE))
    assert ("2012-09-21", "2013-10-15") in {row[2:4] for row in rows}


def test_an_end_that_nobody_recorded_stays_open_with_a_note(made):
    rows = made(officeholders_2022=offices("Prime Minister,Jonas Gahr Støre,Q1,2021-10-14,"))
    assert rows[0][2:] == ("2021-10-14", "", "Prime Minister (still so in 2022)")


def test_an_open_post_ends_with_the_next_holder_of_the_office_whom_another_file_knows(made):
    by_hand = "Espen Barth Eide,NORGOV,2023-10-16,,foreign minister\nEspen Barth Eide,NORELI,,,\n"
    minister = "Minister of Foreign Affairs,Anniken Huitfeldt,Q1,2021-10-14,"
    rows = made(by_hand, officeholders_2022=offices(minister))
    assert rows[0][1:] == (
        "NORGOV",
        "2021-10-14",
        "2023-10-15",
        "Minister of Foreign Affairs (another one since 2023-10-16)",
    )


def test_a_speaker_ends_with_the_next_one_too(made):
    by_hand = "Masud Gharahkhani,NORLEG,2021-11-25,,speaker\n"
    rows = made(by_hand, officeholders_2020=offices("President of the Parliament,Tone W. Trøen,Q1,2018-03-15,"))
    assert rows[0][1:4] == ("NORLEG", "2018-03-15", "2021-11-24")


@pytest.mark.parametrize("note", ["deputy foreign minister", "defence minister", "minister for foreign trade"])
def test_another_office_ends_no_post(made, note):
    by_hand = f"Espen Barth Eide,NORGOV,2023-10-16,,{note}\n"
    minister = "Minister of Foreign Affairs,Anniken Huitfeldt,Q1,2021-10-14,"
    assert made(by_hand, officeholders_2022=offices(minister))[0][3] == ""


def test_an_old_minister_without_an_end_has_no_term(made):
    rows = made(officeholders_2022=offices(STORE.removesuffix("2012-09-21")))
    assert [row[1:4] for row in rows] == [("NORELI", "", "")]


def test_a_day_that_no_calendar_has_becomes_its_month(made):
    rows = made(officeholders_2022=offices("Prime Minister,Jens Stoltenberg,Q3,2005-09-31,2013-02-30"))
    assert rows[0][2:4] == ("2005-09", "2013-02")


def test_overlapping_posts_give_one_role_a_day(made):
    rows = made(
        officeholders_2022=offices(JAGLAND, "Minister of Foreign Affairs,Thorbjørn Jagland,Q5,2000-03-21,2006-01-01")
    )
    assert [row[1:4] for row in rows if row[2]] == [("NORGOV", "2000-03-21", "2006-01-01")]


def test_a_name_of_two_countries_belongs_to_the_one_that_it_led(made):
    danish = "DNK,Denmark,Minister of Defence,Jens Stoltenberg,Q9,2001,2002,2022-07-18\n"
    rows = made(officeholders_2022=offices(STOLTENBERG) + danish)
    assert {row[1][:3] for row in rows} == {"NOR"}


def test_a_state_that_ended_gives_way_to_its_heir(made):
    rows = made(
        reign_leaderlist_2021=REIGN + "RUS,365,A,Brezhnev,14,10,1964,11,1982\nRUS,365,A,Yeltsin,26,12,1991,12,1999\n"
    )
    assert [row[:4] for row in rows] == [
        ("Brezhnev", "SUNGOV", "1964-10-14", "1982-11"),
        ("Brezhnev", "RUSELI", "", ""),
        ("Yeltsin", "RUSGOV", "1991-12-26", "1999-12"),
        ("Yeltsin", "RUSELI", "", ""),
    ]


def test_a_surname_that_many_people_bear_does_not_stand_alone(made):
    assert made(reign_leaderlist_2021=REIGN + "DEN,390,A,Jorgensen,5,10,1972,12,1973\n") == []


def test_what_is_written_by_hand_wins(made):
    by_hand = "Jens Stoltenberg,NORGOV,2000-03-17,2001-10-19,\n"
    assert made(by_hand, officeholders_2022=offices(STOLTENBERG)) == []


def test_a_post_abroad_that_is_written_by_hand_leaves_the_posts_at_home(made):
    by_hand = "Jens Stoltenberg,IGOWSTNAT,2014-10-01,2024-09-30,\nJens Stoltenberg,NORELI,,,\n"
    assert [row[1] for row in made(by_hand, officeholders_2022=offices(STOLTENBERG))] == ["NORGOV"]


def test_the_order_of_the_facts_does_not_matter(made, tmp_path):
    facts = (STORE, EIDE, STOLTENBERG, DIESEN, JAGLAND)
    made(officeholders_2022=offices(*facts))
    first = (tmp_path / "dictionaries" / "actors" / "leaders.csv").read_bytes()
    made(officeholders_2022=offices(*reversed(facts)))
    assert (tmp_path / "dictionaries" / "actors" / "leaders.csv").read_bytes() == first
