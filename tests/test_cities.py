"""Large cities stand for their countries, unless their names could mean something else."""

from __future__ import annotations

import csv

import pytest

from coder.lexicon.cities import build


@pytest.fixture
def made(tmp_path):
    """Build cities.csv beside files written by hand; codes by name."""

    def run(**by_hand: str) -> dict[str, str]:
        for name, rows in by_hand.items():
            (tmp_path / f"{name}.csv").write_text("name,code,from,to,note\n" + rows, encoding="utf-8")
        build(tmp_path / "cities.csv")
        with (tmp_path / "cities.csv").open(encoding="utf-8", newline="") as lines:
            return {row["name"]: row["code"] for row in csv.DictReader(lines)}

    return run


def test_a_large_city_stands_for_its_country(made):
    cities = made()
    assert (cities["Karachi"], cities["Fukuoka"], cities["Malmö"]) == ("PAK", "JPN", "SWE")


def test_a_small_town_does_not(made):
    assert "Visby" not in made()


@pytest.mark.parametrize("name", ["Valencia", "Birmingham", "Córdoba"])
def test_a_name_that_two_countries_have_means_neither(made, name):
    assert name not in made()


@pytest.mark.parametrize("name", ["Nice", "Reading", "Mobile", "Perm", "Batman", "Victoria", "Jackson"])
def test_a_word_or_a_name_of_people_is_no_city(made, name):
    assert name not in made()


def test_what_is_written_by_hand_wins(made):
    assert "Karachi" not in made(places="Karachi,PAK,,,city\n")


def test_a_leaders_name_is_no_city(made):
    assert "Fukuoka" not in made(leaders="Fukuoka,JPNELI,,,\n")


def test_the_same_input_gives_the_same_bytes(made, tmp_path):
    made()
    first = (tmp_path / "cities.csv").read_bytes()
    made()
    assert (tmp_path / "cities.csv").read_bytes() == first
