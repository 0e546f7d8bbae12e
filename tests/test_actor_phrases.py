"""Titles, peoples, halves of countries and other phrases that say whom an actor belongs to."""

from __future__ import annotations

from datetime import date

import pytest

from coder.stories.story import Story


def actors(events) -> set[str]:
    return {code for event in events for code in (event.source_code, event.target_code)}


# -- titles ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "UN Secretary-General Boutros Boutros-Ghali",
        "Secretary-General Boutros Boutros-Ghali",
        "United Nations chief Kofi Annan",
        "UN Secretary-General Kofi Annan",
    ],
)
def test_who_heads_an_international_organisation_is_the_organisation_on_any_day(triples, name):
    assert ("IGOUNO", "051", "KEN") in triples(f"{name} praised Kenya.", date(2010, 1, 1))


@pytest.mark.parametrize(
    ("name", "organisation", "day"),
    [
        ("NATO chief Jens Stoltenberg", "IGOWSTNAT", date(2013, 1, 1)),
        ("EU foreign policy chief Kaja Kallas", "IGOEUREEC", date(2020, 1, 1)),
        ("IMF Managing Director Christine Lagarde", "IGOIMF", date(2010, 1, 1)),
        ("IAEA Director General Mohamed ElBaradei", "IGOUNOIAE", date(2013, 1, 1)),
        ("World Bank chief Robert Zoellick", "IGOWBK", date(2004, 1, 1)),
    ],
)
def test_a_title_in_an_organisation_wins_over_a_post_at_home(triples, name, organisation, day):
    assert (organisation, "051", "KEN") in triples(f"{name} praised Kenya.", day)


def test_an_ambassador_to_an_organisation_is_the_country_s(triples):
    assert ("USAGOV", "111", "KEN") in triples("UN Ambassador John Bolton criticized Kenya.", date(2008, 1, 1))


@pytest.mark.parametrize("name", ["President Bill Clinton", "US President Bill Clinton"])
def test_a_title_puts_into_office_whom_the_day_does_not(triples, name):
    assert ("USAGOV", "051", "KEN") in triples(f"{name} praised Kenya.", date(2010, 1, 1))


@pytest.mark.parametrize(
    "name",
    [
        "former US President Bill Clinton",
        "the former American president Bill Clinton",
        "America's former president Bill Clinton",
        "ex-US President Bill Clinton",
    ],
)
def test_a_former_president_is_an_elite_wherever_the_word_stands(triples, name):
    assert ("USAELI", "051", "KEN") in triples(f"Yesterday {name} praised Kenya.", date(2010, 1, 1))


def test_a_title_before_an_owner_is_no_actor_of_its_own(code):
    assert actors(code("Prime Minister Boris Johnson's government criticized Chad.", date(2010, 1, 1))) == {
        "GBRGOV",
        "TCD",
    }


def test_a_nationality_inside_a_name_is_no_country(code):
    assert "FRA" not in {actor[:3] for actor in actors(code("Attorney General William French Smith praised Kenya."))}


# -- names with hyphens ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "actor", "day"),
    [
        ("Kim Dae-jung", "KORGOV", date(2000, 5, 1)),
        ("Tsai Ing-wen", "TWNGOV", date(2019, 5, 1)),
        ("Prayuth Chan-ocha", "THAGOV", date(2018, 5, 1)),
        ("Ban Ki-moon", "IGOUNO", date(2012, 5, 1)),
    ],
)
def test_a_hyphen_joins_the_parts_of_a_name(triples, name, actor, day):
    assert (actor, "051", "KEN") in triples(f"{name} praised Kenya.", day)


@pytest.mark.parametrize(("name", "actor"), [("Nato", "IGOWSTNAT"), ("Unesco", "IGOUNOUES"), ("Ecowas", "IGOWAFWAS")])
def test_an_acronym_may_be_written_as_a_word(triples, name, actor):
    assert (actor, "111", "KEN") in triples(f"{name} criticized Kenya.")


