"""Negation, refusal, intent, condition, question: what is no event, and what is another."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "Norway did not attack Iceland.",
        "Norway never met with Iceland.",
        "Norway might attack Iceland.",
        "If Norway attacks Iceland, prices will rise.",
        "Did Norway attack Iceland?",
        "Norway would have attacked Iceland.",
        "Norway came home without meeting Iceland.",
        "Norway waited instead of attacking Iceland.",
        "Norway held no talks with Iceland.",
        "No talks between Norway and Iceland have taken place.",
        "No talks are planned between Norway and Iceland.",
        "The Norwegian leader's trip to Iceland was cancelled.",
        "Norway has no plans to visit.",
        "A film about the Norwegian raid on Iceland won a prize.",
        "Norway condemned the attack on Mali.",
        "Norwegian ministers discussed the crisis in Niger.",
        "Norway's government informed Norway of its plans.",
        "The Norwegian team attacked Iceland's defence in the quarter-final of the World Cup.",
    ],
)
def test_no_event(triples, text):
    assert triples(text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway did little apart from urging Iceland to wait.", ("NOR", "020", "ISL")),
        ("Norway will visit Iceland.", ("NOR", "036", "ISL")),
        ("Norway to visit Iceland", ("NOR", "036", "ISL")),
        ("Norway is going to meet Iceland.", ("NOR", "036", "ISL")),
        ("Norway refused to meet Iceland.", ("NOR", "125", "ISL")),
        ("Norway refused to send peacekeepers to Kosovo.", ("NOR", "1224", "XKX")),
        ("Norway will not lift sanctions on Iceland.", ("NOR", "1244", "ISL")),
        ("Norway has no plans to lift sanctions on Iceland.", ("NOR", "1244", "ISL")),
        ("Norway did not allow Icelandic journalists to enter.", ("NOR", "124", "ISLMED")),
        ("Norway does not recognise Kosovo.", ("NOR", "120", "XKX")),
        ("Norway was not optimistic about the talks with Iceland.", ("NOR", "012", "ISL")),
        ("Norway threatened to attack Iceland.", ("NOR", "138", "ISL")),
        ("Norway urged Iceland to agree to resume talks.", ("NOR", "026", "ISL")),
        ("Norway urged Iceland not to attack Denmark.", ("NOR", "0256", "ISL")),
        ("Norway accused Iceland of attacking Denmark.", ("NOR", "1123", "ISL")),
        ("Norway lifted sanctions on Iceland.", ("NOR", "085", "ISL")),
        ("Norway said it would attack Iceland.", ("NOR", "138", "ISL")),
    ],
)
def test_another_event(triples, text, expected):
    root = expected[1][:3]
    assert any((s, t) == (expected[0], expected[2]) and code.startswith(root) for s, code, t in triples(text)), triples(
        text
    )


def test_a_reported_event_is_coded(triples):
    assert ("ISL", "190", "DNK") in triples("Norway said Iceland attacked Denmark.")


def test_a_forecast_about_others_is_no_intent(triples):
    assert triples("Norway said Iceland would attack Denmark.") == set()
