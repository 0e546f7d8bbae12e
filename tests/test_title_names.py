"""Heads of state and government and foreign ministers who are named by title and surname only."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from coder.lexicon import shipped_dictionaries
from coder.lexicon.titles import build

HEAD = "name,code,from,to,note\n"


@pytest.fixture
def made(tmp_path):
    """Build titles.csv from the rows of people.csv; rows as tuples."""

    def run(people: str) -> list[tuple[str, ...]]:
        for name in ("rulers", "leaders"):
            (tmp_path / f"{name}.csv").write_text(HEAD, encoding="utf-8")
        (tmp_path / "people.csv").write_text(HEAD + people, encoding="utf-8")
        build(tmp_path / "titles.csv")
        with (tmp_path / "titles.csv").open(encoding="utf-8", newline="") as lines:
            return [tuple(row.values()) for row in csv.DictReader(lines)]

    return run


def test_the_file_that_we_ship_follows_from_the_others(tmp_path):
    actors = shipped_dictionaries() / "actors"
    for name in ("people.csv", "rulers.csv", "leaders.csv"):
        (tmp_path / name).write_bytes((actors / name).read_bytes())
    build(tmp_path / "titles.csv")
    assert (tmp_path / "titles.csv").read_bytes() == (actors / "titles.csv").read_bytes()


def test_a_head_of_government_goes_by_title_and_surname(made):
    rows = made("Gordon Brown,GBRGOV,2007-06-27,2010-05-11,prime minister\nGordon Brown,GBRELI,,,\n")
    assert rows == [("Prime Minister Brown", "GBRGOV", "2007-06-27", "2010-05-11", "Gordon Brown")]


def test_the_family_name_may_stand_first(made):
    assert made("Moon Jae-in,KORGOV,2017-05-10,2022-05-09,president\n")[0][0] == "President Moon"


def test_a_row_of_two_offices_gives_each_its_days(made):
    rows = made('Michel Aoun,LBNGOV,1988-09-22,2022-10-30,"prime minister, president (2016-10-31)"\n')
    assert {row[0]: row[2:4] for row in rows} == {
        "Prime Minister Aoun": ("1988-09-22", "2016-10-31"),
        "President Aoun": ("2016-10-31", "2022-10-30"),
    }


@pytest.mark.parametrize("years", ["1999-2008", "1999 to 2008"])
def test_a_note_may_say_from_when_to_when(made, years):
    rows = made(f'Goh Chok Tong,SGPGOV,1979,2011-05-21,"minister, prime minister ({years}), senior minister"\n')
    assert [row[2:4] for row in rows] == [("1999", "2008")]


def test_a_name_of_two_countries_on_one_day_is_nobody_s(made):
    singapore = "Lee Hsien Loong,SGPGOV,2004-08-12,2024-05-15,prime minister\n"
    korea = "Lee Hae-chan,KORGOV,2004-06-30,2006-03-15,prime minister\n"
    assert made(singapore + korea) == []


@pytest.mark.parametrize("note", ["vice president", "president of the senate", "deputy prime minister", "minister"])
def test_other_posts_give_no_title(made, note):
    assert made(f"Gordon Brown,GBRGOV,2007-06-27,2010-05-11,{note}\n") == []


def test_a_surname_that_stands_alone_needs_no_title(made):
    assert made("Angela Merkel|Merkel,DEUGOV,2005-11-22,2021-12-08,chancellor\n") == []


@pytest.mark.parametrize(
    ("name", "actor", "day"),
    [
        ("President Xi", "CHNGOV", date(2020, 5, 1)),
        ("President Xi Jinping", "CHNGOV", date(2020, 5, 1)),
        ("Chinese President Xi Jinping", "CHNGOV", date(2020, 5, 1)),
        ("President Lee", "KORGOV", date(2010, 5, 1)),
        ("President Lee Teng-hui", "TWNGOV", date(1996, 5, 1)),
        ("Prime Minister Brown", "GBRGOV", date(2008, 5, 1)),
        ("Secretary of State Baker", "USAGOV", date(1991, 5, 1)),
        ("Foreign Secretary Hurd", "GBRGOV", date(1993, 5, 1)),
        ("Foreign Minister Wang Yi", "CHNGOV", date(2016, 5, 1)),
        ("Chinese Foreign Minister Wang", "CHNGOV", date(2016, 5, 1)),
    ],
)
def test_a_title_with_a_surname_names_who_held_the_office(triples, name, actor, day):
    assert (actor, "111", "KEN") in triples(f"{name} criticized Kenya.", day)