# -- two halves ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("North and South Korea held talks.", "PRK", "KOR"),
        ("North and South Korean officials held talks.", "PRKGOV", "KORGOV"),
        ("The two Koreas held talks.", "PRK", "KOR"),
    ],
)
def test_two_halves_of_a_country_are_two_actors(triples, text, first, second):
    assert (first, "046", second) in triples(text)


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        ("South Korea criticized the North.", ("KOR", "111", "PRK")),
        ("North Korea accused the South of aggression.", ("PRK", "1123", "KOR")),
        ("Seoul praised the North.", ("KOR", "051", "PRK")),
    ],
)
def test_the_north_is_the_other_half_of_the_country_that_is_named(triples, text, triple):
    assert triple in triples(text)


def test_the_north_alone_is_no_country(code):
    assert code("Kenya criticized the North.") == []


# -- peoples and minorities ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "country"),
    [
        ("The Albanians of southern Serbia", "SRB"),
        ("Ethnic Hungarians in Romania", "ROU"),
        ("The Hungarian minority in Romania", "ROU"),
        ("Hutu rebels in Burundi", "BDI"),
        ("Kurdish rebels in Turkey", "TUR"),
    ],
)
def test_a_minority_belongs_to_the_country_that_it_lives_in(code, who, country):
    assert {actor[:3] for actor in actors(code(f"{who} criticized Kenya."))} == {country, "KEN"}


def test_a_people_takes_the_country_that_the_sentence_names(code):
    text = "Burundi's government rejected the demands of the Hutu rebels."
    assert {actor[:3] for actor in actors(code(text))} == {"BDI"}


def test_angry_citizens_are_no_person(code):
    assert "DZA" in {actor[:3] for actor in actors(code("Young Algerians attacked the embassy of Chad."))}


# -- whose an agent is -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Gaza-based militants attacked Israel.", "PSEREB"),
        ("London-based Syrian opposition leaders criticized Iran.", "SYROPP"),
        ("Troops loyal to Ivory Coast's president attacked Ghana.", "CIVMIL"),
        ("Militias allied with Iran attacked Israel.", "IRNREB"),
        ("The Ministry of Health of Ethiopia criticized Kenya.", "ETHGOV"),
        ("Kremlin troops attacked Ukraine.", "RUSMIL"),
        ("Anti-riot police in Nairobi attacked the students.", "KENCOP"),
        ("The premier of Canada's Alberta province criticized Kenya.", "CANGOV"),
        ("Residents of the Syrian town of Kobani criticized Turkey.", "SYRCVL"),
        ("Gunmen attacked a police station in Kenya near the border with Somalia.", "KENCOP"),
    ],
)
def test_an_agent_finds_its_country(code, text, actor):
    assert actor in actors(code(text))


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("People blocked streets in Hong Kong in defiance of Chinese officials, who criticized Kenya.", "HKGCVL"),
        ("Police fired at students near Kenya's border with Chad, Kenyan officials said.", "KENCOP"),
        ("Norwegian troops in Kosovo attacked the Albanian population of the province.", "XKXCVL"),
    ],
)
def test_an_agent_without_a_country_takes_that_of_its_place_or_the_one_that_is_named_most(pipeline, text, actor):
    [sentence] = pipeline.explain(Story("story", text, date(2024, 5, 14)))
    assert actor in {mention.code for mention in sentence.mentions}


def test_a_nation_that_sends_peacekeepers_does_not_act_on_them(code):
    assert "IGOMIL" not in actors(code("Kenya sent peacekeepers to Chad."))


def test_peacekeepers_without_a_country_are_international(triples):
    assert ("SDN", "1661", "IGOMIL") in triples("Sudan expelled the peacekeepers.")


def test_a_name_outside_its_dates_leaves_its_words_to_shorter_names(code):
    text = "The British Conservative Party criticized Chad."
    assert "GBR" in {actor[:3] for actor in actors(code(text, date(1975, 1, 1)))}


def test_a_name_with_dates_only_is_its_last_self_in_a_story_without_a_day(triples):
    assert ("ZAFGOVANC", "111", "TCD") in triples("The African National Congress criticized Chad.", None)


