"""Who acts and who is acted upon: voice, clauses, coordination, apposition, possession."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Libyan troops attacked Chad.", ("LBYMIL", "190", "TCD")),
        ("Chad was attacked by Libyan troops.", ("LBYMIL", "190", "TCD")),
        ("Chad, which Libyan troops attacked, asked for calm.", ("LBYMIL", "190", "TCD")),
        ("Libyan troops who attacked Chad went home.", ("LBYMIL", "190", "TCD")),
        ("Chadian soldiers attacked by Libyan troops went home.", ("LBYMIL", "190", "TCDMIL")),
        ("The attack on Chad by Libyan troops went on.", ("LBYMIL", "190", "TCD")),
        ("Norway's criticism of Iceland was harsh.", ("NOR", "111", "ISL")),
        ("The Norwegian foreign minister, a critic of Iceland, visited Denmark.", ("NORGOV", "042", "DNK")),
    ],
)
def test_voice_and_clauses(triples, text, expected):
    assert expected in triples(text)


def test_every_pair_of_compound_actors_is_an_event_once(triples):
    assert triples("Norway and Denmark condemned Iceland and Finland.") == {
        ("NOR", "111", "ISL"),
        ("NOR", "111", "FIN"),
        ("DNK", "111", "ISL"),
        ("DNK", "111", "FIN"),
    }


def test_officials_from_two_countries_are_two_actors(triples):
    assert ("FRA", "111", "KENGOV") in triples("France criticised officials from Kenya and Uganda.")
    assert ("FRA", "111", "UGAGOV") in triples("France criticised officials from Kenya and Uganda.")


def test_coordinated_verbs_share_their_subject(triples):
    assert triples("Norway visited Chad and condemned Libya.") >= {("NOR", "042", "TCD"), ("NOR", "111", "LBY")}


def test_a_mutual_event_has_two_rows_with_one_pair_id(code):
    events = code("Kenya met Somalia in Nairobi.")
    assert {(e.source_code, e.target_code) for e in events} == {("KEN", "SOM"), ("SOM", "KEN")}
    assert len({e.pair_id for e in events}) == 1
    assert all(e.reciprocal for e in events)


def test_a_visit_is_hosted_by_the_other_side(triples):
    assert triples("Ghana's president visited Togo.") == {("GHAGOV", "042", "TGO"), ("TGO", "043", "GHAGOV")}


def test_each_other_pairs_the_subjects(triples):
    assert triples("Kenya and Somalia condemned each other.") == {("KEN", "111", "SOM"), ("SOM", "111", "KEN")}


def test_a_title_and_an_unknown_name_are_one_actor(code):
    [event, _] = code("Iraqi Prime Minister Abu Example visited Oman.")
    assert event.source_code == "IRQGOV"
    assert event.source_text == "Iraqi Prime Minister Abu Example"


def test_a_modifier_is_no_actor(triples):
    assert not {source for source, _, _ in triples("Iran-backed rebels attacked Israel.")} & {"IRN", "IRNREB"}


def test_given_mentions_win_and_unknown_codes_are_carried_through(code):
    from coder.stories.story import GivenMention

    text = "The Blue Faction attacked the Red Faction."
    marks = (GivenMention(4, 16, "XBLREB"), GivenMention(30, 41, "XRD"))
    [event] = code(text, mentions=marks)
    assert (event.source_code, event.target_code, event.source_country) == ("XBLREB", "XRD", None)
    assert (event.source_text, event.target_text) == ("Blue Faction", "Red Faction")
