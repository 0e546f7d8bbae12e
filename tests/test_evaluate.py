"""`coder evaluate` counts what a person would count with pencil and paper, and says why events are missed or false."""

import json

import pytest

from coder.evaluation import GoldEvent, judge
from tests.commands import coder
from tests.sample_events import JULY, event

GOLD = [
    (
        "g1",
        "Ghana signed an agreement with Togo on Monday.",
        [{"source": "TGO", "target": "GHA", "cameo": "057", "reciprocal": True}],
    ),
    (
        "g2",
        "Chad severed its diplomatic ties with Sudan.",
        [{"source": "TCD", "target": "SDN", "cameo": "120", "alt": ["161"]}],
    ),
    ("g3", "Norway praised Kenya.", [{"source": "KEN", "target": "NOR", "cameo": "051"}]),
    ("g4", "Norway praised Ghana.", [{"source": "NOR", "target": "GHA", "cameo": "051", "optional": True}]),
    ("g5", "It rained.", []),
]


@pytest.fixture(scope="module")
def gold(tmp_path_factory):
    path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    lines = [
        json.dumps({"id": name, "date": "2023-07-11", "text": text, "events": events}) for name, text, events in GOLD
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def scored(gold):
    rows = coder("evaluate", gold, "--format", "jsonl").rows
    return {(row["level"], row["group"], row["mode"]): row for row in rows}


def e(source, code, target):
    return event(f"{source}{code}{target}", JULY, source, code, target)


def g(source, code, target, *alt, **rest):
    return GoldEvent(source, target, code, alt, **rest)


def counts(gold, events, level="root and dyad", *, lenient=False):
    judged = judge(gold, events, level, lenient=lenient)
    return len(judged.found), len(judged.missed), len(judged.false)


@pytest.mark.parametrize(
    ("gold", "events", "wanted"),
    [
        ([], [], (0, 0, 0)),
        ([g("GHA", "040", "TGO")], [e("GHAGOV", "046", "TGOMIL")], (1, 0, 0)),  # countries and roots count
        ([g("GHA", "040", "TGO")], [e("TGO", "040", "GHA")], (0, 1, 1)),  # direction counts
        ([g("GHA", "040", "TGO", reciprocal=True)], [e("TGO", "040", "GHA")], (1, 0, 0)),
        ([g("GHA", "040", "TGO", reciprocal=True)], [e("GHA", "040", "TGO"), e("TGO", "040", "GHA")], (1, 0, 0)),
        ([g("GHA", "042", "TGO")], [e("TGO", "043", "GHA")], (1, 0, 0)),  # who is visited is host
        (
            [g("GHA", "040", "TGO")],
            [e("GHA", "040", "TGO"), e("GHA", "046", "TGO")],
            (1, 0, 0),
        ),  # said twice, counted once
        ([g("GHA", "040", "TGO"), g("GHA", "046", "TGO")], [e("GHA", "040", "TGO")], (1, 0, 0)),
        ([g("GHA", "040", "TGO", optional=True)], [], (0, 0, 0)),
        ([g("GHA", "040", "TGO", optional=True)], [e("GHA", "040", "TGO")], (0, 0, 0)),
        ([g("GHA", "040", "TGO")], [e("GHA", "050", "TGO"), e("GHA", "040", "BEN")], (0, 1, 2)),
    ],
)
def test_events_are_judged_one_to_one(gold, events, wanted):
    assert counts(gold, events) == wanted


def test_alternatives_count_only_when_lenient():
    gold, events = [g("GHA", "040", "TGO", "050")], [e("GHA", "057", "TGO")]
    assert counts(gold, events) == (0, 1, 1)
    assert counts(gold, events, lenient=True) == (1, 0, 0)


def test_as_many_events_as_possible_are_matched():
    gold = [g("GHA", "040", "TGO", "050"), g("GHA", "050", "TGO")]
    assert counts(gold, [e("GHA", "050", "TGO"), e("GHA", "040", "TGO")], lenient=True) == (2, 0, 0)


@pytest.mark.parametrize(
    ("level", "wanted"),
    [("root", (1, 0, 0)), ("quad class", (1, 0, 0)), ("dyad", (0, 1, 1)), ("code and dyad", (0, 1, 1))],
)
def test_a_level_compares_only_its_parts(level, wanted):
    assert counts([g("GHA", "040", "TGO")], [e("BEN", "046", "TGO")], level) == wanted


def test_the_whole_result_is_what_pencil_and_paper_give(scored):
    strict, lenient = scored["root and dyad", "all", "strict"], scored["root and dyad", "all", "lenient"]
    assert (strict["found"], strict["events"], strict["gold"]) == (1, 3, 3)
    assert (lenient["found"], lenient["events"], lenient["gold"]) == (2, 3, 3)
    assert (lenient["precision"], lenient["recall"], lenient["f1"]) == (0.6667, 0.6667, 0.6667)
    assert 0 <= lenient["low"] <= lenient["f1"] <= lenient["high"] <= 1


def test_groups_add_up_to_the_whole(scored):
    for mode in ("strict", "lenient"):
        whole = scored["root and dyad", "all", mode]
        for level in ("by root", "by quad class", "by dyad"):
            rows = [row for key, row in scored.items() if key[0] == level and key[2] == mode]
            assert [sum(row[name] for row in rows) for name in ("found", "events", "gold")] == [
                whole[name] for name in ("found", "events", "gold")
            ]


def test_the_same_gold_and_seed_give_the_same_bytes(gold):
    first, second = (coder("evaluate", gold, "--format", "csv").out for _ in range(2))
    assert first == second


def test_faults_have_their_traces(gold):
    rows = coder("evaluate", gold, "--faults", "--format", "jsonl").rows
    assert [(row["fault"], row["story_id"], row["source"], row["cameo"], row["target"]) for row in rows] == [
        ("missed", "g3", "KEN", "051", "NOR"),
        ("false", "g3", "NOR", "051", "KEN"),
    ]
    missed, false = (str(row["trace"]) for row in rows)
    assert "verbs/05_engage_in_diplomatic_cooperation.csv:" in missed
    assert false.startswith("verbs/05_engage_in_diplomatic_cooperation.csv:")
    assert "praised, Norway > Kenya" in false


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "gold.jsonl:2: broken JSON"),
        ('{"id": "x", "text": "A."}', "gold.jsonl:2: expected a JSON object with id, date, text and a list of events"),
        ('{"id": "a", "text": "A.", "events": []}', "gold.jsonl:2: the id `a` stood before"),
        (
            '{"id": "b", "text": "A.", "events": [{"source": "GHA", "target": "TGO", "cameo": 40}]}',
            "expected CAMEO codes",
        ),
        (
            '{"id": "b", "text": "A.", "events": [{"source": "GHA", "target": "TGO", "cameo": "9999"}]}',
            "gold.jsonl:2: event codes ['9999']: expected CAMEO codes of a root from 01 to 20",
        ),
        (
            '{"id": "b", "text": "A.", "events": [{"source": "Ghana", "target": "TGO", "cameo": "040"}]}',
            "gold.jsonl:2: actors ['Ghana', 'TGO']: expected actor codes",
        ),
        ('{"id": "b", "text": "A.", "events": [{"target": "TGO", "cameo": "040"}]}', "expected actor codes"),
        (
            '{"id": "b", "text": "A.", "events": [{"source": "GHA", "target": "TGO", "cameo": "040", "alt": 30}]}',
            "gold.jsonl:2: alt 30: expected a list of CAMEO codes",
        ),
        ('{"id": "b", "text": "A.", "date": "soon", "events": []}', "gold.jsonl:2: unreadable date"),
    ],
)
def test_a_wrong_gold_line_is_named_with_what_is_expected(tmp_path, line, reason):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "text": "A.", "events": []}\n' + line + "\n")
    done = coder("evaluate", path)
    assert done.status == 2
    assert reason in done.err


def test_a_line_separator_within_a_text_ends_no_line(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "text": "Nothing.\u2028Nothing.", "events": []}\n', encoding="utf-8")
    assert coder("evaluate", path).status == 0


def test_a_gold_file_or_a_sheet_must_be_named(gold):
    assert coder("evaluate").status == 2
    assert coder("evaluate", gold, "--sheet", gold).status == 2
    assert coder("evaluate", "none.jsonl").status == 2
    assert coder("evaluate", "--sheet", gold, "--faults").status == 2


def test_a_gold_file_that_is_not_there_or_not_utf_8_is_named(tmp_path):
    path = tmp_path / "gold.jsonl"
    assert coder("evaluate", path).err == f"coder: {path}: cannot be read (No such file or directory)\n"
    path.write_bytes(b"\xe9\n")
    done = coder("evaluate", path)
    assert done.status == 2
    assert "save it in UTF-8" in done.err