# -- places of one name ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "here", "not_here"),
    [
        ("The police of Hyderabad criticized India.", "IND", "PAK"),
        ("The police of Hyderabad criticized Pakistan.", "PAK", "IND"),
        ("Senators from Georgia and Alabama criticized Chad.", "USA", "GEO"),
        ("The governor of Georgia criticized Chad.", "USA", "GEO"),
        ("The president of Georgia criticized the United States.", "GEO", "PAK"),
        ("Rebels attacked the Mozambican town of Palma.", "MOZ", "ESP"),
        ("The mayor of Palma criticized Kenya.", "ESP", "MOZ"),
    ],
)
def test_a_name_of_two_places_is_the_one_whose_country_the_sentence_is_about(code, text, here, not_here):
    found = {actor[:3] for actor in actors(code(text))}
    assert here in found
    assert not_here not in found


def test_agreements_between_the_two_countries_are_their_leaders_(triples):
    text = "Iraq's prime minister and his Jordanian counterpart signed agreements between the two countries."
    assert triples(text) == {("IRQGOV", "057", "JORGOV"), ("JORGOV", "057", "IRQGOV")}


@pytest.mark.parametrize(
    "text",
    [
        "President Unknown visited Ghana on Monday.",
        "The foreign minister met with Ghana's ambassador on Monday.",
        "Lawmakers criticized Ghana on Monday.",
        "The king arrived in Ghana on Monday.",
        "Troops arrived in Ghana on Monday.",
    ],
)
def test_who_acts_for_a_state_is_not_of_the_only_country_that_it_acts_upon(code, text):
    assert not [event for event in code(text) if event.source_code.startswith("GHA")]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The army ordered the Ghanaian president to resign.", "GHAMIL"),
        ("Police arrived in Accra and arrested two bankers.", "GHACOP"),
        ("Protesters criticized Ghana's government on Monday.", "GHACVL"),
    ],
)
def test_who_acts_at_home_is_of_the_only_country(code, text, actor):
    assert actor in {event.source_code for event in code(text)}


@pytest.mark.parametrize(
    ("who", "party"),
    [
        ("The Democratic Party of Italy", "ITAPTY"),
        ("Italy's Democratic Party", "ITAPTY"),
        ("The South Korean opposition Democratic Party", "KORPTY"),
        ("The Baath Party of Syria", "SYRPTY"),
    ],
)
def test_a_party_belongs_to_the_country_that_stands_with_it(triples, who, party):
    assert (party, "111", "KEN") in triples(f"{who} criticized Kenya.")


@pytest.mark.parametrize(
    ("who", "actor"),
    [
        ("Baluch separatists", "PAKREBBAL"),
        ("Amhara militia", "ETHREBAMH"),
        ("Ijaw militants", "NGAREB"),
        ("Oromo protesters", "ETHORO"),
        ("Oromo leaders", "ETHORO"),
        ("Kurdish peshmerga", "IRQMILKUR"),
        ("Hezbollah fighters", "LBNREBHEZ"),
    ],
)
def test_rebels_of_a_people_are_rebels(triples, who, actor):
    assert (actor, "111", "KEN") in triples(f"{who} criticized Kenya.")


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("sanitation workers", "LAB"),
        ("reformists", "OPP"),
        ("polio vaccinators", "HLH"),
        ("the constabulary", "COP"),
        ("armed tribesmen", "UAF"),
        ("parishioners", "REL"),
        ("coup plotters", "REB"),
        ("army cadets", "MIL"),
        ("district attorneys", "JUD"),
        ("soccer fans", "CVL"),
    ],
)
def test_a_role_noun_has_its_sector(triples, who, role):
    assert (f"KEN{role}", "111", "SDN") in triples(f"Kenya's {who.removeprefix('the ')} criticized Sudan.")


@pytest.mark.parametrize(
    ("who", "actor"), [("The Hamas-run health ministry", "PSEREBHMS"), ("Houthi-run television", "YEMREBHTH")]
)
def test_who_runs_an_office_acts_through_it(triples, who, actor):
    assert (actor, "111", "KEN") in triples(f"{who} criticized Kenya.")


@pytest.mark.parametrize(("written", "country"), [("Phillipines", "PHL"), ("Afganistan", "AFG"), ("Ethopia", "ETH")])
def test_a_country_may_be_misspelt(triples, written, country):
    assert (country, "111", "KEN") in triples(f"{written} criticized Kenya.")
