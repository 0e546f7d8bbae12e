"""The countries: our codes are ISO's, every state has a name, and the numbers of other code systems are well formed."""

from __future__ import annotations

import csv
import re

import pycountry

from coder.lexicon import shipped_dictionaries

STATES_WITHOUT_ISO = {"XKX", "RVN", "YAR"}


def rows() -> list[dict[str, str]]:
    with (shipped_dictionaries() / "countries.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_country_of_iso_is_there_with_its_codes():
    ours = {row["code"]: row for row in rows()}
    for country in pycountry.countries:
        assert country.alpha_3 in ours
        assert (ours[country.alpha_3]["iso3"], ours[country.alpha_3]["iso2"]) == (country.alpha_3, country.alpha_2)


def test_every_iso_code_of_ours_is_one_of_iso_past_or_present():
    known = {country.alpha_3 for country in pycountry.countries} | {
        country.alpha_3 for country in pycountry.historic_countries
    }
    assert {row["iso3"] for row in rows() if row["iso3"]} <= known


def test_a_code_stands_for_one_country():
    codes = [row["code"] for row in rows()]
    assert sorted(codes) == sorted(set(codes))


def test_states_and_territories_lie_somewhere_and_groups_do_not():
    for row in rows():
        on_the_map = bool(row["iso3"]) or row["code"] in STATES_WITHOUT_ISO
        assert bool(row["latitude"] and row["longitude"]) <= on_the_map, row
        if row["latitude"]:
            assert -90 <= float(row["latitude"]) <= 90, row
            assert -180 <= float(row["longitude"]) <= 180, row


def test_numbers_and_days_are_well_formed():
    for row in rows():
        assert re.fullmatch(r"\d{0,3}", row["cow"]), row
        assert re.fullmatch(r"\d{0,3}", row["gwn"]), row
        assert all(re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", row[column]) for column in ("from", "to")), row
        assert not row["to"] or row["from"] < row["to"], row


def test_no_two_states_share_a_number_at_the_same_time():
    numbered = [row for row in rows() if row["cow"]]
    for row in numbered:
        for other in numbered:
            if row["code"] < other["code"] and row["cow"] == other["cow"]:
                parted = (row["to"] or "9999") < other["from"] or (other["to"] or "9999") < row["from"]
                succeeded = bool(row["to"]) != bool(other["to"])
                assert parted or succeeded, (row["code"], other["code"])


def test_every_state_can_be_named():
    with (shipped_dictionaries() / "actors" / "countries.csv").open(encoding="utf-8", newline="") as lines:
        named = {row["code"] for row in csv.DictReader(lines)}
    assert {row["code"] for row in rows() if row["cow"]} <= named
