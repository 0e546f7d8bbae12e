"""No command sends control or bidirectional characters of the news to a terminal."""

import json

import pytest

from tests.commands import coder, write_stories

ATTACK = "\x1b]0;title\x07\x9b31m\u202e"


@pytest.fixture
def news(tmp_path):
    text = f"Zarkovia {ATTACK} attacked Norway. Norway{ATTACK} condemned Sudan{ATTACK}."
    story = {"id": "a", "date": "2024-05-14", "text": text}
    return write_stories(tmp_path / "news.jsonl", [story, {**story, "id": "b", "date": ATTACK}])


def hostile(text):
    return [character for character in ATTACK if not character.isprintable() and character in text]


@pytest.mark.parametrize(
    "command",
    [
        ("explain", f"Norway{ATTACK} condemned Sudan."),
        ("explain", "--story", "{news}"),
        ("dictionary", "find", f"nothing{ATTACK}"),
        ("dictionary", "suggest", "{news}", "--least", "9"),
        ("cameo", ATTACK),
        ("evaluate", "{gold}"),
        ("evaluate", "{gold}", "--faults"),
        ("evaluate", "{wrong}"),
        ("import", "icews", "{news}", "-o", "{made}"),
        ("code", "{news}", "-o", "{made}"),
    ],
)
def test_what_a_command_says_is_printable(news, tmp_path, command):
    gold: dict[str, object] = {"id": "g", "date": "2024-05-14", "text": f"Norway{ATTACK} met Sudan.", "events": []}
    wrong = {**gold, "events": [{"source": "NOR", "target": "SDN", "cameo": ATTACK, "alt": [ATTACK]}]}
    gold["events"] = [{"source": "NOR", "target": "SDN", "cameo": "190"}]
    names = {"news": news, "made": tmp_path / "made"}
    for name, fields in {"gold": gold, "wrong": wrong}.items():
        names[name] = tmp_path / f"{name}{'' if name == 'gold' else ATTACK}.jsonl"
        names[name].write_text(json.dumps(fields) + "\n")
    done = coder(*(word.format(**names) if word.startswith("{") else word for word in command))
    assert done.out + done.err
    assert hostile(done.out.replace("\n", "") + done.err.replace("\n", "")) == []
