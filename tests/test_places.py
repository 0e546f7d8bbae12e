"""Where it happened: phrases of place, ambiguous names, datelines; and no place rather than a wrong one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from coder.lexicon.gazetteer import find_regions, find_towns


@pytest.fixture(scope="session")
def place(code):
    """Code a text and show the place of its only event (or of the one with a CAMEO code) as (name, country, region)."""

    def run(text, cameo="", **options):
        found = {
            (event.place_name, event.place_country, event.place_admin1)
            for event in code(text, **options)
            if event.cameo_code.startswith(cameo)
        }
        assert len(found) == 1, found
        return found.pop()

    return run


NOWHERE = (None, None, None)
CAIRO = ("Cairo", "EGY", "Cairo")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Syrian police arrested protesters in the northern Syrian city of Manbij.", ("Manbij", "SYR", "Aleppo")),
        ("Turkish troops attacked Syrian rebels near Manbij, northern Syria.", ("Manbij", "SYR", "Aleppo")),
        ("Israeli troops killed two Palestinians near the West Bank city of Nablus.", ("Nablus", "PSE", "West Bank")),
        ("Iraqi troops killed rebels at Baghdad airport.", ("Baghdad", "IRQ", "Baghdad")),
        ("Syrian rebels attacked a base in Syria's Idlib province.", ("Idlib", "SYR", "Idlib")),
        (
            "Sudanese troops attacked Chadian rebels in South Kordofan.",
            ("Southern Kordofan", "SDN", "Southern Kordofan"),
        ),
        ("Iran attacked Turkish rebels in northern Iraq.", ("Iraq", "IRQ", None)),
        ("Iran's minister met Egypt's minister in the Afghan capital.", ("Kabul", "AFG", "Kabul")),
        ("Iran's minister met Egypt's minister in the Afghan capital, Kabul, on Tuesday.", ("Kabul", "AFG", "Kabul")),
        ("Egypt's minister held talks with Iran's minister at a hotel in Geneva.", ("Geneva", "CHE", "Geneva")),
        ("Talks between Kenya and Somalia opened in Nairobi.", ("Nairobi", "KEN", "Nairobi County")),
        ("Iran's president signed an agreement with Egypt in Cairo.", CAIRO),
        ("In Vienna, Iran condemned Israel.", ("Vienna", "AUT", "Vienna")),
        ("Iran condemned Israel at a news conference in Cairo on Monday.", CAIRO),
        ("Turkish soldiers were killed by Syrian rebels in the Syrian town of Xyzzy.", ("Syria", "SYR", None)),
        ("Congolese rebels captured Goma in eastern Congo.", ("Goma", "COD", "Nord Kivu")),
        ("Iran launched an attack on Mosul.", ("Mosul", "IRQ", "Nineveh")),
        ("Egypt bombed Benghazi from a base in Luxor.", ("Benghazi", "LBY", "Banghāzī")),
        ("Egyptian police beat protesters in the capital.", CAIRO),
        ("Iran's minister visited Cairo.", CAIRO),
        ("Iran's minister flew to Cairo.", CAIRO),
        ("Iran's minister flew to Cairo to sign an agreement with Egypt's minister.", CAIRO),
        ("Uzbek police arrested Tajik protesters in Andijan.", ("Andijon", "UZB", "Andijan Region")),
    ],
)
def test_the_phrase_of_place_is_the_events(place, text, expected):
    assert place(text) == expected


def test_a_town_has_coordinates_and_a_region_or_country_has_none(code):
    [town] = code("French troops killed Malian rebels in Gao.")
    assert (town.latitude, town.longitude) == pytest.approx((16.27, -0.04), abs=0.01)
    [region] = code("French troops killed Malian rebels in Mali's Kidal region.")
    assert (region.place_admin1, region.latitude, region.longitude) == ("Kidal", None, None)
    [country] = code("French troops killed Malian rebels in Mali.")
    assert (country.place_name, country.latitude, country.longitude) == ("Mali", None, None)


def test_both_rows_of_a_reciprocal_event_have_its_place(code):
    rows = code("Iran and Egypt held talks in Geneva.")
    assert [row.place_name for row in rows] == ["Geneva", "Geneva"]


def test_clauses_of_one_happening_share_its_place(code):
    rows = code("In Athens, Greek police arrested Turkish protesters and beat Iranian journalists.")
    assert [row.place_name for row in rows] == ["Athens", "Athens"]
    rows = code("Syrian rebels attacked a Turkish base in Manbij, killing five Iraqi soldiers.")
    assert {row.place_name for row in rows} == {"Manbij"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lebanese troops clashed with Syrian rebels in Tripoli.", "LBN"),
        ("Libyan troops clashed with Sudanese rebels in Tripoli.", "LBY"),
        ("French troops clashed with Iraqi rebels in Tripoli.", "LBY"),  # the largest
        ("French troops clashed with Iraqi rebels in Tripoli, Lebanon.", "LBN"),
        ("Pakistani police arrested Afghan protesters in Punjab.", "PAK"),
        ("Indian police arrested Afghan protesters in Punjab.", "IND"),
        ("Canadian police arrested Chinese protesters in London.", "GBR"),  # a world city
        ("Canadian police arrested Chinese protesters in London, Ontario.", "CAN"),
        ("US police arrested Chinese protesters in Paris, Texas.", "USA"),
    ],
)
def test_an_ambiguous_name_is_in_the_country_in_focus_else_the_largest(code, text, expected):
    assert {event.place_country for event in code(text)} == {expected}


def test_the_countries_of_the_story_so_far_are_in_focus_after_those_of_the_actors(code):
    lebanon, attack = "Lebanon condemned Iran.", "French troops attacked Iraqi rebels in Tripoli."
    for text, expected in ((f"{lebanon} {attack}", "LBN"), (f"{attack} {lebanon}", "LBY")):  # no looking ahead
        assert [event.place_country for event in code(text) if event.cameo_root == "19"] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Norway condemned the attack by Iran in Kabul.",  # where the attack was, not the condemnation
        "Norway urged restraint in Syria and called on Iran to leave.",
        "The United States imposed sanctions on Iran over attacks in Iraq.",
        "Iran attacked Turkish rebels near Iraq.",  # not in it
        "Iran attacked Iraq.",  # a country is no place of its own
        "Iran condemned Benghazi.",
        "Egypt's minister met Iran's minister in the capital.",  # whose?
        "Norway attacked Iceland in Springfield.",  # several, none in focus
        "Chinese police arrested two Japanese men in March.",  # a town, too
        "Kenya attacked Somali rebels in the Gulf of Aden.",
        "Egypt's president Paris met Iran's minister.",
        "Norway attacked Iceland in defiance of Hamas.",
    ],
)
def test_no_place_is_better_than_a_wrong_one(place, text):
    assert place(text) == NOWHERE


def test_what_has_not_happened_has_no_place(place):
    assert place("Iran will hold talks with Egypt in Geneva.") == NOWHERE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Egypt's president met Iran's foreign minister.", CAIRO),
        ("Egypt condemned Iran.", CAIRO),
        ("Egyptian police arrested protesters on Monday.", CAIRO),
        ("Egypt's president met Iran's foreign minister in Luxor.", ("Luxor", "EGY", "Luxor")),
        ("Iran's president met Iraq's foreign minister.", NOWHERE),
        ("Iran condemned Egypt.", NOWHERE),
        ("Egypt attacked Iran.", NOWHERE),
        ("Egypt condemned Iran in 1979.", NOWHERE),
        ("Egyptian police arrested protesters in the northern village of Xyzzy.", NOWHERE),
        ("Rain fell in Greece. Egyptian police arrested protesters.", NOWHERE),
    ],
)
def test_the_dateline_is_the_weakest(place, text, expected):
    assert place(text, place="CAIRO", publisher="Egypt Today") == expected


def test_a_dateline_may_name_its_country(place):
    assert place("Lebanon condemned Iran.", place="TRIPOLI, Lebanon") == ("Tripoli", "LBN", "Liban-Nord")


def test_towns_are_found_whatever_case_accents_and_hyphens():
    for written in ("Mazar-i-Sharif", "MAZAR-I-SHARIF", "Mazar-e Sharif"):
        assert [town.country for town in find_towns(written)] == ["AFG"]
    assert find_towns("Zürich") == find_towns("Zurich")
    assert [(town.name, town.own) for town in find_towns("Kiev")] == [("Kyiv", False)]


def test_no_part_of_a_name_and_no_code_is_a_town():
    for written in ("", "-", "Alepp", 'Aleppo"', "ALP", "Europe/Paris", "{", "geonameid"):
        assert find_towns(written) == ()


def test_regions_are_found_with_and_without_their_kind():
    for written in ("Helmand", "Helmand province", "HELMAND"):
        assert [region.country for region in find_regions(written)] == ["AFG"]
    assert find_regions("South Darfur") == find_regions("Southern Darfur state") != ()
    assert find_regions("North") == find_regions("Province") == ()


def test_a_story_without_events_loads_no_gazetteer():
    code = (
        "from coder.coding.places import Places; from coder.coding.grammar import Grammar; from coder.lexicon import load_lexicon; "
        "from coder.lexicon import gazetteer; from coder.stories.story import Story; "
        "Places(load_lexicon(), Story('s', 'text', dateline_place='CAIRO')); "
        "print(gazetteer._cities.cache_info().currsize, gazetteer._regions.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0 0\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lebanese police arrested protesters in Tripoli.", ("Tripoli", "LBN", "Liban-Nord")),
        ("Libyan police arrested protesters in Tripoli.", ("Tripoli", "LBY", "Tripoli")),
        ("Syrian troops attacked rebels in Tripoli.", ("Tripoli", "LBY", "Tripoli")),
        ("Venezuelan police arrested protesters in Barcelona.", ("Barcelona", "VEN", "Anzoátegui")),
        ("Venezuelan police arrested protesters in Valencia.", ("Valencia", "VEN", "Carabobo")),
        ("Spanish police arrested protesters in Valencia.", ("Valencia", "ESP", "Valencia")),
        ("American police arrested protesters in Birmingham, Alabama.", ("Birmingham", "USA", "Alabama")),
        ("British police arrested protesters in Birmingham.", ("Birmingham", "GBR", "England")),
        ("Police arrested protesters in Paris, Texas.", ("Paris", "USA", "Texas")),
        ("American police arrested protesters in Georgia.", ("Georgia", "USA", "Georgia")),
        ("Russian troops attacked rebels in Georgia.", ("Georgia", "GEO", None)),
        ("Rebels attacked an army base near Goma in eastern Congo.", ("Goma", "COD", "Nord Kivu")),
        ("French police arrested protesters on Kenya Street.", NOWHERE),
        ("French police arrested protesters at the Hotel Lebanon.", NOWHERE),
        ("American troops attacked militants in Springfield.", NOWHERE),
        ("Norway urged restraint in Syria.", NOWHERE),
        ("Pakistani police arrested three men for an attack in Karachi.", NOWHERE),
        ("Turkish troops crossed into Syria.", NOWHERE),
    ],
)
def test_namesakes_are_told_apart_or_left_out(place, text, expected):
    assert place(text) == expected
