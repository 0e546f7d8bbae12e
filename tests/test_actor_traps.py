"""Names that look like actors and are none, and actors that are written in unusual ways."""

from __future__ import annotations

from datetime import date

import pytest


def actors(events) -> set[str]:
    return {code for event in events for code in (event.source_code, event.target_code)}


def countries(events) -> set[str]:
    return {code[:3] for code in actors(events) if code}


@pytest.mark.parametrize(
    ("text", "not_there"),
    [
        ("Norway criticized the governor of New Mexico.", "MEX"),
        ("Norway sent warships to the Indian Ocean and criticized Chad.", "IND"),
        ("Vietnam accused Malaysia of sending ships to the South China Sea.", "CHN"),
        ("Norway accused Chad of dumping waste in the Gulf of Mexico.", "MEX"),
        ("Norway praised Paris Hilton.", "FRA"),
        ("Norway praised Michael Jordan.", "JOR"),
        ("Norway criticized Kenya's plan for the Jordan River.", "JOR"),
        ("Norway criticized Chad in Atlanta, Georgia.", "GEO"),
        ("Norway praised the mayor of Lebanon, Pennsylvania.", "LBN"),
        ("Norway criticized the police of Moscow, Idaho.", "RUS"),
        ("Kenyan officials praised the English language.", "GBR"),
        ("Kenyan officials praised Chinese food.", "CHN"),
        ("Kenyan officials praised French fries.", "FRA"),
        ("Kenya accused Chad of selling Cuban cigars.", "CUB"),
        ("Kenya praised the Oslo Accords.", "NOR"),
        ("Chad rejected the Minsk agreement.", "BLR"),
        ("Chad violated the Geneva Conventions.", "CHE"),
        ("Kenya criticized Chad for the Vietnam War.", "VNM"),
        ("Kenya gave Chad two million Japanese yen.", "JPN"),
        ("Kenya praised the German shepherd.", "DEU"),
        ("Kenya condemned the turkey farmers.", "TUR"),
        ("Kenya told us to leave.", "USA"),
    ],
)
def test_a_phrase_that_only_looks_like_an_actor_is_none(code, text, not_there):
    assert not_there not in countries(code(text))


def test_the_same_name_in_capitals_is_one(code):
    assert "USA" in countries(code("Kenya told the US to leave."))
    assert "TUR" in countries(code("Kenya condemned Turkey."))


@pytest.mark.parametrize(
    ("text", "not_there"),
    [
        ("Iran-backed rebels attacked Israel.", "IRN"),
        ("Kenya criticized the Qatari-owned airline.", "QAT"),
        ("Kenya criticized the French-speaking provinces of Cameroon.", "FRA"),
        ("Anti-American protesters marched on the embassy of Kenya.", "USA"),
    ],
)
def test_a_country_in_a_compound_adjective_only_describes(code, text, not_there):
    assert not_there not in countries(code(text))


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        ("Israeli troops attacked Gaza.", ("ISRMIL", "190", "PSE")),
        ("Israel condemned the West Bank.", ("ISR", "111", "PSE")),
        ("Kenya condemned Crimea.", ("KEN", "111", "UKR")),
        ("Kenya condemned Texas.", ("KEN", "111", "USA")),
        ("Syrian troops attacked Aleppo.", ("SYRMIL", "190", "SYR")),
        ("Police in Karachi attacked India.", ("PAKCOP", "190", "IND")),
        ("Norway condemned police in Atlanta, Georgia.", ("NOR", "111", "USACOP")),
    ],
)
def test_a_place_stands_for_its_country(triples, text, triple):
    assert triple in triples(text)


def test_the_west_bank_is_not_the_west(code):
    assert "WST" not in countries(code("Israeli troops attacked the West Bank."))


@pytest.mark.parametrize("name", ["Côte d'Ivoire", "Cote d’Ivoire", "Cote dIvoire", "COTE D'IVOIRE"])
def test_accents_apostrophes_and_case_do_not_matter(triples, name):
    assert ("KEN", "111", "CIV") in triples(f"Kenya condemned {name}.")


@pytest.mark.parametrize("name", ["Guinea-Bissau", "Guinea Bissau", "Guinea–Bissau"])
def test_hyphens_do_not_matter(triples, name):
    assert ("KEN", "111", "GNB") in triples(f"Kenya condemned {name}.")


@pytest.mark.parametrize("name", ["Tayyip Erdoğan", "Tayyip Erdogan", "Recep Tayyip Erdogan"])
def test_a_person_with_and_without_accents_is_one(triples, name):
    assert ("KEN", "111", "TURGOV") in triples(f"Kenya condemned {name}.", date(2018, 5, 14))


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Sergey Lavrov", "RUSGOV"),
        ("Dmitriy Medvedev", "RUSGOV"),
        ("Mahmud Abbas", "PSEGOV"),
        ("Ali Abdallah Salih", "YEMGOV"),
        ("Muammar Kaddafi", "LBYGOV"),
        ("Bashar al-Asad", "SYRGOV"),
    ],
)
def test_a_name_may_be_transliterated_in_another_way(triples, name, actor):
    assert ("KEN", "111", actor) in triples(f"Kenya condemned {name}.", date(2010, 5, 14))


def test_a_title_and_a_surname_are_the_person_named_before(triples):
    text = "Kazakhstan's Kassym-Jomart Tokayev met Kenya. President Tokayev condemned Chad."
    assert ("KAZGOV", "111", "TCD") in triples(text)


@pytest.mark.parametrize(("year", "actor"), [(2002, "USAGOV"), (2012, "USAELI")])
def test_a_person_out_of_office_is_an_elite(triples, year, actor):
    assert (actor, "111", "TCD") in triples("Colin Powell condemned Chad.", date(year, 5, 14))
