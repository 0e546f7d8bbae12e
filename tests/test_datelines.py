"""What stands before the first sentence of a story gives its place, date and outlet, and leaves the text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.stories.datelines import Opening, read_opening

SENTENCE = "Officials of both countries met on Tuesday."


@pytest.mark.parametrize(
    ("opening", "place", "outlet", "day"),
    [
        ("date 2023-07-11 TEHRAN – ", "TEHRAN", "", date(2023, 7, 11)),
        (" date 2023-07-11 TEHRAN – ", "TEHRAN", "", date(2023, 7, 11)),
        ("Date: July 11, 2023\n\nTEHRAN – ", "TEHRAN", "", date(2023, 7, 11)),
        ("date 20230711 ", "", "", date(2023, 7, 11)),
        ("date 2023-07-11 CAIRO, Aug. 1, 2022 (AFP) - ", "CAIRO", "AFP", date(2023, 7, 11)),
        ("CAIRO, July 11 (Reuters) - ", "CAIRO", "Reuters", None),
        ("CAIRO, July 11, 2023 (Reuters) - ", "CAIRO", "Reuters", date(2023, 7, 11)),
        ("CAIRO, 11 July 2023 (Reuters) - ", "CAIRO", "Reuters", date(2023, 7, 11)),
        ("CAIRO, Egypt, Sept. 3 (Xinhua) -- ", "CAIRO, Egypt", "Xinhua", None),
        ("CAIRO, Egypt Oct. 2, 2004 - ", "CAIRO, Egypt", "", date(2004, 10, 2)),
        ("CAIRO, Feb. 30, 2023 - ", "CAIRO", "", None),
        ("CAIRO (Reuters) - ", "CAIRO", "Reuters", None),
        ("CAIRO, Egypt (AP) _ ", "CAIRO, Egypt", "AP", None),
        ("Tehran, March 15, IRNA - ", "Tehran", "IRNA", None),
        ("Cairo (Thomson Reuters Foundation) - ", "Cairo", "Thomson Reuters Foundation", None),
        ("(Reuters) - ", "", "Reuters", None),
        ("MAZAR-I-SHARIF, Afghanistan: ", "MAZAR-I-SHARIF, Afghanistan", "", None),
        ("WASHINGTON, D.C. -- ", "WASHINGTON, D.C.", "", None),
        ("WASHINGTON/NEW YORK — ", "WASHINGTON/NEW YORK", "", None),
        ("LA PAZ, Bolivia -- ", "LA PAZ, Bolivia", "", None),
        ("N’DJAMENA – ", "N’DJAMENA", "", None),
        ("SÃO PAULO — ", "SÃO PAULO", "", None),
        ("LONDON—", "LONDON", "", None),
        ("LONDON--", "LONDON", "", None),
        ("Cape Town - ", "Cape Town", "", None),
        ("Port of Spain - ", "Port of Spain", "", None),
        ("Nouakchott, Mauritania - ", "Nouakchott, Mauritania", "", None),
        ("The Hague - ", "The Hague", "", None),
        ("THE HAGUE, Netherlands -- ", "THE HAGUE, Netherlands", "", None),
    ],
)
def test_an_opening_is_recognised(opening, place, outlet, day):
    assert read_opening(opening + SENTENCE) == Opening(len(opening), day, place, outlet)


@pytest.mark.parametrize("mark", ["“", '"', "'", "12 "])
def test_the_first_sentence_may_begin_with_a_quote_or_a_figure(mark):
    assert read_opening(f"Accra - {mark}Officials met.").place == "Accra"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "CAIRO",
        "CAIRO - ",
        SENTENCE,
        "Iran – which denies the charge – said it would respond.",
        "Ghana and Togo - both members of the union - opened the border.",
        "The president - Ghana's head of state - left for Togo.",
        "Relations between Ghana and Togo - Once warm - have cooled.",
        "The Ghana News Agency - A state body - reported talks.",
        "African Union (AU) - Leaders of the bloc met in Addis Ababa.",
        "African Union (AU) leaders met in Addis Ababa.",
        "IRAN AND EGYPT HOLD TALKS - Officials met in Muscat.",
        "CAIRO - OFFICIALS OF BOTH COUNTRIES MET ON TUESDAY.",
        "BREAKING: Officials met in Muscat.",
        "NATO - Officials met in Brussels.",
        "EU - Officials met in Brussels.",
        "Explainer: what the treaty says - and what it does not.",
        "Monday, July 11 - Officials met in Muscat.",
        "In Cairo - Officials met.",
        "Iran-backed forces left the town.",
        "Egypt's foreign minister - A day after the talks - left Tehran.",
        "date 00/00/0000 is what the form said.",
        "date 2023-13-45 is what the form said.",
        "Dates and olives were the main exports.",
    ],
)
def test_an_ordinary_text_is_left_alone(text):
    assert read_opening(text) == Opening()


PIECES = [
    "CAIRO",
    "Cape Town",
    ", Egypt",
    "date 2023-07-11 ",
    ", July 11",
    ", 2023",
    " (Reuters)",
    " - ",
    ": ",
    SENTENCE,
]


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)))
def test_what_an_opening_says_stands_within_it(text):
    opening = read_opening(text)
    said = text[: opening.end]
    assert opening.end == len(said)
    assert opening.place in said
    assert opening.outlet in said
    assert opening.date is None or "2023" in said


def test_a_long_text_without_a_blank_is_no_opening():
    assert read_opening("a.b-" * 1_000_000) == Opening()
