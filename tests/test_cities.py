"""Large cities stand for their countries, unless their names could mean something else."""

from __future__ import annotations

import csv

import pytest

from coder.lexicon.cities import build


def made(folder, **by_hand: str) -> dict[str, str]:
    """Build cities.csv beside files written by hand; codes by name."""
    for name, rows in by_hand.items():
        (folder / f"{name}.csv").write_text("name,code,from,to,note\n" + rows, encoding="utf-8")
    build(folder / "cities.csv")
    with (folder / "cities.csv").open(encoding="utf-8", newline="") as lines:
        return {row["name"]: row["code"] for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def cities(tmp_path_factory):
    """The cities where nothing is written by hand."""
    return made(tmp_path_factory.mktemp("cities"))


def test_a_large_city_stands_for_its_country(cities):
    assert (cities["Karachi"], cities["Fukuoka"], cities["Malmö"]) == ("PAK", "JPN", "SWE")


def test_a_small_town_does_not(cities):
    assert "Visby" not in cities


@pytest.mark.parametrize("name", ["Valencia", "Birmingham", "Córdoba"])
def test_a_name_that_two_countries_have_means_neither(cities, name):
    assert name not in cities


@pytest.mark.parametrize("name", ["Nice", "Reading", "Mobile", "Perm", "Batman", "Victoria", "Jackson"])
def test_a_word_or_a_name_of_people_is_no_city(cities, name):
    assert name not in cities


def test_what_is_written_by_hand_wins(tmp_path):
    assert "Karachi" not in made(tmp_path, places="Karachi,PAK,,,city\n")


def test_a_leaders_name_is_no_city(tmp_path):
    assert "Fukuoka" not in made(tmp_path, leaders="Fukuoka,JPNELI,,,\n")


def test_the_same_input_gives_the_same_bytes(tmp_path):
    made(tmp_path)
    first = (tmp_path / "cities.csv").read_bytes()
    made(tmp_path)
    assert (tmp_path / "cities.csv").read_bytes() == first
